"""Bringing a tolerated material (容缺补齐)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Consequence
from chain.errors import FieldProblem, FieldProblems
from chain.procedure import Act, Stage
from gateway.cases.access import acted_case
from gateway.cases.errors import WithdrawalRequested
from gateway.cases.idempotency import Slot, once
from gateway.cases.materials import attach, material_problems, own_files
from gateway.cases.planned import plan_of
from gateway.cases.schemas import MaterialFile
from gateway.dependencies import Caller, Context, Role
from gateway.obligations import messages, schemas
from gateway.obligations.errors import (
    NothingToHandIn,
    ObligationExpired,
    ObligationNotFound,
    ObligationSettled,
)
from gateway.obligations.rows import close, items_of, obligations_of
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.on_record import put_on_record
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.store.models import Case, Obligation


async def fulfil(
    context: Context,
    caller: Caller,
    case_no: str,
    obligation_no: str,
    key: str,
    request: schemas.Fulfilment,
    role: Role = Role.APPLICANT,
) -> dict[str, Any]:
    """Take the material once, for every item of the case that waits for it; late only where the certificate waits.

    A clerk takes it from the applicant at the counter (``role``). Raises ``CaseNotFound``, ``ApplicantNotPresent``,
    ``ObligationNotFound``, ``NothingToHandIn``, ``ObligationSettled``, ``ObligationExpired``,
    ``WithdrawalRequested``, ``FieldProblems``, ``IdempotencyKeyReused``.
    """
    route = f"POST /{'window/' * (role is Role.CLERK)}cases/{case_no}/obligations/{obligation_no}/fulfilment"
    slot = Slot.of(caller.standing, route, key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await acted_case(session, caller, role, case_no, context.now())
        rows = await obligations_of(session, case_no)
        row, now = _to_make_up(case, rows, obligation_no, context.now()), context.now()
        handed_in = [MaterialFile(material=row.material or "", file_id=each) for each in request.file_ids]
        await _check(context, session, caller, case, row, handed_in)
        await attach(session, case_no, None, handed_in, now)
        waiting = [each for each in rows if _is_owed(each) and each.material == row.material]
        made_up = [each for each in waiting if not _too_late(each, now)]
        await _met(context, session, case, made_up, Actor.of(caller, role.value))
        await _let_go(session, rows, {each.item for each in made_up if each.opened_at})
        await put_on_record(
            session,
            caller,
            role,
            "obligation.fulfil",
            at=now,
            case_no=case_no,
            detail={"obligation_no": obligation_no, "material": row.material},
        )
        late = row.due_at is not None and now > row.due_at
        receipt = schemas.FulfilmentReceipt(
            case_no=case_no,
            obligation_no=obligation_no,
            state=row.state,
            state_name=ObligationState(row.state).label(ObligationKind.TOLERANCE),
            received_at=now,
            late=late,
        )
        return receipt.model_dump(mode="json")

    return await once(context, slot, store)


def _to_make_up(case: Case, rows: Iterable[Obligation], obligation_no: str, now: datetime) -> Obligation:
    row = next((each for each in rows if each.obligation_no == obligation_no), None)
    if row is None:
        raise ObligationNotFound
    if row.kind != ObligationKind.TOLERANCE:
        raise NothingToHandIn
    if row.closed_at is not None:
        raise ObligationSettled
    if case.withdrawn_at is not None:
        raise WithdrawalRequested
    if _too_late(row, now):
        raise ObligationExpired
    return row


def _is_owed(row: Obligation) -> bool:
    return row.kind == ObligationKind.TOLERANCE and row.closed_at is None


def _too_late(row: Obligation, now: datetime) -> bool:
    """The consequence stands, also before the engine's watch has carried it out; a certificate that waits, waits."""
    return row.due_at is not None and now > row.due_at and row.consequence != Consequence.WITHHELD


async def _check(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    case: Case,
    row: Obligation,
    handed_in: list[MaterialFile],
) -> None:
    needs = {need.key: need for need, _ in plan_of(context, case).materials() if need.key == row.material}
    files = await own_files(session, caller.sub, handed_in)
    problems = [
        FieldProblem("file_ids", problem.name, problem.reason)
        for problem in material_problems(needs, handed_in, files)
    ]
    if problems:
        raise FieldProblems(problems)


async def _met(
    context: Context, session: AsyncSession, case: Case, rows: Iterable[Obligation], actor: Actor
) -> None:
    """Made up: an act on the item where it was accepted without the material, else the material was only early."""
    for row in rows:
        close(row, ObligationState.MET, context.now())
        if row.opened_at is None:
            continue
        item = (await items_of(session, row.case_no))[row.item]
        if item.stage is None or Stage(item.stage) is Stage.CONCLUDED or not Stage(item.stage).ended:
            detail = {"obligation_no": row.obligation_no, "material": row.material}
            key = f"make_up/{row.obligation_no}"
            await perform(context, session, case, [item], Act.MAKE_UP, key=key, actor=actor, detail=detail)
        await messages.changed(session, row)


async def _let_go(session: AsyncSession, rows: Iterable[Obligation], items: Iterable[str]) -> None:
    for item in items:
        if not any(row.item == item and _is_owed(row) for row in rows):
            await messages.settled(session, next(row.case_no for row in rows), item)
