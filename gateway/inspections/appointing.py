"""One appointment for all: proposed by a body, confirmed by the applicant, or moved once at their wish."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import chinese_date
from chain.clock import BEIJING
from chain.documents.kinds import DocumentKind
from chain.documents.page import PageData
from chain.errors import FieldProblem, FieldProblems
from chain.procedure import Act
from gateway.cases.access import acted_case
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context, Role
from gateway.documents.drafting import draft
from gateway.inspections import schemas
from gateway.inspections.access import body_case, open_inspection
from gateway.inspections.errors import (
    AnsweredBefore,
    AskedBefore,
    InspectionAppointed,
    InspectionNotFound,
    NoInspectionOpen,
)
from gateway.inspections.rows import inspections_of, items_of, open_task
from gateway.inspections.states import InspectionState
from gateway.inspections.telling import changed_view, note
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.store.models import Case, Inspection
from gateway.tasks.access import DeskTask, place


async def appoint(
    context: Context, caller: Caller, case_no: str, key: str, request: schemas.Appointment
) -> dict[str, Any]:
    """Propose when and where; again, where the applicant asked for another time.

    Raises ``CaseNotFound``, ``CaseWithdrawn``, ``NoInspectionOpen``, ``InspectionNotFound``, ``InspectionAppointed``,
    ``FieldProblems``, ``IdempotencyKeyReused``.
    """
    slot = Slot.of(caller.sub, f"POST /cases/{case_no}/inspections", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await body_case(session, caller, case_no)
        task = await open_task(session, case_no)
        if task is None:
            raise NoInspectionOpen
        desk = await place(session, caller, task)
        if desk is None:
            raise InspectionNotFound
        if not desk.items:
            raise NoInspectionOpen
        _check(context, desk, request)
        inspection = await _standing(context, session, caller, desk, request)
        await _tell(context, session, caller, case, inspection)
        await note(context, session, caller, Role.OFFICER, inspection, "appoint")
        return changed_view(inspection)

    return await once(context, slot, store)


async def confirm(
    context: Context,
    caller: Caller,
    case_no: str,
    inspection_no: str,
    key: str,
    request: schemas.Confirmation,
    role: Role = Role.APPLICANT,
) -> dict[str, Any]:
    """The applicant confirms the time, or asks once for another; a clerk says it for an applicant at the counter (``role``).

    Raises ``CaseNotFound``, ``ApplicantNotPresent``, ``InspectionNotFound``, ``InspectionDone``, ``InspectionCancelled``,
    ``AnsweredBefore``, ``AskedBefore``, ``IdempotencyKeyReused``.
    """
    slot = Slot.of(
        caller.sub,
        f"POST /cases/{case_no}/inspections/{inspection_no}/confirmation",
        key,
        request.model_dump(mode="json"),
    )

    async def store(session: AsyncSession) -> dict[str, Any]:
        now = context.now()
        case = await acted_case(session, caller, role, case_no, now)
        inspection = await open_inspection(session, case, inspection_no)
        if inspection.state != InspectionState.APPOINTED or now >= inspection.starts_at:
            raise AnsweredBefore
        if not request.confirmed and inspection.appointments > 1:
            raise AskedBefore
        state = InspectionState.CONFIRMED if request.confirmed else InspectionState.ASKED
        inspection.state, inspection.answered_at = state.value, now
        inspection.wish = request.wish or inspection.wish
        await note(context, session, caller, role, inspection, "confirm")
        return changed_view(inspection)

    return await once(context, slot, store)


def _check(context: Context, desk: DeskTask, request: schemas.Appointment) -> None:
    problems = []
    if request.starts_at <= context.now():
        problems.append(FieldProblem("starts_at", "勘验时间", "应当晚于当前时间。"))
    if request.items is not None and set(request.items) != desk.own_items:
        names = "、".join(item.name for item in desk.items)
        reason = f"一次联合勘验应当包括全部需要勘验的事项：{names}。"
        problems.append(FieldProblem("items", "勘验的事项", reason))
    if problems:
        raise FieldProblems(problems)


async def _standing(
    context: Context, session: AsyncSession, caller: Caller, desk: DeskTask, request: schemas.Appointment
) -> Inspection:
    """The one inspection of the task, with the time and place that hold from now on."""
    case_no, body = desk.case.case_no, caller.body or ""
    known = await inspections_of(session, case_no)
    standing = (each for each in known if each.state != InspectionState.CANCELLED)
    found = next((each for each in standing if each.task_key == desk.task.key), None)
    if found is None:
        found = Inspection(
            case_no=case_no,
            inspection_no=f"KY{len(known) + 1:02d}",
            task_key=desk.task.key,
            items=[item.item for item in desk.items],
            bodies=list(dict.fromkeys(item.body for item in desk.items)),
            appointments=0,
            participants={},
        )
        session.add(found)
    elif found.state != InspectionState.ASKED:
        raise InspectionAppointed
    found.state, found.answered_at = InspectionState.APPOINTED.value, None
    found.starts_at, found.place = request.starts_at.astimezone(BEIJING), request.place
    found.appointed_by, found.appointed_at = body, context.now()
    found.appointments += 1
    await session.flush()
    return found


async def _tell(
    context: Context, session: AsyncSession, caller: Caller, case: Case, inspection: Inspection
) -> None:
    """On record for every item, and told in one document (联合勘验通知书)."""
    items = await items_of(session, inspection)
    key = f"appoint/{inspection.inspection_no}/{inspection.appointments}"
    acts = await perform(
        context,
        session,
        case,
        items,
        Act.APPOINT_INSPECTION,
        actor=Actor.of(caller, Role.OFFICER.value),
        key=key,
        detail={
            "inspection_no": inspection.inspection_no,
            "starts_at": inspection.starts_at.isoformat(),
        },
        with_document=False,
    )
    at = inspection.starts_at.astimezone(BEIJING)
    document = await draft(
        context,
        session,
        case,
        kind=DocumentKind.INSPECTION_APPOINTMENT,
        items=items,
        body=inspection.appointed_by,
        key=key,
        at=inspection.appointed_at,
        values={
            "starts_at": f"{chinese_date(at.date())}{at.hour}时{at.minute:02d}分",
            "place": inspection.place,
            "bodies": "、".join(context.catalogue.body(body).name for body in inspection.bodies),
        },
    )
    for act in acts:
        act.document_no = document.document_no
    await tell(
        context,
        session,
        case,
        MessageKind.APPOINTMENT,
        key=key,
        text="\n".join(part.text for part in PageData.from_json(document.content).parts),
        link=f"/cases/{case.case_no}/inspections",
        due_at=inspection.starts_at,
    )
