"""Each body names its officers and enters the findings of its items; with the last of them the record is made."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import FieldProblem, FieldProblems
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context, Role
from gateway.inspections import schemas
from gateway.inspections.access import body_case, open_inspection
from gateway.inspections.errors import FindingsThere, InspectionNotYet, OfficersNotNamed, OtherTimeAsked
from gateway.inspections.recording import record_when_complete
from gateway.inspections.rows import findings_of, items_of
from gateway.inspections.states import STANDING
from gateway.inspections.telling import changed_view, note
from gateway.procedure.record import Actor
from gateway.store.models import Inspection, InspectionFinding


async def name_officers(
    context: Context,
    caller: Caller,
    case_no: str,
    inspection_no: str,
    key: str,
    request: schemas.Participants,
) -> dict[str, Any]:
    """The officers of the caller's body, in place of those it named before.

    Raises ``CaseNotFound``, ``CaseWithdrawn``, ``InspectionNotFound``, ``InspectionDone``, ``FindingsThere``,
    ``IdempotencyKeyReused``.
    """
    slot = _slot(caller, case_no, inspection_no, "participants", key, request)

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await body_case(session, caller, case_no)
        inspection = await open_inspection(session, case, inspection_no, body=caller.body)
        await _refuse_entered(session, caller, inspection)
        inspection.participants = {**inspection.participants, caller.body or "": request.officers}
        await note(context, session, caller, Role.OFFICER, inspection, "participants")
        return changed_view(inspection)

    return await once(context, slot, store)


async def enter_findings(
    context: Context, caller: Caller, case_no: str, inspection_no: str, key: str, request: schemas.Findings
) -> dict[str, Any]:
    """What the caller's body found for each of its items, once, from the appointed time on.

    Raises what :func:`name_officers` raises, ``OtherTimeAsked``, ``InspectionNotYet``, ``OfficersNotNamed``,
    ``FieldProblems``.
    """
    slot = _slot(caller, case_no, inspection_no, "findings", key, request)

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await body_case(session, caller, case_no)
        inspection = await open_inspection(session, case, inspection_no, body=caller.body)
        await _refuse_entered(session, caller, inspection)
        if inspection.state not in STANDING:
            raise OtherTimeAsked
        if context.now() < inspection.starts_at:
            raise InspectionNotYet
        if not inspection.participants.get(caller.body or ""):
            raise OfficersNotNamed
        await _check(session, caller, inspection, request)
        session.add_all(
            InspectionFinding(
                case_no=case_no,
                inspection_no=inspection_no,
                item=finding.item,
                body=caller.body,
                passed=finding.passed,
                note=finding.note,
                officer_sub=caller.sub,
                found_at=context.now(),
            )
            for finding in request.findings
        )
        await session.flush()
        actor = Actor.of(caller, Role.OFFICER.value)
        await record_when_complete(context, session, case, inspection, actor)
        await note(context, session, caller, Role.OFFICER, inspection, "findings")
        return changed_view(inspection)

    return await once(context, slot, store)


async def _refuse_entered(session: AsyncSession, caller: Caller, inspection: Inspection) -> None:
    if any(each.body == caller.body for each in await findings_of(session, inspection)):
        raise FindingsThere


async def _check(
    session: AsyncSession, caller: Caller, inspection: Inspection, request: schemas.Findings
) -> None:
    own = {item.item: item.name for item in await items_of(session, inspection) if item.body == caller.body}
    found = [finding.item for finding in request.findings]
    problems = [
        FieldProblem("findings", "勘验结果", f"缺少“{name}”的勘验结果，请补充。")
        for item, name in own.items()
        if item not in found
    ]
    if any(item not in own for item in found) or len(set(found)) != len(found):
        problems.append(FieldProblem("findings", "勘验结果", "含有本部门勘验以外或重复的事项，请核对。"))
    if problems:
        raise FieldProblems(problems)


def _slot(
    caller: Caller, case_no: str, inspection_no: str, what: str, key: str, request: schemas.Request
) -> Slot:
    route = f"POST /cases/{case_no}/inspections/{inspection_no}/{what}"
    return Slot.of(caller.sub, route, key, request.model_dump(mode="json"))
