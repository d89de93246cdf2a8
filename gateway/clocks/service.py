"""Clocks of items on record: started, refreshed from the notices that stopped them, marked."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from gateway.clocks.rules import ClockState, ItemClock, item_clock, stop_of
from gateway.notices.numbering import NoticeKind
from gateway.store.models import Decision, ItemCase, Notice

_FINAL = (Outcome.GRANTED.value, Outcome.REFUSED.value)


def start_clock(item: ItemCase, now: datetime) -> ItemClock:
    """Start the item's clock unless it runs; its limits as they are on record."""
    if item.clock_started_at is None or item.warn_at is None or item.due_at is None:
        item.clock_started_at = item.clock_started_at or now
        clock = item_clock(item.clock_started_at, item.promised_days)
        _mark(item, clock, now)
        return clock
    return ItemClock(item.warn_at, item.due_at)


async def refresh_clock(session: AsyncSession, item: ItemCase, now: datetime) -> ItemClock | None:
    """Compute the item's limits anew and mark its state; ``None`` when its clock has not started."""
    clock = await current_clock(session, item, now)
    if clock is not None:
        _mark(item, clock, now)
    return clock


async def current_clock(session: AsyncSession, item: ItemCase, now: datetime) -> ItemClock | None:
    """The item's limits as of ``now``, without marking anything; ``None`` when its clock has not started."""
    if item.clock_started_at is None:
        return None
    notices = await session.scalars(
        select(Notice).where(
            Notice.case_no == item.case_no,
            Notice.scope == item.item,
            Notice.kind == NoticeKind.SUPPLEMENT,
        )
    )
    stops = [
        stop_of(notice.sent_at, notice.due_at, notice.answered_at, now)
        for notice in notices
        if notice.due_at is not None
    ]
    return item_clock(item.clock_started_at, item.promised_days, stops)


async def is_decided(session: AsyncSession, item: ItemCase) -> bool:
    """Whether the item has its final outcome, so that its clock need not be watched any more."""
    if item.check_outcome in _FINAL:
        return True
    decided = await session.scalar(
        select(Decision.task_key).where(
            Decision.case_no == item.case_no,
            Decision.item == item.item,
            Decision.outcome.in_(_FINAL),
            Decision.state != "void",
        )
    )
    return decided is not None


def _mark(item: ItemCase, clock: ItemClock, now: datetime) -> None:
    state = clock.state(now)
    item.warn_at, item.due_at, item.clock_state = clock.warn_at, clock.due_at, state.value
    if state is ClockState.RED and item.overdue_at is None:
        item.overdue_at = now
