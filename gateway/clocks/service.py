"""Clocks of items on record: started, refreshed from the notices that stopped them, marked."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from gateway.clocks.rules import ClockState, ItemClock, Stop, item_clock, stop_of
from gateway.notices.numbering import NoticeKind
from gateway.store.models import Decision, ItemCase, Notice

FINAL = (Outcome.GRANTED.value, Outcome.REFUSED.value)
"""Outcomes after which an item is not decided again."""

_CASE_NOS: BindParameter[str] = bindparam("case_nos", expanding=True)
_SUPPLEMENTS = select(Notice.case_no, Notice.scope, Notice.sent_at, Notice.due_at, Notice.answered_at).where(
    Notice.case_no.in_(_CASE_NOS), Notice.kind == NoticeKind.SUPPLEMENT
)
_DECIDED = select(Decision.case_no, Decision.item).where(
    Decision.case_no.in_(_CASE_NOS), Decision.outcome.in_(FINAL), Decision.state != "void"
)


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
    clocks = await current_clocks(session, [item], now)
    return clocks.get((item.case_no, item.item))


async def current_clocks(
    session: AsyncSession, items: Sequence[ItemCase], now: datetime
) -> dict[tuple[str, str], ItemClock]:
    """The limits as of ``now`` of those items whose clock has started, by case number and item."""
    stops: dict[tuple[str, str], list[Stop]] = {}
    notices = await session.execute(_SUPPLEMENTS, {"case_nos": list({item.case_no for item in items})})
    for case_no, scope, sent_at, due_at, answered_at in notices:
        if due_at is not None:
            stops.setdefault((case_no, scope), []).append(stop_of(sent_at, due_at, answered_at, now))
    return {
        place: item_clock(item.clock_started_at, item.promised_days, stops.get(place, []))
        for item in items
        if item.clock_started_at is not None and (place := (item.case_no, item.item))
    }


async def is_decided(session: AsyncSession, item: ItemCase) -> bool:
    """Whether the item has its final outcome, so that its clock need not be watched any more."""
    if item.check_outcome in FINAL:
        return True
    return (item.case_no, item.item) in await decided_items(session, {item.case_no})


async def decided_items(
    session: AsyncSession, case_nos: Collection[str | None]
) -> set[tuple[str, str | None]]:
    """Items of these cases that an officer granted or refused, each with its case number."""
    if not case_nos:
        return set()
    found = await session.execute(_DECIDED, {"case_nos": list(case_nos)})
    return {(case_no, item) for case_no, item in found}


def _mark(item: ItemCase, clock: ItemClock, now: datetime) -> None:
    state = clock.state(now)
    item.warn_at, item.due_at, item.clock_state = clock.warn_at, clock.due_at, state.value
    if state is ClockState.RED and item.overdue_at is None:
        item.overdue_at = now
