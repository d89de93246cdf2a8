"""The applicant's choice of how results reach them: at submission, and changed until they are sent."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.access import own_case
from gateway.deliveries.errors import DeliverySent
from gateway.deliveries.rows import choice_of, deliveries_of, matter_of
from gateway.deliveries.states import DeliveryState, DeliveryWay
from gateway.deliveries.wishes import DeliveryWish
from gateway.dependencies import Caller, Context, Role
from gateway.matters.service import changed
from gateway.store import audit
from gateway.store.models import Case, DeliveryChoice


async def choose(session: AsyncSession, case: Case, wish: DeliveryWish, now: datetime) -> None:
    """Keep what the applicant chose, in place of an earlier choice. The case is locked, or new."""
    address = None if wish.address is None else wish.address.model_dump()
    choice = await choice_of(session, case.case_no)
    if choice is None:
        session.add(DeliveryChoice(case_no=case.case_no, way=wish.way.value, address=address, chosen_at=now))
    else:
        choice.way, choice.address, choice.chosen_at = wish.way.value, address, now
    await session.flush()


async def change(context: Context, caller: Caller, case_no: str, wish: DeliveryWish) -> dict[str, Any]:
    """Deliver otherwise from now on, also what waits already. Raises ``CaseNotFound``, ``DeliverySent``."""
    async with context.database.write() as session:
        case, now = await own_case(session, caller, case_no), context.now()
        deliveries = await deliveries_of(session, case_no)
        if any(each.state == DeliveryState.SENT for each in deliveries):
            raise DeliverySent
        await choose(session, case, wish, now)
        for delivery in deliveries:
            if delivery.state == DeliveryState.WAITING:
                delivery.way, delivery.consented = wish.way.value, wish.way is DeliveryWay.ELECTRONIC
                matter = await matter_of(session, delivery)
                if matter is not None:
                    await changed(session, matter)
        await audit.record(
            session,
            at=now,
            actor=caller.sub,
            role=Role.APPLICANT.value,
            action="delivery.choose",
            case_no=case_no,
            detail={"way": wish.way.value},
        )
    return {"case_no": case_no, "way": wish.way.value, "way_name": wish.way.label}
