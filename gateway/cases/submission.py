"""Taking an application: checked against the one form, then stored once together with its start message."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Plan, plan
from chain.cases import CaseState, new_case_number
from chain.errors import FieldProblems
from chain.procedure import Act
from forms.validation import validate
from gateway import outbox
from gateway.agents.acting import confirm
from gateway.cases.binding import binding_digest
from gateway.cases.certificates import certificate_problems, read_certificates
from gateway.cases.idempotency import Slot, once, stored_answer
from gateway.cases.materials import material_problems, own_files
from gateway.cases.origin import Origin
from gateway.cases.schemas import Links, Receipt, Submission
from gateway.deliveries.choosing import choose
from gateway.dependencies import Caller, Context
from gateway.obligations.asking import asked_problems, credit_problems, promises
from gateway.obligations.undertaken import undertake
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.procedure.supplements import end_of_telling
from gateway.readmodel import lists
from gateway.store import audit
from gateway.store.base import table_of
from gateway.store.models import Case, CaseFile, CaseMaterial, ItemCase
from gateway.themes.service import one_form_of

# Nothing of the submission changes these rows any more: they need not be objects of its session.
_MATERIALS = insert(table_of(CaseMaterial))
_FILES = insert(table_of(CaseFile))


async def submit(
    context: Context, caller: Caller, key: str, request: Submission, origin: Origin | None = None
) -> dict[str, Any]:
    """Store an application once for its key and answer with its receipt; online where no ``origin`` is given.

    Raises ``FieldProblems`` that name each field and material, ``UnknownTheme``, ``UnknownRegion``,
    ``IdempotencyKeyReused``, ``CreditRegisterAway``, ``NotPermitted`` (``gateway.agents.errors``). A required material
    that is missing, and neither to come later nor committed to, is told in the one supplement notice instead.
    """
    origin = origin or Origin(caller)
    slot = Slot.of(caller.standing, origin.route, key, request.model_dump(mode="json"))
    async with context.database.read() as session:
        earlier = await stored_answer(context, session, slot)
        if earlier is not None:
            return earlier
        files = await own_files(session, caller.sub, request.files)
    choice = await context.scenarios.choose(request.theme, request.situation)
    planned = plan(
        request.theme,
        request.region,
        request.situation,
        context.catalogue,
        choice=choice,
        on=context.now().date(),
    )
    await _check(context, origin, planned, request, files)

    async def store(session: AsyncSession) -> dict[str, Any]:
        return await _store(context, session, origin, planned, request)

    return await once(context, slot, store)


async def _check(
    context: Context, origin: Origin, planned: Plan, request: Submission, files: Mapping[str, str]
) -> None:
    needs = {need.key: need for need, _ in planned.materials()}
    problems = [*origin.problems(planned, context.catalogue), *validate(one_form_of(planned), request.form)]
    if len(request.files) < len(request.handed_in):
        async with context.database.read() as session:
            problems += await certificate_problems(
                context, session, planned.certificates(), origin.account, request.handed_in
            )
    problems += material_problems(needs, request.handed_in, files)
    problems += asked_problems(needs, {entry.material for entry in request.materials}, request)
    problems = problems or await credit_problems(context, request.form, request, planned.items)
    if problems:
        raise FieldProblems(problems)


async def _store(
    context: Context, session: AsyncSession, origin: Origin, planned: Plan, request: Submission
) -> dict[str, Any]:
    now, caller = context.now(), origin.caller
    case_no = new_case_number(planned.region, now.date())
    told_by = await end_of_telling(context, session, now)
    case = _case(case_no, origin, planned, request, now, told_by)
    if not origin.account:
        case.binding, case.binding_failures = binding_digest(context.cipher, case_no), 0
    session.add(case)
    await session.flush()
    await confirm(session, caller, case)
    await lists.enter(session, case, (part.body for part in planned.items))
    await _hand_in(session, case_no, planned, request, now)
    await read_certificates(context, session, planned, origin.account, case_no, request.handed_in, now)
    variables = planned.start_variables(case_no) | {"told_by": told_by.isoformat()}
    await outbox.start_case(session, case_no, planned.theme, variables, draft_documents=True)
    # Not before: the receipt gives the items their stage, and they are written once.
    items = _items(case_no, planned)
    session.add_all(items)
    asked, actor = promises(request), Actor.of(caller, origin.role.value)
    await perform(
        context, session, case, items, Act.RECEIVE, actor=actor, key="receive", at=now, documents_later=True
    )
    await undertake(context, session, case, planned, asked, actor, at_submission=True)
    await origin.keep(session, case_no, now)
    if request.delivery is not None:
        await choose(session, case, request.delivery, now)
    await audit.record(
        session,
        at=now,
        actor=caller.sub,
        role=origin.role.value,
        body=origin.body,
        action="case.submit",
        case_no=case_no,
        detail={"theme": planned.theme, "region": planned.region},
    )
    return receipt(case_no, CaseState.RECEIVED, now)


def receipt(case_no: str, state: CaseState, received_at: datetime) -> dict[str, Any]:
    """What the applicant is told when an application is stored."""
    here = f"/cases/{case_no}"
    return Receipt(
        case_no=case_no,
        state=state.value,
        state_name=state.label,
        received_at=received_at,
        links=Links(self=here, timeline=f"{here}/timeline", notices=f"{here}/notices"),
    ).model_dump(mode="json")


def _case(
    case_no: str, origin: Origin, planned: Plan, request: Submission, now: datetime, told_by: datetime
) -> Case:
    return Case(
        case_no=case_no,
        theme=planned.theme,
        region=planned.region,
        lead_body=planned.lead_body,
        situation=planned.situation,
        choice=planned.choice.to_json(),
        applicant_sub=origin.account,
        channel=origin.channel.value,
        clerk_sub=origin.clerk,
        form=request.form,
        received_at=now,
        told_by=told_by,
    )


def _items(case_no: str, planned: Plan) -> list[ItemCase]:
    return [
        ItemCase(
            case_no=case_no,
            item=part.item,
            name=part.name,
            body=part.body,
            department=part.department,
            mode=part.mode,
            form_key=part.form,
            certificate_template=part.certificate_template,
            certificate_type_code=part.certificate_type_code,
            statutory_days=part.statutory_days,
            promised_days=part.promised_days,
            prechecked=part.prechecked,
            ordering=ordering,
        )
        for ordering, part in enumerate(planned.items)
    ]


async def _hand_in(
    session: AsyncSession, case_no: str, planned: Plan, request: Submission, now: datetime
) -> None:
    """What the plan asks for, and the files that were handed in for it."""
    materials = [
        {
            "case_no": case_no,
            "material": need.key,
            "name": need.name,
            "required": need.required,
            "items": list(items),
            "note": need.note or None,
            "paper": need.paper.value,
        }
        for need, items in planned.materials()
    ]
    files = [
        {"case_no": case_no, "material": entry.material, "file_id": entry.file_id, "attached_at": now}
        for entry in request.files
    ]
    for statement, rows in ((_MATERIALS, materials), (_FILES, files)):
        if rows:
            await session.execute(statement, rows)
