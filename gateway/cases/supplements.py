"""Answering a supplement notice: exactly what it asked for, once, in time."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import MaterialNeed, Plan
from chain.cases import CHAIN_SCOPE
from chain.errors import FieldProblem, FieldProblems
from forms.one_form import OneForm
from forms.references import dependants
from forms.slices import cut
from forms.validation import validate
from gateway import outbox
from gateway.cases.access import acted_by, acted_case, has_ended
from gateway.cases.certificates import needs_in_their_place
from gateway.cases.errors import (
    CaseEnded,
    CaseNotFound,
    NoticeAnswered,
    NoticeExpired,
    NoticeNotFound,
    WithdrawalRequested,
)
from gateway.cases.idempotency import Slot, earlier_answer, once
from gateway.cases.materials import attach, material_problems, own_files, set_aside
from gateway.cases.planned import plan_of
from gateway.cases.schemas import Supplement, SupplementReceipt
from gateway.dependencies import Caller, Context, Role
from gateway.obligations.asking import asked_problems, credit_problems, promises
from gateway.obligations.undertaken import undertake
from gateway.on_record import put_on_record
from gateway.procedure.record import Actor
from gateway.procedure.supplements import taken, targets
from gateway.store.models import Case, Notice
from gateway.themes.service import one_form_of


async def supplement(
    context: Context,
    caller: Caller,
    case_no: str,
    key: str,
    request: Supplement,
    role: Role = Role.APPLICANT,
) -> dict[str, Any]:
    """Store the answer to a notice once and let the chain go on; a clerk gives it for the applicant (``role``).

    Raises ``CaseNotFound``, ``ApplicantNotPresent``, ``NoticeNotFound``, ``NoticeAnswered``, ``NoticeExpired``,
    ``CaseEnded``, ``WithdrawalRequested``, ``FieldProblems``, ``IdempotencyKeyReused``, ``CreditRegisterAway``.
    """
    route = f"POST /{'window/' * (role is Role.CLERK)}cases/{case_no}/supplements"
    slot = Slot.of(caller.standing, route, key, request.model_dump(mode="json"))
    if request.asks and await earlier_answer(context, slot) is None:
        await _refuse_barred(context, caller, role, case_no, request)

    async def store(session: AsyncSession) -> dict[str, Any]:
        now = context.now()
        case = await acted_case(session, caller, role, case_no, now)
        notice = await _open_notice(session, case, request.notice_no, now)
        planned = plan_of(context, case)
        case.form = await _checked(session, caller, case, planned, notice, request)
        notice.answered_at = now
        notice.answer = {
            "form": request.form,
            "materials": [entry.model_dump(mode="json") for entry in request.materials],
            "tolerances": request.tolerated,
            "commitments": request.committed,
        }
        await attach(session, case_no, notice.notice_no, request.materials, now)
        # What was handed in before was found wanting: it does not stand for what is to come.
        await set_aside(session, case_no, {*request.tolerated, *request.committed}, now)
        actor = Actor.of(caller, role.value)
        told = await taken(context, session, case, notice, actor)
        await undertake(context, session, case, planned, promises(request), actor)
        await outbox.supplement_submitted(session, case_no, notice.scope, notice.notice_no, told)
        await put_on_record(
            session,
            caller,
            role,
            "case.supplement",
            at=now,
            case_no=case_no,
            detail={"notice_no": notice.notice_no},
        )
        receipt = SupplementReceipt(case_no=case_no, notice_no=notice.notice_no, received_at=now)
        return receipt.model_dump(mode="json")

    return await once(context, slot, store)


async def _refuse_barred(
    context: Context, caller: Caller, role: Role, case_no: str, request: Supplement
) -> None:
    """Ask the credit register before the case is locked: it may take its time."""
    async with context.database.read() as session:
        form = await session.scalar(select(Case.form).where(Case.case_no == case_no, acted_by(caller, role)))
    if form is None:
        raise CaseNotFound
    problems = await credit_problems(context, {**form, **request.form}, request)
    if problems:
        raise FieldProblems(problems)


async def _open_notice(session: AsyncSession, case: Case, notice_no: str, now: datetime) -> Notice:
    notice = await session.scalar(
        select(Notice).where(
            Notice.case_no == case.case_no, Notice.notice_no == notice_no, Notice.kind == "supplement"
        )
    )
    if notice is None:
        raise NoticeNotFound
    if notice.answered_at is not None:
        raise NoticeAnswered
    if case.withdrawn_at is not None:
        raise WithdrawalRequested
    if await has_ended(session, case.case_no):
        raise CaseEnded
    if notice.due_at is not None and now > notice.due_at:
        raise NoticeExpired
    return notice


async def _checked(
    session: AsyncSession, caller: Caller, case: Case, planned: Plan, notice: Notice, request: Supplement
) -> dict[str, Any]:
    """The form of the case with what the supplement mends. Raises ``FieldProblems``."""
    form = one_form_of(planned)
    names = {field.key: field.label for field in form.fields}
    needs = {need.key: need for need, _ in planned.materials()}
    needs = await needs_in_their_place(session, case.case_no) | needs
    asked_fields = targets(notice.gaps, "form") & names.keys()
    asked_needs = {key: needs[key] for key in targets(notice.gaps, "material") & needs.keys()}
    allowed = asked_fields | dependants(form, asked_fields)
    problems = _not_asked(request.form, allowed, names)
    problems += _left_out(asked_fields, names, asked_needs, request)
    files = await own_files(session, caller.sub, request.materials)
    problems += material_problems(asked_needs, request.materials, files)
    problems += _promise_problems(notice, asked_needs, request)
    mended = _mended(form, case.form, {key: request.form[key] for key in request.form if key in allowed})
    problems += validate(form, mended)
    if problems:
        raise FieldProblems(problems)
    return mended


def _mended(form: OneForm, before: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """What was filled in before goes where the answers hide it."""
    return {**cut(form, {**before, **answers}), **answers}


def _not_asked(form: dict[str, Any], asked: set[str], names: dict[str, str]) -> list[FieldProblem]:
    reason = "补正告知书没有要求修改此项，请删除。"
    unasked = [key for key in form if key not in asked]
    known = [FieldProblem(key, names[key], reason) for key in unasked if key in names]
    return known + [FieldProblem("form", "表单", reason)] * (len(known) < len(unasked))


def _promise_problems(
    notice: Notice, asked_needs: dict[str, MaterialNeed], request: Supplement
) -> list[FieldProblem]:
    """A gap may be answered by tolerance or commitment until the case is accepted."""
    if request.asks and notice.scope != CHAIN_SCOPE:
        return [FieldProblem("materials", "材料", "受理后要求补正的，不能申请容缺或者承诺，请提交材料。")]
    return asked_problems(asked_needs, {entry.material for entry in request.materials}, request)


def _left_out(
    asked_fields: set[str], names: dict[str, str], asked_needs: dict[str, MaterialNeed], request: Supplement
) -> list[FieldProblem]:
    """A supplement is made once: what the notice asks for must all be there, or promised."""
    brought = {entry.material for entry in request.materials} | {*request.tolerated, *request.committed}
    fields = [
        FieldProblem(key, names[key], "补正告知书要求改正此项，请一并提交。")
        for key in names
        if key in asked_fields and key not in request.form
    ]
    materials = [
        FieldProblem("materials", need.name, "补正告知书要求补交此材料，请一并提交。")
        for key, need in asked_needs.items()
        if key not in brought
    ]
    return fields + materials
