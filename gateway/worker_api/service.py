"""Facts that workers report while a case is handled."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.calendar import end_of_limit
from gateway.clocks.service import refresh_clock, start_clock
from gateway.dependencies import Context
from gateway.notices.open_gaps import latest_gaps
from gateway.obligations.opening import decidable, follow_decision, open_obligations
from gateway.readmodel import lists
from gateway.store.models import Case, Claim, Gap
from gateway.window.instant import decided_at_window
from gateway.worker_api import schemas
from gateway.worker_api.access import led_case, own_item
from gateway.worker_api.errors import ClaimedElsewhere, ClockNotStarted, NotAccepted
from gateway.worker_api.once import Call, once

INSPECTION_DAYS = 5
"""Working days for the joint inspection after acceptance (市场监管总局令第78号, from memory)."""


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
    """Accept the whole chain once. Raises ``NotYourCase``, ``NotAccepted``."""

    async def act(session: AsyncSession) -> schemas.Accepted:
        case = await led_case(session, call.caller, call.case_no)
        if case.accepted_at is None:
            await _refuse_incomplete(session, case)
            case.accepted_at = context.now()
            await open_obligations(context, session, case, case.accepted_at)
        if case.inspection_due_at is None:
            case.inspection_due_at = end_of_limit(case.accepted_at, INSPECTION_DAYS)
        return schemas.Accepted(accepted_at=case.accepted_at, inspection_due_at=case.inspection_due_at)

    return await once(context, call, schemas.Accepted, act)


async def _refuse_incomplete(session: AsyncSession, case: Case) -> None:
    if any(gaps for _, gaps in await latest_gaps(session, case.case_no)):
        raise NotAccepted


async def precheck(
    context: Context, call: Call, item: str, request: schemas.PrecheckRequest
) -> schemas.Prechecked:
    """Record what a round of the automatic check found. Raises ``NotYourCase``."""

    async def act(session: AsyncSession) -> schemas.Prechecked:
        await own_item(session, call.caller, call.case_no, item)
        session.add(
            Gap(
                case_no=call.case_no,
                item=item,
                job_key=call.reference,
                gaps=[gap.model_dump() for gap in request.gaps],
                created_at=context.now(),
            )
        )
        return schemas.Prechecked(complete=not request.gaps)

    return await once(context, call, schemas.Prechecked, act)


async def check(context: Context, call: Call, item: str, request: schemas.CheckRequest) -> schemas.Checked:
    """Record the automatic review's outcome and start the item's clock; the first outcome stays, and before
    it what was decided at the window.

    Raises ``NotYourCase``.
    """

    async def act(session: AsyncSession) -> schemas.Checked:
        _, found = await own_item(session, call.caller, call.case_no, item)
        now = context.now()
        if found.check_outcome is None:
            decided = await decided_at_window(session, call.case_no, item)
            outcome, reason = (request.outcome, request.reason) if decided is None else decided.said
            outcome = await decidable(session, found, outcome)
            found.check_outcome, found.check_reason, found.checked_at = outcome, reason, now
            await follow_decision(context, session, found, outcome)
        clocks = await start_clock(context, session, found)
        return schemas.Checked.model_validate(
            {
                "outcome": found.check_outcome,
                "due_at": clocks.promised.due_at,
                # A moment that is past lets the engine look at once; it cannot wait for none.
                "clock_next": clocks.next_check(now) or clocks.promised.due_at,
                "certificate": found.certificate_template is not None,
            }
        )

    return await once(context, call, schemas.Checked, act)


async def read_clock(context: Context, call: Call, item: str) -> schemas.ClockRead:
    """Look at the item's clock: marks a warning and an overdue. Raises ``NotYourCase``, ``ClockNotStarted``."""

    async def act(session: AsyncSession) -> schemas.ClockRead:
        _, found = await own_item(session, call.caller, call.case_no, item)
        now = context.now()
        clocks = await refresh_clock(context, session, found)
        if clocks is None:
            raise ClockNotStarted
        return schemas.ClockRead(state=clocks.promised.state(now), next=clocks.next_check(now))

    return await once(context, call, schemas.ClockRead, act)


async def verification(
    context: Context, call: Call, item: str, request: schemas.VerificationRequest
) -> schemas.Verified:
    """Record what a register said about a licence; the first outcome stays. Raises ``NotYourCase``."""

    async def act(session: AsyncSession) -> schemas.Verified:
        _, found = await own_item(session, call.caller, call.case_no, item)
        if found.verification_outcome is None:
            found.verification_outcome = request.outcome
            found.verification_register = request.registry
            found.verification_consulted_at = request.consulted_at
        return schemas.Verified.model_validate({"outcome": found.verification_outcome})

    return await once(context, call, schemas.Verified, act)
