"""When a whole chain is to end: promised, from its items and their order; and by law, where it is handled jointly.

An item without a prerequisite in the chain is accepted with the chain; one with prerequisites when the last of them is
decided, because their result is one of its materials. So the promised end is that of the longest path. What has happened
replaces what was foreseen: an item whose clock runs ends with its clock, a decided one has ended. What follows an item is
taken to begin today at the earliest, so that it moves when that item is late instead of pretending.

Where the theme declares joint handling of licences (行政许可法 §26), the chain as a whole may take 45 working days from its
acceptance, lengthened by 15 with that government's approval (§42). A day on which a procedure of §45 stops any of its
items is not counted: the chain cannot end without that item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chain.limits.calendar import WorkCalendar
from chain.limits.clock import (
    JOINT_EXTENSION_DAYS,
    ClockKind,
    Counting,
    ItemClock,
    acceptance_of,
    end_of,
    extensions_of,
    item_clocks,
)
from chain.limits.stops import beijing_day, stops_of
from chain.procedure import Fact

__all__ = ["JOINT_EXTENSION_DAYS", "ChainItem", "joint_clock", "promised_end"]


@dataclass(frozen=True, slots=True)
class ChainItem:
    """One item of a chain: its promised working days, the items of the chain that go before it, and its acts so far."""

    item: str
    promised_days: int
    after: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


def promised_end(
    items: Sequence[ChainItem],
    *,
    accepted_on: date,
    calendar: WorkCalendar,
    now: datetime,
    joint: ItemClock | None = None,
) -> date | None:
    """The day by which every item is promised to be decided; ``None`` for a chain without items.

    ``accepted_on`` is the day on which the chain is, or will at the latest be, accepted. The ``joint`` clock of the
    chain is a cap. A prerequisite that is not an item of the chain does not hold anything up.
    """
    ends: dict[str, date] = {}
    by_key = {each.item: each for each in items}
    for each in items:
        _end_of_item(each, by_key, ends, accepted_on, calendar, now)
    if not ends:
        return None
    last = max(ends.values())
    return last if joint is None else min(last, joint.due_on)


def _end_of_item(
    item: ChainItem,
    by_key: Mapping[str, ChainItem],
    ends: dict[str, date],
    accepted_on: date,
    calendar: WorkCalendar,
    now: datetime,
) -> date:
    if item.item in ends:
        return ends[item.item]
    today = beijing_day(now)
    ended_at = end_of(item.facts)
    clocks = item_clocks(
        item.facts, statutory_days=None, promised_days=item.promised_days, calendar=calendar, now=now
    )
    if ended_at is not None:
        end = beijing_day(ended_at)
    elif clocks is not None:
        end = clocks.promised.due_on
    else:
        before = [
            _end_of_item(by_key[key], by_key, ends, accepted_on, calendar, now)
            for key in item.after
            if key in by_key
        ]
        start = max(today, accepted_on, *before) if before else accepted_on
        end = (
            Counting(calendar, start, None, (), now).clock(ClockKind.PROMISED, item.promised_days, ()).due_on
        )
    ends[item.item] = end
    return end


def joint_clock(
    facts_of_items: Mapping[str, Sequence[Fact]], *, days: int, calendar: WorkCalendar, now: datetime
) -> ItemClock | None:
    """The statutory clock of a chain that is handled jointly within ``days``; ``None`` until an item is accepted.

    It begins with the first acceptance and ends when every item has ended. Only extensions that were approved as joint
    lengthen it, and the chain's is one however many items it is recorded on.
    """
    accepted = [fact for facts in facts_of_items.values() if (fact := acceptance_of(facts)) is not None]
    if not accepted:
        return None
    ends = [end_of(facts) for facts in facts_of_items.values()]
    ended = [end for end in ends if end is not None]
    stops = [
        stop for facts in facts_of_items.values() for stop in stops_of(facts, calendar, beijing_day(now))
    ]
    extensions = [
        fact for facts in facts_of_items.values() for fact in extensions_of(facts) if fact.detail.get("joint")
    ]
    one = max(extensions, key=lambda fact: int(fact.detail["days"]), default=None)
    counting = Counting(
        calendar=calendar,
        started_on=min(beijing_day(fact.effective_at) for fact in accepted),
        ended_at=max(ended) if len(ended) == len(ends) else None,
        extensions=() if one is None else (one,),
        now=now,
    )
    return counting.clock(ClockKind.JOINT, days, stops)
