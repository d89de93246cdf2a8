"""Opening deliveries: whatever ends an item with a document, or brings a certificate, owes its delivery.

A theme answers together, so what is decided on several items waits in one delivery until it is sent; its ten working days
run from the first of these decisions (行政许可法 §44, which counts from each decision; other documents follow it). Where the
theme tells each item at once, what one decision ends is delivered by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.clocks.office import end_of_limit
from gateway.deliveries.rows import choice_of, chosen_way, deliveries_of, open_with, waiting_of
from gateway.deliveries.states import DeliveryState, DeliveryWay
from gateway.dependencies import Context
from gateway.matters.kinds import MatterKind
from gateway.matters.service import open_matter
from gateway.store.models import Case, Certificate, Delivery, ItemCase, ProcedureAct

DELIVERY_DAYS = 10
"""Working days from the decision (行政许可法 §44, §82)."""
_ENDINGS = frozenset({Act.CONCLUDE, Act.REFUSE_ACCEPTANCE, Act.DECLARE_NOT_REQUIRED, Act.RETURN, Act.LAPSE})


async def owe(
    context: Context,
    session: AsyncSession,
    case: Case,
    acts: Sequence[ProcedureAct],
    items: Sequence[ItemCase],
) -> None:
    """Owe the delivery of what ``acts``, just recorded, decided on their items. The case is locked.

    An item that was only verified has neither document nor certificate of its own, and nothing to hand over.
    """
    certified = {item.item for item in items if item.certificate_template is not None}
    ended = [act for act in acts if act.act in _ENDINGS and (act.document_no or _brings(act, certified))]
    if ended:
        await open_delivery(context, session, case, [act.item for act in ended], ended[0].at)


async def owe_certificate(
    context: Context, session: AsyncSession, case: Case, certificate: Certificate
) -> None:
    """Owe the delivery of a certificate that was sealed after the rest of its item had been delivered (容缺: it waited;
    or a new version of it). Its days run from its allocation: that is with the act that grants a version, and where the
    certificate waited, when nothing withheld it any more. The case is locked."""
    deliveries = await deliveries_of(session, case.case_no)
    concerned = [each for each in deliveries if certificate.item in each.items]
    if not concerned or open_with(concerned, certificate.item):
        return
    if all(certificate.identifier not in each.handed for each in concerned):
        await open_delivery(context, session, case, [certificate.item], certificate.allocated_at)


async def owe_no_more(session: AsyncSession, item: ItemCase) -> None:
    """What was decided on the item does not stand: it leaves the deliveries that wait. The case is locked.

    One that nothing is left of ends; its watch finds it so. What is on its way, or was received, stays as it was.
    """
    for delivery in await waiting_of(session, item.case_no):
        if item.item not in delivery.items:
            continue
        delivery.items = [each for each in delivery.items if each != item.item]
        if not delivery.items:
            delivery.state = DeliveryState.VOID.value


async def open_delivery(
    context: Context, session: AsyncSession, case: Case, items: Iterable[str], at: datetime
) -> Delivery:
    """The delivery that waits in the case, with ``items`` in it too; a new one where none waits.

    Where the theme tells each item at once, only one that waits for one of ``items`` already takes them.
    """
    asked, waiting = list(items), await waiting_of(session, case.case_no)
    if context.catalogue.theme(case.theme).answer.each_item_at_once:
        waiting = [each for each in waiting if not set(asked).isdisjoint(each.items)]
    if waiting:
        found = waiting[0]
        found.items = [*found.items, *(item for item in asked if item not in found.items)]
        return found
    choice = await choice_of(session, case.case_no)
    way = chosen_way(case, choice)
    delivery = await new_delivery(
        session,
        case,
        asked,
        way,
        at=at,
        due_at=await end_of_limit(context, session, at, DELIVERY_DAYS),
        consented=choice is not None and way is DeliveryWay.ELECTRONIC,
    )
    await open_matter(
        session,
        case.case_no,
        MatterKind.DELIVERY,
        subject=delivery.delivery_no,
        body=case.lead_body,
        at=context.now(),
    )
    return delivery


async def new_delivery(
    session: AsyncSession,
    case: Case,
    items: Iterable[str],
    way: DeliveryWay,
    *,
    at: datetime,
    due_at: datetime,
    consented: bool = False,
) -> Delivery:
    """A delivery with the next number of its case, without a matter."""
    count = len(await deliveries_of(session, case.case_no))
    delivery = Delivery(
        case_no=case.case_no,
        delivery_no=f"SD{count + 1:02d}",
        body=case.lead_body,
        items=list(items),
        way=way.value,
        consented=consented,
        state=DeliveryState.WAITING.value,
        opened_at=at,
        due_at=due_at,
        openings={},
        handed=[],
        postings=[],
    )
    session.add(delivery)
    await session.flush()
    return delivery


def _brings(act: ProcedureAct, certified: set[str]) -> bool:
    """Whether the decision brings a certificate, though no document of its own (a permit that shows others' licences)."""
    return act.detail.get("outcome") == "granted" and act.item in certified
