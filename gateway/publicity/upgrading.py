"""What publications of an earlier version still hold in the clear."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Context
from gateway.store.batches import BATCH, in_batches
from gateway.store.models import Publication

_IN_THE_CLEAR = (
    select(Publication).where(Publication.withdrawn_for.is_not(None)).limit(BATCH).with_for_update()
)


async def hide_reasons(context: Context) -> int:
    """Encrypt why publications were taken down before 0026. Returns how many there were."""
    return await in_batches(context.database, _hide_some)


async def _hide_some(session: AsyncSession) -> int:
    found = (await session.scalars(_IN_THE_CLEAR)).all()
    for publication in found:
        publication.withdrawn_because, publication.withdrawn_for = publication.withdrawn_for, None
    return len(found)
