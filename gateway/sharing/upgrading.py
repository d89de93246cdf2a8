"""What certificates of an earlier version lack to be found by their holder."""

from sqlalchemy import select

from gateway.dependencies import Context
from gateway.store.models import Certificate
from gateway.store.models.certificates import holder_code

BATCH = 500
_WITHOUT = select(Certificate).where(Certificate.holder_key.is_(None)).limit(BATCH).with_for_update()


async def give_holder_keys(context: Context) -> int:
    """Give every certificate older than 0020 the keyed digest of its holder's code. Returns how many there were."""
    given = 0
    while True:
        async with context.database.write() as session:
            found = list(await session.scalars(_WITHOUT))
            for certificate in found:
                certificate.holder_key = holder_code(certificate.data)
        given += len(found)
        if len(found) < BATCH:
            return given
