"""Requests of holders on record, found by what is asked of them."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.aftercare.states import RequestState
from gateway.store.models import ItemCase, LicenceRequest

_OF_CASE = (
    select(LicenceRequest)
    .where(LicenceRequest.case_no == bindparam("case_no"))
    .order_by(LicenceRequest.request_no)
)


async def requests_of(session: AsyncSession, case_no: str) -> list[LicenceRequest]:
    """Every request on the items of a case, oldest first."""
    return list(await session.scalars(_OF_CASE, {"case_no": case_no}))


async def lapse_requests(session: AsyncSession, item: ItemCase, at: datetime) -> None:
    """What was asked for on an item is without object: what was granted ended. The engine's watch finds it settled."""
    for row in await requests_of(session, item.case_no):
        if row.item == item.item and row.state == RequestState.OPEN:
            row.state, row.decided_at = RequestState.LAPSED, at
