"""The life of a commitment: retracted before the decision, or checked after it, mended where it was false, revoked."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import FieldProblem, FieldProblems
from chain.procedure import Act
from gateway.cases.access import acted_case
from gateway.cases.errors import WithdrawalRequested
from gateway.cases.idempotency import Slot, once
from gateway.cases.planned import mode_of
from gateway.clocks.office import end_of_limit
from gateway.dependencies import Caller, Context, Role
from gateway.obligations import ending, messages, schemas
from gateway.obligations.errors import (
    MendingTimeRuns,
    NoCommitment,
    NoOrderToMend,
    NotToBeChecked,
    ObligationNotFound,
    ObligationSettled,
    RetractionTooLate,
)
from gateway.obligations.rows import close, items_of, obligations_of
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.on_record import put_on_record
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.store.models import Case, ItemCase, Obligation

_Act = Callable[[AsyncSession, Case, ItemCase, Obligation], Awaitable[None]]


async def check(
    context: Context,
    caller: Caller,
    case_no: str,
    obligation_no: str,
    key: str,
    request: schemas.CheckMade,
) -> dict[str, Any]:
    """What an officer of the item's body found: true ends it; false is ordered to be mended within the item's days.

    Raises ``ObligationNotFound``, ``NoCommitment``, ``NotToBeChecked``, ``FieldProblems``.
    """
    _refuse_unexplained(request.note, needed=not request.result)

    async def act(session: AsyncSession, case: Case, item: ItemCase, row: Obligation) -> None:
        if row.state != ObligationState.OPEN:
            raise NotToBeChecked
        now, actor = context.now(), Actor.of(caller, "officer")
        detail: dict[str, Any] = {"obligation_no": obligation_no, "result": request.result}
        await perform(
            context,
            session,
            case,
            [item],
            Act.CHECK_COMMITMENT,
            key=f"check/{obligation_no}",
            actor=actor,
            detail=detail,
            reason=request.note,
        )
        if request.result:
            close(row, ObligationState.MET, now)
            return
        row.state = ObligationState.MENDING
        days = mode_of(context, case, row.item).mend_days
        row.mend_until = row.until = await end_of_limit(context, session, now, days)
        until = {"obligation_no": obligation_no, "mend_until": row.mend_until.isoformat()}
        await perform(
            context,
            session,
            case,
            [item],
            Act.ORDER_TO_MEND,
            key=f"order_to_mend/{obligation_no}",
            actor=actor,
            detail=until,
            reason=request.note,
        )

    return await _by_officer(context, caller, (case_no, obligation_no, "check"), key, request, act)


async def mended(
    context: Context,
    caller: Caller,
    case_no: str,
    obligation_no: str,
    key: str,
    request: schemas.Mended,
) -> dict[str, Any]:
    """What became of an order to mend: mended ends it; not mended in time, the decision is revoked.

    Raises ``ObligationNotFound``, ``NoCommitment``, ``NoOrderToMend``, ``MendingTimeRuns``, ``FieldProblems``.
    """
    _refuse_unexplained(request.note, needed=not request.mended)

    async def act(session: AsyncSession, case: Case, item: ItemCase, row: Obligation) -> None:
        if row.state != ObligationState.MENDING or row.mend_until is None:
            raise NoOrderToMend
        now, actor = context.now(), Actor.of(caller, "officer")
        if request.mended:
            close(row, ObligationState.MET, now)
            detail = {"obligation_no": obligation_no}
            await perform(
                context,
                session,
                case,
                [item],
                Act.MEND,
                key=f"mend/{obligation_no}",
                actor=actor,
                detail=detail,
                reason=request.note,
            )
            return
        if now <= row.mend_until:
            raise MendingTimeRuns
        close(row, ObligationState.UNMET, now)
        await ending.revoke(context, session, case, item, row, actor, request.note)

    return await _by_officer(context, caller, (case_no, obligation_no, "mended"), key, request, act)


async def retract(
    context: Context,
    caller: Caller,
    case_no: str,
    obligation_no: str,
    key: str,
    role: Role = Role.APPLICANT,
) -> dict[str, Any]:
    """Take a commitment back before the decision: its material is owed again, and the item is not decided at once.

    A clerk takes it back for the applicant at the counter (``role``). Raises ``CaseNotFound``,
    ``ApplicantNotPresent``, ``ObligationNotFound``, ``NoCommitment``, ``ObligationSettled``, ``RetractionTooLate``,
    ``WithdrawalRequested``.
    """
    route = f"POST /{'window/' * (role is Role.CLERK)}cases/{case_no}/obligations/{obligation_no}/retraction"
    slot = Slot.of(caller.standing, route, key, {})

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await acted_case(session, caller, role, case_no, context.now())
        row = _commitment(await obligations_of(session, case_no), obligation_no)
        item = (await items_of(session, case_no))[row.item]
        if row.closed_at is not None:
            raise ObligationSettled
        if row.state != ObligationState.UNDERTAKEN or await ending.outcome_of(session, item) is not None:
            raise RetractionTooLate
        if case.withdrawn_at is not None:
            raise WithdrawalRequested
        await perform(
            context,
            session,
            case,
            [item],
            Act.RETRACT_COMMITMENT,
            key=f"retract/{obligation_no}",
            actor=Actor.of(caller, role.value),
            detail={"obligation_no": obligation_no, "material": row.material},
        )
        close(row, ObligationState.RETRACTED, context.now())
        await _audit(session, context, caller, row, "retract", role)
        return _changed(row)

    return await once(context, slot, store)


async def _by_officer(
    context: Context,
    caller: Caller,
    place: tuple[str, str, str],
    key: str,
    request: schemas.Request,
    act: _Act,
) -> dict[str, Any]:
    case_no, obligation_no, what = place
    route = f"POST /cases/{case_no}/obligations/{obligation_no}/{what}"
    slot = Slot.of(caller.sub, route, key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await session.scalar(select(Case).where(Case.case_no == case_no).with_for_update())
        rows = await obligations_of(session, case_no) if case is not None else []
        row = next(
            (each for each in rows if each.obligation_no == obligation_no and each.body == caller.body), None
        )
        if case is None or row is None:
            raise ObligationNotFound
        item = (await items_of(session, case_no))[_commitment([row], obligation_no).item]
        await act(session, case, item, row)
        await messages.changed(session, row)
        await _audit(session, context, caller, row, what, Role.OFFICER)
        return _changed(row)

    return await once(context, slot, store)


def _commitment(rows: Iterable[Obligation], obligation_no: str) -> Obligation:
    row = next((each for each in rows if each.obligation_no == obligation_no), None)
    if row is None:
        raise ObligationNotFound
    if not ObligationKind(row.kind).commitment:
        raise NoCommitment
    return row


def _refuse_unexplained(said: str | None, *, needed: bool) -> None:
    """An order to mend and a revocation give their reason."""
    if needed and not said:
        raise FieldProblems([FieldProblem("note", "情况说明", "认定不实或者未改正的，须写明事实和理由。")])


def _changed(row: Obligation) -> dict[str, Any]:
    return schemas.ObligationChange(
        case_no=row.case_no,
        obligation_no=row.obligation_no,
        state=row.state,
        state_name=ObligationState(row.state).label(ObligationKind(row.kind)),
        mend_until=row.mend_until,
    ).model_dump(mode="json")


async def _audit(
    session: AsyncSession, context: Context, caller: Caller, row: Obligation, what: str, role: Role
) -> None:
    await put_on_record(
        session,
        caller,
        role,
        f"obligation.{what}",
        at=context.now(),
        case_no=row.case_no,
        detail={"obligation_no": row.obligation_no, "item": row.item, "state": str(row.state)},
    )
