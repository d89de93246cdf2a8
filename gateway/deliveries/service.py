"""Deliveries as their applicant, the bodies concerned and supervisors read them, and the worklist of a body."""

from collections.abc import Mapping

from sqlalchemy import select

from gateway.cases.access import View, visible_case
from gateway.cases.views import body_name, note_reading
from gateway.cursors import number_of
from gateway.deliveries import schemas
from gateway.deliveries.parts import Contents, contents_of
from gateway.deliveries.rows import choice_of, chosen_way, deliveries_of
from gateway.deliveries.states import OPEN, DeliveryState, DeliveryWay
from gateway.deliveries.wishes import PostalAddress
from gateway.dependencies import Caller, Context
from gateway.procedure.record import items_of_case
from gateway.store.models import Case, Delivery, DeliveryChoice, ItemCase

LONGEST_PAGE = 100


async def deliveries_view(context: Context, caller: Caller, case_no: str) -> schemas.Deliveries:
    """Every delivery of a case; the reading is audited. Where it goes and who received it is told to the applicant and
    the delivering body alone. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        found = [(each, await contents_of(session, each)) for each in await deliveries_of(session, case_no)]
        choice = await choice_of(session, case_no)
        names = {item.item: item.name for item in await items_of_case(session, case_no)}
    await note_reading(context, caller, view, case_no, "deliveries")
    way = chosen_way(case, choice)
    return schemas.Deliveries(
        case_no=case_no,
        way=way.value,
        way_name=way.label,
        deliveries=[
            _shown(context, each, contents, names, _address(choice, caller, view, each))
            for each, contents in found
            if each.items
        ],
    )


async def worklist(
    context: Context, caller: Caller, *, state: DeliveryState | None, cursor: str | None, limit: int
) -> schemas.DeliveryPage:
    """Deliveries that the caller's body still owes, or those in ``state``; the oldest first. Raises ``CursorInvalid``."""
    states = [each.value for each in (OPEN if state is None else (state,))]
    query = (
        select(Delivery, Case.theme)
        .join(Case, Case.case_no == Delivery.case_no)
        .where(
            Delivery.body == caller.body,
            Delivery.state.in_(states),
            Delivery.id > (0 if cursor is None else number_of(cursor)),
        )
        .order_by(Delivery.id)
        .limit(limit + 1)
    )
    async with context.database.read() as session:
        rows = (await session.execute(query)).all()
        shown = rows[:limit]
        items = await session.scalars(
            select(ItemCase).where(ItemCase.case_no.in_({each.case_no for each, _ in shown}))
        )
        names = {(item.case_no, item.item): item.name for item in items}
    return schemas.DeliveryPage(
        deliveries=[_line(context, each, theme, names) for each, theme in shown],
        next_cursor=str(shown[-1][0].id) if len(rows) > limit else None,
    )


def _line(
    context: Context, delivery: Delivery, theme: str, names: Mapping[tuple[str, str], str]
) -> schemas.DeliveryLine:
    state = DeliveryState(delivery.state)
    return schemas.DeliveryLine(
        case_no=delivery.case_no,
        delivery_no=delivery.delivery_no,
        theme_name=context.catalogue.theme(theme).name,
        items=[names[delivery.case_no, item] for item in delivery.items],
        way=delivery.way,
        way_name=DeliveryWay(delivery.way).label,
        state=state.value,
        state_name=state.label,
        due_at=delivery.due_at,
        overdue=_overdue(context, delivery),
    )


def _shown(
    context: Context,
    delivery: Delivery,
    contents: Contents,
    names: Mapping[str, str],
    address: tuple[bool, PostalAddress | None],
) -> schemas.DeliveryView:
    state, (personal, goes_to) = DeliveryState(delivery.state), address
    receiver = None if delivery.receiver is None or not personal else delivery.receiver.get("name")
    return schemas.DeliveryView(
        delivery_no=delivery.delivery_no,
        items=[names[item] for item in delivery.items],
        body=delivery.body,
        body_name=body_name(context.catalogue, delivery.body),
        way=delivery.way,
        way_name=DeliveryWay(delivery.way).label,
        state=state.value,
        state_name=state.label,
        ready=contents.ready,
        opened_at=delivery.opened_at,
        due_at=delivery.due_at,
        overdue=_overdue(context, delivery),
        parts=_parts(delivery, contents),
        address=goes_to,
        postings=[schemas.PostingView.model_validate(_posting(each)) for each in delivery.postings],
        receiver=receiver,
        delivered_at=delivery.delivered_at,
        document_no=delivery.document_no,
    )


def _parts(delivery: Delivery, contents: Contents) -> list[schemas.PartView]:
    return [
        schemas.PartView.model_validate(
            {
                "name": part.name,
                "number": part.number,
                "link": f"/certificates/{part.key}"
                if part.certificate
                else f"/cases/{delivery.case_no}/documents/{part.key}",
                "sealed": part.since is not None,
                "opened_at": delivery.openings.get(part.key),
            }
        )
        for part in contents.parts
    ]


def _posting(posting: Mapping[str, object]) -> dict[str, object]:
    return {
        key: posting.get(key)
        for key in ("carrier", "tracking_no", "sent_at", "result", "result_at", "reason")
    }


def _address(
    choice: DeliveryChoice | None, caller: Caller, view: View, delivery: Delivery
) -> tuple[bool, PostalAddress | None]:
    """Whether the reader may know who receives it, and where it goes."""
    personal = view is View.APPLICANT or (view.personal and caller.body == delivery.body)
    if not personal or choice is None or choice.address is None or delivery.way != DeliveryWay.POST:
        return personal, None
    return personal, PostalAddress.model_validate(choice.address)


def _overdue(context: Context, delivery: Delivery) -> bool:
    """Whether it was not delivered, nor given to the post, within its ten days."""
    late = delivery.missed_at is not None
    return late or (delivery.state == DeliveryState.WAITING and context.now() > delivery.due_at)
