"""Facts that workers report while a case is handled."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from gateway.clocks.chain import refresh_joint
from gateway.clocks.office import end_of_limit
from gateway.clocks.service import FINAL, refresh_clock, start_clock
from gateway.dependencies import Context
from gateway.inspections.watching import watch
from gateway.notices.open_gaps import latest_gaps
from gateway.obligations.opening import decidable, follow_decision
from gateway.outcomes.endings import told_outcome
from gateway.procedure.acceptance import (
    accept_chain,
    begin_review,
    conclude,
    is_closed,
    is_refused,
    may_deem,
    told_in_time,
)
from gateway.procedure.prechecks import prechecked
from gateway.procedure.record import Actor
from gateway.readmodel import lists
from gateway.store.models import Case, Claim, ItemCase
from gateway.window.instant import decided_at_window
from gateway.worker_api import schemas
from gateway.worker_api.access import led_case, own_item
from gateway.worker_api.errors import ClaimedElsewhere, ClockNotStarted, NotAccepted
from gateway.worker_api.once import Call, once

INSPECTION_DAYS = 5
"""Working days for the joint inspection (市场监管总局令第78号, from memory), from when the acceptance is on record: before
that nobody could be asked to inspect."""


async def claim(context: Context, call: Call, process_instance_key: int) -> schemas.Claimed:
    """Let a process instance carry the case, unless another one does.

    Raises ``NotYourCase``, ``ClaimedElsewhere``.
    """

    async def act(session: AsyncSession) -> schemas.Claimed:
        await led_case(session, call.caller, call.case_no)
        found = await session.get(Claim, call.case_no)
        if found is None:
            await _refuse_other_case(session, process_instance_key)
            found = Claim(
                case_no=call.case_no,
                process_instance_key=process_instance_key,
                body=call.body,
                claimed_at=context.now(),
            )
            session.add(found)
            await lists.claimed(session, found)
        return schemas.Claimed(claimed=found.process_instance_key == process_instance_key)

    return await once(context, call, schemas.Claimed, act)


async def _refuse_other_case(session: AsyncSession, process_instance_key: int) -> None:
    taken = await session.scalar(
        select(Claim.case_no).where(Claim.process_instance_key == process_instance_key)
    )
    if taken is not None:
        raise ClaimedElsewhere


async def accept(context: Context, call: Call) -> schemas.Accepted:
    """Accept the whole chain once, deemed so when its gaps were not told in time (``gateway.procedure.acceptance``).

    ``told`` where they were told in time and the chain, whose notice job was lost, does not know.

    Raises ``NotYourCase``, ``NotAccepted``.
    """

    async def act(session: AsyncSession) -> schemas.Accepted:
        case = await led_case(session, call.caller, call.case_no)
        if case.accepted_at is None:
            if await is_refused(context, session, case):
                return schemas.Accepted(outcome="not_accepted", accepted_at=None, inspection_due_at=None)
            now = context.now()
            deemed = await may_deem(session, case, now)
            told = None if deemed else await told_in_time(session, case, now)
            if told is not None:
                return _told(*told)
            if not deemed:
                await _refuse_incomplete(session, case)
            await accept_chain(context, session, case, Actor.of(call.caller, "worker"), deemed=deemed)
            case.inspection_due_at = await end_of_limit(context, session, now, INSPECTION_DAYS)
            await watch(context, session, case)
        return schemas.Accepted(
            outcome="accepted", accepted_at=case.accepted_at, inspection_due_at=case.inspection_due_at
        )

    return await once(context, call, schemas.Accepted, act)


def _told(notice_no: str, due_at: datetime) -> schemas.Accepted:
    notice = schemas.OpenNotice(notice_no=notice_no, due_at=due_at)
    return schemas.Accepted(outcome="told", accepted_at=None, inspection_due_at=None, notice=notice)


async def _refuse_incomplete(session: AsyncSession, case: Case) -> None:
    if any(gaps for _, gaps in await latest_gaps(session, case.case_no)):
        raise NotAccepted


async def precheck(
    context: Context, call: Call, item: str, request: schemas.PrecheckRequest
) -> schemas.Prechecked:
    """Record what a round of the automatic check found; complete when nothing of it can (still) be told, and then an
    officer looks where the item's mode says so.

    Raises ``NotYourCase``.
    """

    async def act(session: AsyncSession) -> schemas.Prechecked:
        case, found = await own_item(session, call.caller, call.case_no, item)
        gaps = [gap.model_dump() for gap in request.gaps]
        complete, officer = await prechecked(context, session, case, found, call.reference, gaps)
        return schemas.Prechecked(complete=complete, officer=officer)

    return await once(context, call, schemas.Prechecked, act)


async def check(context: Context, call: Call, item: str, request: schemas.CheckRequest) -> schemas.Checked:
    """Begin the item's review with the outcome of the automatic one, and start its clock; the first outcome stays, and
    before it what was decided at the window.

    Raises ``NotYourCase``.
    """

    async def act(session: AsyncSession) -> schemas.Checked:
        case, found = await own_item(session, call.caller, call.case_no, item)
        certificate = found.certificate_template is not None
        waiting = _not_now(context, case, found)
        if waiting is not None:
            return schemas.Checked.model_validate(
                {"outcome": waiting, "due_at": None, "clock_next": None, "certificate": certificate}
            )
        now, actor = context.now(), Actor.of(call.caller, "worker")
        await begin_review(context, session, case, found, actor)
        if found.check_outcome is None:
            decided = await decided_at_window(session, call.case_no, item)
            outcome, reason = (request.outcome, request.reason) if decided is None else decided.said
            outcome = await decidable(session, found, outcome)
            found.check_outcome, found.check_reason, found.checked_at = outcome, reason, now
            if outcome in FINAL:
                by = actor if decided is None else Actor(decided.officer_sub, "officer", decided.body)
                await conclude(context, session, case, found, outcome, by, reason)
            await follow_decision(context, session, found, outcome)
        clocks = await start_clock(context, session, found)
        again = _sooner(clocks.next_check(now), await refresh_joint(context, session, case))
        return schemas.Checked.model_validate(
            {
                "outcome": found.check_outcome,
                "due_at": clocks.promised.due_at,
                # A moment that is past lets the engine look at once; it cannot wait for none.
                "clock_next": again or clocks.promised.due_at,
                "certificate": certificate,
            }
        )

    return await once(context, call, schemas.Checked, act)


def _not_now(context: Context, case: Case, item: ItemCase) -> str | None:
    """What the chain is told of an item that is not reviewed any more (closed), or not yet (held)."""
    if is_closed(item):
        return _closed_as(context, case, item)
    return None if item.held_until is None else Outcome.HELD.value


def _closed_as(context: Context, case: Case, item: ItemCase) -> str:
    return told_outcome(context.catalogue.theme(case.theme), item).value


async def read_clock(context: Context, call: Call, item: str) -> schemas.ClockRead:
    """Look at the item's clock: marks a warning and an overdue. Raises ``NotYourCase``, ``ClockNotStarted``."""

    async def act(session: AsyncSession) -> schemas.ClockRead:
        case, found = await own_item(session, call.caller, call.case_no, item)
        now = context.now()
        clocks = await refresh_clock(context, session, found)
        if clocks is None:
            raise ClockNotStarted
        again = clocks.next_check(now)
        joint = await refresh_joint(context, session, case)
        return schemas.ClockRead(
            state=clocks.promised.state(now), next=None if clocks.promised.ended_at else _sooner(again, joint)
        )

    return await once(context, call, schemas.ClockRead, act)


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    """When to look again at either of two clocks."""
    return min((moment for moment in (one, other) if moment is not None), default=None)


async def verification(
    context: Context, call: Call, item: str, request: schemas.VerificationRequest
) -> schemas.Verified:
    """Record what a register said about a licence; the first outcome stays. Raises ``NotYourCase``."""

    async def act(session: AsyncSession) -> schemas.Verified:
        case, found = await own_item(session, call.caller, call.case_no, item)
        if is_closed(found):
            return schemas.Verified.model_validate({"outcome": _closed_as(context, case, found)})
        if found.verification_outcome is None:
            actor = Actor.of(call.caller, "worker")
            await conclude(context, session, case, found, request.outcome, actor, with_document=False)
            found.verification_outcome = request.outcome
            found.verification_register = request.registry
            found.verification_consulted_at = request.consulted_at
        return schemas.Verified.model_validate({"outcome": found.verification_outcome})

    return await once(context, call, schemas.Verified, act)
