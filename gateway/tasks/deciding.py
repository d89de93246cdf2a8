"""An officer's decision: checked, stored with its message to the engine in one transaction, once for a task."""

from typing import Any

import orjson
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from chain.errors import Conflict, FieldProblem, FieldProblems
from forms.schema import load_desk_form, load_form
from forms.validation import validate
from gateway import outbox
from gateway.clocks.service import FINAL
from gateway.dependencies import Caller, Context
from gateway.engine.errors import TaskGone, TaskTaken
from gateway.inspections.errors import InspectionAppointed
from gateway.inspections.recording import record_inspection
from gateway.inspections.rows import inspectable, inspections_of
from gateway.inspections.states import InspectionState
from gateway.notices.gaps import with_kind
from gateway.notices.open_gaps import material_keys, materials_of_item
from gateway.obligations.opening import follow_decision
from gateway.procedure import prechecks
from gateway.procedure.acceptance import conclude
from gateway.procedure.reasons import reason_of
from gateway.procedure.record import Actor
from gateway.store import audit
from gateway.store.models import Decision, Finding
from gateway.tasks.access import FORMS, DeskTask, desk_task, officer_name
from gateway.tasks.errors import AlreadyDecided, CaseWithdrawn, ItemHeld
from gateway.tasks.schemas import DecisionReceipt, DecisionRequest, TaskKind

_ALLOWED = {
    TaskKind.PRECHECK: (
        Outcome.COMPLETE,
        Outcome.SUPPLEMENT,
        Outcome.NOT_ACCEPTED,
        Outcome.NOT_REQUIRED,
    ),
    TaskKind.REVIEW: (Outcome.GRANTED, Outcome.REFUSED, Outcome.SUPPLEMENT),
    TaskKind.INSPECTION: (Outcome.DONE,),
}
_VARIABLES = {
    TaskKind.PRECHECK: "decision",
    TaskKind.REVIEW: "decision",
    TaskKind.INSPECTION: "inspection",
}
_REASONED = {
    Outcome.REFUSED: "不予许可的，须写明理由和依据。",
    Outcome.NOT_ACCEPTED: "不予受理的，须写明理由。",
    Outcome.NOT_REQUIRED: "不受理的，须写明原因。",
}
_ATTEMPTS = 3


async def decide(
    context: Context, caller: Caller, task_key: str, request: DecisionRequest
) -> DecisionReceipt:
    """Store the decision and let the outbox complete the task with the outcome code only.

    The same officer with the same content gets the same answer again. Raises ``TaskNotFound``, ``TaskGone``,
    ``TaskTaken``, ``AlreadyDecided``, ``CaseWithdrawn``, ``ItemHeld``, ``InspectionAppointed``, ``IllegalAct``,
    ``TooLateToTell``, ``FieldProblems``.
    """
    for _ in range(_ATTEMPTS):
        try:
            async with context.database.write() as session:
                task = await desk_task(session, caller, task_key)
                found = await session.get(Decision, task.task.key)
                if found is None:
                    found = await _store(context, session, caller, task, request)
                else:
                    _refuse_other(context, found, caller, request)
            return DecisionReceipt(
                task_key=task_key,
                case_no=found.case_no,
                outcome=found.outcome,
                decided_at=found.decided_at,
            )
        except IntegrityError:
            continue
    raise Conflict


def _refuse_other(context: Context, found: Decision, caller: Caller, request: DecisionRequest) -> None:
    if found.state == "void":
        raise TaskGone
    if found.officer_sub != caller.sub or found.request_hash != _digest(context, request):
        raise AlreadyDecided


async def _store(
    context: Context, session: AsyncSession, caller: Caller, task: DeskTask, request: DecisionRequest
) -> Decision:
    if task.task.state != "open":
        raise TaskGone
    # Locked, because a withdrawal may be under way: whichever comes first counts.
    await session.refresh(task.case, with_for_update=True)
    if task.case.withdrawn_at is not None:
        raise CaseWithdrawn
    if task.task.assignee not in (None, officer_name(context, caller)):
        raise TaskTaken
    if task.kind is TaskKind.INSPECTION and await _is_appointed(session, task):
        raise InspectionAppointed
    await _check(session, task, request)
    now = context.now()
    decision = Decision(
        task_key=task.task.key,
        kind=task.kind,
        case_no=task.case.case_no,
        item=None if task.kind is TaskKind.INSPECTION else task.items[0].item,
        body=caller.body or "",
        officer_sub=caller.sub,
        outcome=request.outcome,
        opinion=_reason(request),
        gaps=[gap.model_dump() for gap in request.gaps],
        findings=[finding.model_dump() for finding in request.findings],
        request_hash=_digest(context, request),
        decided_at=now,
        state="pending",
    )
    session.add(decision)
    await session.flush()
    told = await _act(context, session, caller, task, request)
    bodies = {item.item: item.body for item in task.items}
    session.add_all(
        Finding(
            task_key=task.task.key,
            item=finding.item,
            case_no=task.case.case_no,
            body=bodies[finding.item],
            passed=finding.passed,
            note=finding.note,
            found_at=now,
        )
        for finding in request.findings
    )
    if task.kind is TaskKind.REVIEW:
        await follow_decision(context, session, task.items[0], request.outcome)
    variables = {_VARIABLES[task.kind]: {"outcome": told}}
    await outbox.complete_task(session, task.case.case_no, task.task.key, variables)
    await audit.record(
        session,
        at=now,
        actor=caller.sub,
        role="officer",
        body=caller.body,
        action="task.decide",
        case_no=task.case.case_no,
        detail={"task": str(task.task.key), "item": decision.item, "outcome": request.outcome},
    )
    return decision


