"""When what was undertaken begins to run: tolerances at the acceptance of their item, commitments at the decision."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from chain.limits import WorkCalendar
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.obligations import messages
from gateway.obligations.rows import close, items_of, obligations_of, was_retracted
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.obligations.timing import next_reminder
from gateway.store.models import Case, ItemCase, Obligation


async def open_obligations(
    context: Context, session: AsyncSession, case: Case, accepted_at: datetime
) -> list[Obligation]:
    """Open the tolerances of every item that is accepted now; whoever accepts items calls it, as often as it does.

    Due at the end of so many working days after ``accepted_at``. Items that are not accepted yet keep theirs waiting.
    """
    items = await items_of(session, case.case_no)
    found = [
        row
        for row in await obligations_of(session, case.case_no)
        if row.kind == ObligationKind.TOLERANCE
        and row.state == ObligationState.UNDERTAKEN
        and _accepted(case, items[row.item])
    ]
    return await _open(context, session, found, accepted_at)


async def decidable(session: AsyncSession, item: ItemCase, outcome: str) -> str:
    """What the automatic review may decide: a grant becomes an officer's once a commitment of the item was taken back.

    The worker may have read the commitment just before.
    """
    if outcome == Outcome.GRANTED and await was_retracted(session, item.case_no, item.item):
        return Outcome.UNDECIDED.value
    return outcome


async def follow_decision(context: Context, session: AsyncSession, item: ItemCase, outcome: str) -> None:
    """Schedule the checks of what was committed to for an item that is granted now; one refused owes nothing more.

    Asking again changes nothing.
    """
    now = context.now()
    if outcome == Outcome.REFUSED:
        await lapse(session, item, now)
    if outcome != Outcome.GRANTED:
        return
    found = [
        row
        for row in await obligations_of(session, item.case_no)
        if row.item == item.item
        and ObligationKind(row.kind).commitment
        and row.state == ObligationState.UNDERTAKEN
    ]
    await _open(context, session, found, now)


async def lapse(session: AsyncSession, item: ItemCase, at: datetime) -> None:
    """End what is still owed for an item that ended otherwise: refused, returned, withdrawn or void."""
    for row in await obligations_of(session, item.case_no):
        if row.item == item.item and row.closed_at is None:
            close(row, ObligationState.LAPSED, at)
            await messages.changed(session, row)


async def owe_as_before(context: Context, session: AsyncSession, item: ItemCase, number: int) -> None:
    """The decision that act ``number`` of the item was did not take effect: what ended with a refusal is owed as before, a
    tolerance whose day passed meanwhile anew; what was to be checked after a grant waits for the next decision."""
    now, calendar = context.now(), await office_calendar(context, session)
    for row in await obligations_of(session, item.case_no):
        if row.item != item.item:
            continue
        if row.state == ObligationState.LAPSED:
            row.closed_at = None
            if row.opened_at is None or row.due_at is None:
                row.state = ObligationState.UNDERTAKEN
                continue
            row.state = ObligationState.OPEN
            if row.due_at < now:
                row.opened_at, row.due_at = now, calendar.end_of_limit(now, row.days)
            row.until = row.due_at
            row.remind_at = next_reminder(calendar, row.opened_at, row.due_at, now)
            await messages.opened(session, row, f"again/{number}")
        elif ObligationKind(row.kind).commitment and row.state == ObligationState.OPEN:
            row.state, row.opened_at = ObligationState.UNDERTAKEN, None
            row.due_at = row.until = None


def _accepted(case: Case, item: ItemCase) -> bool:
    """Of a case older than acts the whole chain was accepted at once."""
    return item.accepted_at is not None if item.stage is not None else case.accepted_at is not None


async def _open(
    context: Context, session: AsyncSession, rows: Sequence[Obligation], at: datetime
) -> list[Obligation]:
    calendar = await office_calendar(context, session) if rows else WorkCalendar()
    for row in rows:
        row.state, row.opened_at = ObligationState.OPEN, at
        row.due_at = row.until = calendar.end_of_limit(at, row.days)
        if row.kind == ObligationKind.TOLERANCE:
            row.remind_at = next_reminder(calendar, at, row.due_at, context.now())
        await messages.opened(session, row)
    return list(rows)
