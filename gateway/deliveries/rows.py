"""Reading deliveries and the applicant's choice."""

from collections.abc import Iterable

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.origin import NO_ACCOUNT
from gateway.deliveries.states import OPEN, DeliveryState, DeliveryWay
from gateway.matters.kinds import MatterKind
from gateway.matters.service import matter_on
from gateway.store.models import Case, Delivery, DeliveryChoice, Matter

_CASE_NO: BindParameter[str] = bindparam("case_no")
_OF_CASE = select(Delivery).where(Delivery.case_no == _CASE_NO).order_by(Delivery.id)
_WAITING = _OF_CASE.where(Delivery.state == DeliveryState.WAITING)
_BY_NUMBER = select(Delivery).where(
    Delivery.case_no == _CASE_NO, Delivery.delivery_no == bindparam("delivery_no")
)


async def deliveries_of(session: AsyncSession, case_no: str) -> list[Delivery]:
    """Every delivery of a case, oldest first."""
    return list(await session.scalars(_OF_CASE, {"case_no": case_no}))


async def waiting_of(session: AsyncSession, case_no: str) -> list[Delivery]:
    """Those that were not sent yet."""
    return list(await session.scalars(_WAITING, {"case_no": case_no}))


async def delivery_of(session: AsyncSession, case_no: str, delivery_no: str) -> Delivery | None:
    """The delivery of this number."""
    found: Delivery | None = await session.scalar(
        _BY_NUMBER, {"case_no": case_no, "delivery_no": delivery_no}
    )
    return found


async def matter_of(session: AsyncSession, delivery: Delivery) -> Matter | None:
    """The matter that watches the delivery; ``None`` for one that was delivered when it was first on record."""
    return await matter_on(session, delivery.case_no, MatterKind.DELIVERY, delivery.delivery_no)


async def choice_of(session: AsyncSession, case_no: str) -> DeliveryChoice | None:
    """What the applicant chose, if anything."""
    return await session.get(DeliveryChoice, case_no)


def chosen_way(case: Case, choice: DeliveryChoice | None) -> DeliveryWay:
    """The way of the next delivery: where nobody chose electronically, or at the window without an account."""
    if choice is not None:
        return DeliveryWay(choice.way)
    return DeliveryWay.WINDOW if case.applicant_sub == NO_ACCOUNT else DeliveryWay.ELECTRONIC


def open_with(deliveries: Iterable[Delivery], item: str) -> Delivery | None:
    """The delivery that still owes what was decided on ``item``."""
    return next((each for each in deliveries if each.state in OPEN and item in each.items), None)
