"""What certificates of an earlier version lack to be found by their holder."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Context
from gateway.store.batches import BATCH, in_batches
from gateway.store.models import Certificate
from gateway.store.models.certificates import holder_code

_WITHOUT = select(Certificate).where(Certificate.holder_key.is_(None)).limit(BATCH).with_for_update()


async def give_holder_keys(context: Context) -> int:
    """Give every certificate older than 0020 the keyed digest of its holder's code. Returns how many there were."""
    return await in_batches(context.database, _give_some)


async def _give_some(session: AsyncSession) -> int:
    found = (await session.scalars(_WITHOUT)).all()
    for certificate in found:
        certificate.holder_key = holder_code(certificate.data)
    return len(found)