async def _is_appointed(session: AsyncSession, task: DeskTask) -> bool:
    found = await inspections_of(session, task.case.case_no)
    return any(each.state != InspectionState.CANCELLED for each in found)


async def _act(
    context: Context, session: AsyncSession, caller: Caller, task: DeskTask, request: DecisionRequest
) -> str:
    """The act of procedure that the decision is; the outcome code that the chain is told."""
    actor = Actor.of(caller, "officer")
    if task.kind is TaskKind.INSPECTION:
        await _record_inspection(context, session, task, request, actor)
        return request.outcome
    case, item = task.case, task.items[0]
    await session.refresh(item)
    if task.kind is TaskKind.REVIEW:
        if item.held_until is not None:
            raise ItemHeld
        if request.outcome in FINAL:
            await conclude(context, session, case, item, request.outcome, actor, _reason(request))
        return request.outcome
    gaps = [gap.model_dump() for gap in request.gaps]
    return await prechecks.decided(
        context,
        session,
        case,
        item,
        actor,
        outcome=request.outcome,
        reason=_reason(request),
        gaps=with_kind(gaps, await material_keys(session, case.case_no)),
        task=f"task/{task.task.key}",
    )


async def _record_inspection(
    context: Context, session: AsyncSession, task: DeskTask, request: DecisionRequest, actor: Actor
) -> None:
    """An inspection without an appointment: found and recorded by the one officer who decides the task."""
    items = inspectable(task.items)
    await record_inspection(
        context,
        session,
        task.case,
        items,
        {finding.item: (finding.passed, finding.note) for finding in request.findings},
        inspection_no=f"T{task.task.key}",
        place=None,
        bodies={item.item: actor.body or item.body for item in items},
        participants={},
        actor=actor,
    )


def _reason(request: DecisionRequest) -> str | None:
    return reason_of(request.opinion, request.basis, request.where)


def _digest(context: Context, request: DecisionRequest) -> str:
    """What rests of a request: keyed, because a plain digest of a short opinion can be guessed."""
    content = orjson.dumps(request.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    return context.cipher.fingerprint(b"decision " + content)


async def _check(session: AsyncSession, task: DeskTask, request: DecisionRequest) -> None:
    problems = _form_problems(task.kind, request)
    if request.outcome not in _ALLOWED[task.kind]:
        problems.append(FieldProblem("outcome", "结论", "该任务不能作出此结论。"))
    elif task.kind is TaskKind.INSPECTION:
        problems += _finding_problems(task, request)
    else:
        problems += await _review_problems(session, task, request)
    if problems:
        raise FieldProblems(problems)


def _form_problems(kind: TaskKind, request: DecisionRequest) -> list[FieldProblem]:
    """What the desk form itself says, as the officer's screen does."""
    given: dict[str, Any] = {
        key: value for key, value in request.model_dump(mode="json").items() if value not in (None, [])
    }
    if kind is TaskKind.INSPECTION and "findings" in given:
        given["findings"] = [
            {key: value for key, value in finding.items() if value is not None}
            for finding in given["findings"]
        ]
    return [problem for problem in validate(load_desk_form(FORMS[kind]), given) if problem.field != "outcome"]


def _finding_problems(task: DeskTask, request: DecisionRequest) -> list[FieldProblem]:
    names = {item.item: item.name for item in task.items}
    found = [finding.item for finding in request.findings]
    problems = [
        FieldProblem("findings", "勘验结果", f"缺少“{name}”的勘验结果，请补充。")
        for item, name in names.items()
        if item not in found
    ]
    if any(item not in names for item in found) or len(set(found)) != len(found):
        problems.append(FieldProblem("findings", "勘验结果", "含有本次勘验以外或重复的事项，请核对。"))
    return problems


async def _review_problems(
    session: AsyncSession, task: DeskTask, request: DecisionRequest
) -> list[FieldProblem]:
    outcome, problems = Outcome(request.outcome), []
    if outcome in _REASONED and not (request.opinion or "").strip():
        problems.append(FieldProblem("opinion", "意见", _REASONED[outcome]))
    if outcome is Outcome.NOT_ACCEPTED and not (request.basis or "").strip():
        problems.append(FieldProblem("basis", "法律依据", "不予受理的，须写明法律依据。"))
    if outcome is not Outcome.NOT_ACCEPTED and request.basis:
        problems.append(FieldProblem("basis", "法律依据", "只有不予受理时填写法律依据。"))
    if outcome is not Outcome.NOT_REQUIRED and request.where:
        problems.append(FieldProblem("where", "办理途径", "只有不受理时填写办理途径。"))
    if outcome is Outcome.SUPPLEMENT and not request.gaps:
        problems.append(FieldProblem("gaps", "补正内容", "要求补正的，须逐项写明补正内容。"))
    if outcome is not Outcome.SUPPLEMENT and request.gaps:
        problems.append(FieldProblem("gaps", "补正内容", "只有要求补正时才能填写补正内容。"))
    return problems + await _target_problems(session, task, request)


async def _target_problems(
    session: AsyncSession, task: DeskTask, request: DecisionRequest
) -> list[FieldProblem]:
    """A gap the applicant could not answer: neither a field of the item's form nor one of its materials."""
    item = task.items[0]
    fields = {field.key for field in load_form(item.form_key).fields} if item.form_key is not None else set()
    known = fields | await materials_of_item(session, item.case_no, item.item)
    return [
        FieldProblem(
            f"gaps[{number}].target", "补正对象", "不是本事项的表单字段或材料，请从事项表单和材料中选择。"
        )
        for number, gap in enumerate(request.gaps, 1)
        if gap.target not in known
    ]
