"""What holders ask for after a decision: taken, shown to whom it concerns, and decided once."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import BEIJING
from chain.documents.kinds import DocumentKind, Nature, nature_of
from chain.errors import FieldProblem, FieldProblems
from chain.procedure.licence import REFUSED, CancelGround, licence_after
from gateway.aftercare import schemas
from gateway.aftercare.current_form import check_changes, current_form
from gateway.aftercare.ending import end_item
from gateway.aftercare.errors import (
    RenewalTooLate,
    RequestNotFound,
    RequestPending,
    RequestSettled,
    WithoutEnd,
)
from gateway.aftercare.granting import Grant, change, renew
from gateway.aftercare.requests_on_record import requests_of
from gateway.aftercare.standing import Standing, standing_of
from gateway.aftercare.states import RequestKind, RequestState
from gateway.cases.access import View, own_case, visible_case
from gateway.cases.idempotency import Slot, once
from gateway.cases.planned import mode_of
from gateway.cases.views import note_reading
from gateway.clocks.office import end_of_limit
from gateway.cursors import CursorInvalid
from gateway.dependencies import Caller, Context, Role
from gateway.documents.aftercare_values import receipt
from gateway.documents.drafting import draft
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, open_matter
from gateway.on_record import put_on_record
from gateway.procedure.acting import perform
from gateway.procedure.errors import ItemNotFound
from gateway.procedure.record import Actor, items_of_case
from gateway.store.base import Instant, from_millis, to_millis
from gateway.store.models import Case, ItemCase, LicenceRequest, ProcedureAct

GENERAL_DAYS = 20
"""Working days for a decision where the item's law gives none (行政许可法 §42)."""
_OPEN = select(LicenceRequest).where(
    LicenceRequest.body == bindparam("body"), LicenceRequest.state == RequestState.OPEN.value
)
_ORDER = (LicenceRequest.due_at, LicenceRequest.case_no, LicenceRequest.request_no)


