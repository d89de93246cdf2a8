"""A delivery is received: on record as an act on its items, with its receipt (送达回证)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import TRANSITIONS, Act, Stage, follow
from gateway.deliveries.errors import DeliveryMoment, NothingToDeliver
from gateway.deliveries.opening import new_delivery
from gateway.deliveries.parts import Contents, contents_of
from gateway.deliveries.rows import deliveries_of, matter_of, open_with
from gateway.deliveries.states import DeliveryState, DeliveryWay
from gateway.dependencies import Context
from gateway.matters.service import changed
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor, acts_of, items_of_case, stage_on_record
from gateway.store.models import Case, Delivery, Document, ItemCase, ProcedureAct


async def receive(
    context: Context,
    session: AsyncSession,
    case: Case,
    delivery: Delivery,
    actor: Actor,
    *,
    way: DeliveryWay,
    at: datetime,
    receiver: Mapping[str, Any] | None = None,
    handed_by: str | None = None,
    key: str | None = None,
) -> list[ProcedureAct]:
    """What the delivery hands over was received at ``at`` in this ``way``; answers the acts. The case is locked.

    Raises ``NothingToDeliver``, ``DeliveryMoment`` unless ``at`` lies between what is delivered and now.
    """
    contents = await contents_of(session, delivery)
    if not contents.parts:
        raise NothingToDeliver
    items = [item for item in await items_of_case(session, case.case_no) if item.item in delivery.items]
    await _check_moment(context, session, items, at)
    delivery.state, delivery.way, delivery.delivered_at = DeliveryState.DELIVERED.value, way.value, at
    delivery.receiver = None if receiver is None else dict(receiver)
    delivery.handed_by, delivery.handed = handed_by, [part.key for part in contents.parts]
    await _note_documents(session, case, contents, way, at)
    acts = await perform(
        context,
        session,
        case,
        items,
        Act.DELIVER,
        actor=actor,
        key=key or f"deliver/{delivery.delivery_no}",
        effective_at=at,
        detail={"way": way.value, "delivery_no": delivery.delivery_no},
    )
    delivery.document_no = next((act.document_no for act in acts), None)
    matter = await matter_of(session, delivery)
    if matter is not None and matter.settled_at is None:
        await changed(session, matter)
    return acts


async def receive_item(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    actor: Actor,
    *,
    way: DeliveryWay,
    at: datetime,
    key: str,
) -> ProcedureAct:
    """An officer notes that what was decided on one item was delivered; the other items of its delivery wait on.

    Raises ``IllegalAct``, ``NothingToDeliver``, ``DeliveryMoment``.
    """
    follow(stage_on_record(item) or Stage.DRAFT, Act.DELIVER)
    found = open_with(await deliveries_of(session, case.case_no), item.item)
    if found is None or found.items != [item.item]:
        due_at = at if found is None else found.due_at
        apart = await new_delivery(session, case, [item.item], way, at=at, due_at=due_at)
        if found is not None:
            found.items = [each for each in found.items if each != item.item]
        found = apart
    (act,) = await receive(context, session, case, found, actor, way=way, at=at, handed_by=actor.sub, key=key)
    return act


async def _check_moment(context: Context, session: AsyncSession, items: list[ItemCase], at: datetime) -> None:
    if not items:
        raise NothingToDeliver
    acts = await acts_of(session, items[0].case_no)
    decided = [
        act.at
        for item in items
        for act in acts.get(item.item, ())
        if TRANSITIONS[Act(act.act)].after is not None
    ]
    if at > context.now() or (decided and at < max(decided)):
        raise DeliveryMoment


async def _note_documents(
    session: AsyncSession, case: Case, contents: Contents, way: DeliveryWay, at: datetime
) -> None:
    numbers = [part.key for part in contents.parts if not part.certificate]
    documents = select(Document).where(Document.case_no == case.case_no, Document.document_no.in_(numbers))
    for document in await session.scalars(documents):
        document.delivered_at, document.delivery = at, way.value
