"""What the engine's watch over one obligation does each time it looks: remind, carry out the consequence, or wait."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import WorkCalendar
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.notices.service import send_reminder
from gateway.obligations import ending
from gateway.obligations.rows import close, obligations_of
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.obligations.timing import due_reminder, next_look, next_reminder
from gateway.procedure.record import Actor
from gateway.store.models import Case, ItemCase, Obligation


async def look(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, row: Obligation, actor: Actor
) -> datetime | None:
    """Do what is due now; when to look again, or ``None`` when nothing is owed any more."""
    now, calendar = context.now(), await office_calendar(context, session)
    if _is_open(row) and (case.withdrawn_at or await ending.ended_otherwise(session, item)):
        close(row, ObligationState.LAPSED, now)
    if row.kind == ObligationKind.TOLERANCE and row.state == ObligationState.OPEN:
        await _tolerance(context, session, case, item, row, actor, calendar)
    return _next(calendar, row, now) if _is_open(row) else None


async def withheld(session: AsyncSession, case_no: str, item: str) -> bool:
    """Whether the item's certificate waits for a tolerated material."""
    return any(
        row.item == item
        and row.kind == ObligationKind.TOLERANCE
        and row.consequence == "withheld"
        and row.closed_at is None
        for row in await obligations_of(session, case_no)
    )


def _is_open(row: Obligation) -> bool:
    return row.closed_at is None


async def _tolerance(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    row: Obligation,
    actor: Actor,
    calendar: WorkCalendar,
) -> None:
    now = context.now()
    if row.opened_at is None or row.due_at is None:
        return
    if now > row.due_at:
        await ending.carry_out(context, session, case, item, row, actor)
        row.remind_at = None
        return
    if due_reminder(calendar, row.opened_at, row.due_at, row.reminded_at, now) is not None:
        await send_reminder(context, session, case, row)
        row.reminded_at = now
    row.remind_at = next_reminder(calendar, row.opened_at, row.due_at, now)


def _next(calendar: WorkCalendar, row: Obligation, now: datetime) -> datetime:
    """Never null while something is owed: a null timer is an incident in the engine."""
    begun = row.opened_at or row.undertaken_at
    until = (row.mend_until if row.state == ObligationState.MENDING else row.due_at) or begun
    reminding = row.kind == ObligationKind.TOLERANCE and row.state == ObligationState.OPEN
    return next_look(calendar, begun, until, now, reminding=reminding)
