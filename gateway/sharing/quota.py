"""Counting the queries of a day in the store, so that all gateways share one count."""

from datetime import date

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.sharing.errors import QuotaExhausted
from gateway.store.models import SharingDay, SharingGrant

_ROW = (SharingDay.grant_no == bindparam("of_grant"), SharingDay.day == bindparam("on_day"))
_RAISE = (
    update(SharingDay)
    .where(*_ROW, SharingDay.queries < bindparam("quota"))
    .values(queries=SharingDay.queries + 1)
    .returning(SharingDay.queries)
)
_COUNTED = select(SharingDay.queries).where(*_ROW)


async def count_query(session: AsyncSession, grant: SharingGrant, day: date) -> int:
    """Count one more query of the grant on ``day``; which one of the day it is. A rolled back transaction gives it back.

    Raises ``QuotaExhausted``.
    """
    row = {"of_grant": grant.grant_no, "on_day": day}
    raised: int | None = await session.scalar(_RAISE, {**row, "quota": grant.daily_quota})
    if raised is not None:
        return raised
    if await session.scalar(_COUNTED, row) is not None:
        raise QuotaExhausted
    try:
        async with session.begin_nested():
            await session.execute(insert(SharingDay).values(grant_no=grant.grant_no, day=day, queries=1))
    except IntegrityError:
        # Another gateway counted the day's first query at the same moment and has committed it since.
        raised = await session.scalar(_RAISE, {**row, "quota": grant.daily_quota})
        if raised is None:
            raise QuotaExhausted from None
        return raised
    return 1
