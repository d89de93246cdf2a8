"""What publications of an earlier version still hold in the clear."""

from sqlalchemy import select

from gateway.dependencies import Context
from gateway.store.models import Publication

BATCH = 500
_IN_THE_CLEAR = (
    select(Publication).where(Publication.withdrawn_for.is_not(None)).limit(BATCH).with_for_update()
)


async def hide_reasons(context: Context) -> int:
    """Encrypt why publications were taken down before 0026. Returns how many there were."""
    hidden = 0
    while True:
        async with context.database.write() as session:
            found = list(await session.scalars(_IN_THE_CLEAR))
            for publication in found:
                publication.withdrawn_because, publication.withdrawn_for = publication.withdrawn_for, None
        hidden += len(found)
        if len(found) < BATCH:
            return hidden
