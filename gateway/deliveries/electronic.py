"""Electronic delivery: what is made available in the applicant's account.

Whoever chose it agreed to it: then the day on which everything has reached the account is the day of delivery
(民事诉讼法 §90, which the law on licences has no rule of its own beside; by analogy, [memory]). Who did not choose is
delivered to when they have opened everything there. An electronic certificate counts as its paper (国务院令第716号 §10,
[memory]).
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.deliveries.handing import receive
from gateway.deliveries.parts import contents_of
from gateway.deliveries.rows import choice_of, waiting_of
from gateway.deliveries.states import DeliveryState, DeliveryWay
from gateway.dependencies import Caller, Context
from gateway.procedure.record import Actor
from gateway.store.models import Case, Delivery


async def opened(context: Context, session: AsyncSession, caller: Caller, case_no: str, part: str) -> None:
    """The applicant opened a document or certificate that is sealed; with the last one all of it is delivered."""
    if not any(_is_electronic(each) for each in await waiting_of(session, case_no)):
        return
    case = await session.get_one(Case, case_no, with_for_update=True, populate_existing=True)
    for delivery in await waiting_of(session, case_no):
        await session.refresh(delivery)
        contents = await contents_of(session, delivery)
        keys = {each.key for each in contents.parts}
        if not _is_electronic(delivery) or part not in keys:
            continue
        now = context.now()
        if part not in delivery.openings:
            delivery.openings = {**delivery.openings, part: now.isoformat()}
        if contents.ready and keys <= set(delivery.openings):
            actor = Actor(caller.sub, "applicant", None)
            await receive(context, session, case, delivery, actor, way=DeliveryWay.ELECTRONIC, at=now)


async def arrived(
    context: Context, session: AsyncSession, case: Case, delivery: Delivery, actor: Actor
) -> bool:
    """Whether the delivery is received because the applicant agreed and everything has reached the account."""
    if not (_is_electronic(delivery) and delivery.consented):
        return False
    since = (await contents_of(session, delivery)).since
    choice = await choice_of(session, case.case_no)
    if since is None or choice is None:
        return False
    at: datetime = max(since, choice.chosen_at)
    await receive(context, session, case, delivery, actor, way=DeliveryWay.ELECTRONIC, at=at)
    return True


def _is_electronic(delivery: Delivery) -> bool:
    return delivery.state == DeliveryState.WAITING and delivery.way == DeliveryWay.ELECTRONIC