async def ask(
    context: Context, caller: Caller, case_no: str, item: str, key: str, request: schemas.RequestMade
) -> dict[str, Any]:
    """Take a request of the holder once for its key, with its receipt.

    Raises ``CaseNotFound``, ``ItemNotFound``, ``NothingGranted``, ``NotInForce``, ``WithoutEnd``, ``RenewalTooLate``,
    ``RequestPending``, ``FieldProblems``.
    """
    route = f"POST /cases/{case_no}/items/{item}/requests"
    slot = Slot.of(caller.sub, route, key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await own_case(session, caller, case_no)
        found = await _item(session, case, item)
        row = await _taken(context, session, caller, case, found, request)
        await _with_receipt(context, session, case, found, row)
        await _audit(context, session, caller, row, "ask", Role.APPLICANT)
        return _shown(context, row, found, personal=False).model_dump(mode="json")

    return await once(context, slot, store)


async def decide(
    context: Context,
    caller: Caller,
    case_no: str,
    item: str,
    request_no: str,
    key: str,
    decision: schemas.RequestDecision,
) -> dict[str, Any]:
    """Grant or refuse a request once; an officer of the item's body.

    Raises ``RequestNotFound``, ``RequestSettled``, ``NotInForce``, ``CertificateUnderWay``, ``FieldProblems``.
    """
    if decision.outcome == REFUSED and not decision.opinion:
        raise FieldProblems([FieldProblem("opinion", "意见", "不予准予的，须写明理由。")])
    route = f"POST /cases/{case_no}/items/{item}/requests/{request_no}/decision"
    slot = Slot.of(caller.sub, route, key, decision.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await session.scalar(select(Case).where(Case.case_no == case_no).with_for_update())
        row = None if case is None else await session.get(LicenceRequest, (case_no, request_no))
        if case is None or row is None or row.item != item or row.body != caller.body:
            raise RequestNotFound
        if row.state != RequestState.OPEN or _is_silently_settled(context, row):
            raise RequestSettled
        found = await _item(session, case, item)
        act = await _decided(context, session, caller, case, found, row, decision)
        row.act_number, row.decided_at, row.opinion = act.number, context.now(), decision.opinion
        if row.kind == RequestKind.RENEW:
            await changed(session, await _matter(context, session, row))
        await _audit(context, session, caller, row, "decide", Role.OFFICER)
        return _shown(context, row, found, personal=False).model_dump(mode="json")

    return await once(context, slot, store)


async def requests_view(context: Context, caller: Caller, case_no: str, item: str) -> schemas.Requests:
    """The requests on an item: its holder's, and of the officers those of its body, with what they say; others see that
    there are some. The reading is audited. Raises ``CaseNotFound``, ``ItemNotFound``.
    """
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        found = await _item(session, case, item)
        rows = [row for row in await requests_of(session, case_no) if row.item == item]
    personal = view is View.APPLICANT or (view is View.OFFICER and found.body == caller.body)
    await note_reading(context, caller, view, case_no, "requests")
    return schemas.Requests(
        case_no=case_no,
        item=item,
        requests=[_shown(context, row, found, personal=personal) for row in rows],
    )


async def open_requests(
    context: Context, caller: Caller, *, cursor: str | None, limit: int
) -> schemas.RequestPage:
    """A page of the open requests of the officer's body, the most urgent first; what they say is read one by one.

    Raises ``CursorInvalid``.
    """
    wanted = _OPEN.order_by(*_ORDER).limit(limit + 1)
    if cursor is not None:
        due_at, case_no, request_no = _place(cursor)
        after = tuple_(literal(due_at, Instant()), literal(case_no), literal(request_no))
        wanted = wanted.where(tuple_(*_ORDER) > after)
    async with context.database.read() as session:
        rows = list(await session.scalars(wanted, {"body": caller.body or ""}))
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return schemas.RequestPage(
        requests=[
            schemas.OpenRequest(
                case_no=row.case_no,
                item=row.item,
                item_name=context.catalogue.item(row.item).name,
                request_no=row.request_no,
                kind=row.kind,
                kind_name=RequestKind(row.kind).label,
                requested_at=row.requested_at,
                due_at=row.due_at,
            )
            for row in shown
        ],
        next_cursor=None if last is None else f"{to_millis(last.due_at)}.{last.case_no}.{last.request_no}",
    )


def _place(cursor: str) -> tuple[datetime, str, str]:
    millis, _, rest = cursor.partition(".")
    case_no, _, request_no = rest.partition(".")
    try:
        return from_millis(int(millis)), case_no, request_no
    except (ValueError, OverflowError, OSError) as error:
        raise CursorInvalid from error


async def _taken(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    case: Case,
    item: ItemCase,
    request: schemas.RequestMade,
) -> LicenceRequest:
    kind, now = RequestKind(request.kind), context.now()
    standing = await standing_of(context, session, item)
    licence_after(standing.state, kind.act)
    earlier = await requests_of(session, case.case_no)
    if any(row.item == item.item and row.kind == kind and row.state == RequestState.OPEN for row in earlier):
        raise RequestPending
    if kind is RequestKind.CHANGE:
        check_changes(item, await current_form(session, case, item), request.changes)
    row = LicenceRequest(
        case_no=case.case_no,
        request_no=f"SQ{len(earlier) + 1:02d}",
        item=item.item,
        body=item.body,
        kind=kind.value,
        state=RequestState.OPEN.value,
        changes=request.changes,
        reason=request.reason,
        requested_by=caller.sub,
        requested_at=now,
        due_at=await _due(context, session, case, item, kind, standing),
    )
    session.add(row)
    await session.flush()
    return row


async def _due(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    kind: RequestKind,
    standing: Standing,
) -> datetime:
    """A renewal is decided before the end, everything else within the item's limit, counted in working days."""
    now = context.now()
    if kind is not RequestKind.RENEW:
        return await end_of_limit(context, session, now, item.statutory_days or GENERAL_DAYS)
    if standing.ends_on is None:
        raise WithoutEnd
    certificate = mode_of(context, case, item.item).certificate
    days = 0 if certificate is None else certificate.renewal_days
    last_day = standing.ends_on - timedelta(days=days)
    if now.astimezone(BEIJING).date() > last_day:
        raise RenewalTooLate.of(last_day)
    return datetime.combine(standing.ends_on, time(23, 59, 59), BEIJING)


async def _with_receipt(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, row: LicenceRequest
) -> None:
    """The dated receipt under the seal of acceptance, and for a renewal the engine's watch over its end."""
    renewal = row.kind == RequestKind.RENEW
    silence = renewal and nature_of(context.catalogue.item(item.item).kind) is Nature.LICENCE
    await draft(
        context,
        session,
        case,
        kind=DocumentKind.REQUEST_RECEIPT,
        items=[item],
        body=item.body,
        key=f"request/{row.request_no}",
        at=row.requested_at,
        values=receipt(row, silence=silence),
    )
    if renewal:
        await _matter(context, session, row)


async def _matter(context: Context, session: AsyncSession, row: LicenceRequest) -> Any:
    return await open_matter(
        session,
        row.case_no,
        MatterKind.RENEWAL,
        subject=row.request_no,
        body=row.body,
        at=context.now(),
    )


async def _decided(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    case: Case,
    item: ItemCase,
    row: LicenceRequest,
    decision: schemas.RequestDecision,
) -> ProcedureAct:
    kind, actor = RequestKind(row.kind), Actor.of(caller, Role.OFFICER.value)
    key, detail = f"request/{row.request_no}", {"request_no": row.request_no}
    if decision.outcome == REFUSED:
        row.state = RequestState.REFUSED
        refusal = {"outcome": REFUSED, **detail}
        (act,) = await perform(
            context,
            session,
            case,
            [item],
            kind.act,
            actor=actor,
            key=key,
            detail=refusal,
            reason=decision.opinion,
        )
        return act
    row.state = RequestState.GRANTED
    grant = Grant(actor, key, decision.opinion or row.reason, detail)
    if kind is RequestKind.CHANGE:
        return await change(context, session, case, item, row.changes, grant)
    if kind is RequestKind.RENEW:
        return await renew(context, session, case, item, None, grant)
    ground = {"outcome": decision.outcome, "ground": CancelGround.ON_REQUEST.value, **detail}
    (act,) = await end_item(context, session, case, item, kind.act, actor, key, grant.reason, ground)
    return act


def _is_silently_settled(context: Context, row: LicenceRequest) -> bool:
    """Whether the end came before a decision: then silence has settled a renewal (§50), also before the watch notes it."""
    return row.kind == RequestKind.RENEW and context.now() > row.due_at


async def _item(session: AsyncSession, case: Case, item: str) -> ItemCase:
    found = next((each for each in await items_of_case(session, case.case_no) if each.item == item), None)
    if found is None:
        raise ItemNotFound
    return found


def _shown(context: Context, row: LicenceRequest, item: ItemCase, *, personal: bool) -> schemas.RequestView:
    kind, state = RequestKind(row.kind), RequestState(row.state)
    return schemas.RequestView(
        case_no=row.case_no,
        item=row.item,
        item_name=item.name,
        request_no=row.request_no,
        kind=kind.value,
        kind_name=kind.label,
        state=state.value,
        state_name=state.label,
        body_name=context.catalogue.body(row.body).name,
        requested_at=row.requested_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        act_number=row.act_number,
        changes=row.changes if personal else None,
        reason=row.reason if personal else None,
        opinion=row.opinion if personal else None,
    )


async def _audit(
    context: Context, session: AsyncSession, caller: Caller, row: LicenceRequest, what: str, role: Role
) -> None:
    await put_on_record(
        session,
        caller,
        role,
        f"request.{what}",
        at=context.now(),
        case_no=row.case_no,
        detail={"request_no": row.request_no, "item": row.item, "kind": row.kind, "state": str(row.state)},
    )
