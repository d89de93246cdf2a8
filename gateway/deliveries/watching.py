"""What the engine's watch over one delivery does each time it looks: note what has reached the account, remind, show cards."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import ClockState, WorkCalendar
from chain.procedure import TRANSITIONS, Act
from gateway.clocks.office import office_calendar
from gateway.deliveries.electronic import arrived
from gateway.deliveries.parts import contents_of
from gateway.deliveries.rows import delivery_of
from gateway.deliveries.states import OPEN, DeliveryState, DeliveryWay
from gateway.dependencies import Context
from gateway.matters.cards import MatterClock, show_card
from gateway.matters.timing import until_sealed
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.notices.wording import chinese_date
from gateway.obligations.timing import due_reminder, next_look
from gateway.procedure.record import Actor, acts_of
from gateway.store.models import Case, Delivery, Matter


async def check(
    context: Context, session: AsyncSession, case: Case, matter: Matter, actor: Actor
) -> datetime | None:
    """See ``gateway.matters.rooms.Check``.

    What was sent in time is in time, however long the post takes (民事诉讼法 §85, by analogy, [memory]).
    """
    delivery = await delivery_of(session, case.case_no, matter.subject)
    if delivery is None or not delivery.items or delivery.state not in OPEN:
        return None
    if await arrived(context, session, case, delivery, actor):
        return None
    now, calendar = context.now(), await office_calendar(context, session)
    if delivery.state == DeliveryState.WAITING:
        await _limit(context, session, case, delivery, calendar, now)
    reminding = delivery.state == DeliveryState.WAITING
    again = next_look(calendar, delivery.opened_at, delivery.due_at, now, reminding=reminding)
    if not delivery.consented:
        return again
    since = await _decided_at(session, delivery)
    return min(again, until_sealed(calendar, since, now))


async def _decided_at(session: AsyncSession, delivery: Delivery) -> datetime:
    """When the last of what waits in the delivery was decided."""
    acts = await acts_of(session, delivery.case_no)
    decided = (
        act.at
        for item in delivery.items
        for act in acts.get(item, ())
        if TRANSITIONS[Act(act.act)].after is not None
    )
    return max(decided, default=delivery.opened_at)


async def _limit(
    context: Context,
    session: AsyncSession,
    case: Case,
    delivery: Delivery,
    calendar: WorkCalendar,
    now: datetime,
) -> None:
    if now > delivery.due_at:
        delivery.missed_at = delivery.missed_at or now
        await _card(session, delivery, ClockState.RED, now)
    elif due_reminder(calendar, delivery.opened_at, delivery.due_at, delivery.reminded_at, now) is not None:
        delivery.reminded_at = now
        await _card(session, delivery, ClockState.YELLOW, now)
        if delivery.way != DeliveryWay.POST and (await contents_of(session, delivery)).ready:
            await _remind(context, session, case, delivery, now)


async def _remind(
    context: Context, session: AsyncSession, case: Case, delivery: Delivery, now: datetime
) -> None:
    theme = context.catalogue.theme(case.theme).name
    text = (
        f"您申办的“{theme}”（办件编号{case.case_no}）的办理结果已经制作完成，"
        f"送达方式为{DeliveryWay(delivery.way).label}，请于{chinese_date(delivery.due_at)}前查看或者领取；"
        "需要改变送达方式的，可以在网上更改。"
    )
    await tell(
        context,
        session,
        case,
        MessageKind.DELIVERY,
        key=f"delivery/{delivery.delivery_no}/{now.date().isoformat()}",
        text=text,
        link=f"/cases/{case.case_no}/deliveries",
        due_at=delivery.due_at,
    )


async def _card(session: AsyncSession, delivery: Delivery, colour: ClockState, now: datetime) -> None:
    await show_card(
        session,
        delivery.case_no,
        delivery.items[0],
        delivery.body,
        MatterClock.DELIVERY,
        colour,
        delivery.due_at,
        now,
    )
