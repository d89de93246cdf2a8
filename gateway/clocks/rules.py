"""The promised clock (承诺办结时限) of one item, a pure function of recorded facts.

Counted are working days (行政许可法 §82); the day on which the clock starts is not counted and the last
day ends at 24:00 (民法典 §201, §203). A supplement asked for after acceptance has no basis in 行政许可法 §45,
so it stops the promised clock only, never the statutory one: days from the notice to the day of its answer,
both included, are not counted. A notice that nobody answers stops the clock until its own limit at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from chain.calendar import END_OF_DAY, is_working_day
from chain.clock import BEIJING


class ClockState(StrEnum):
    """How an item stands to its limit."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def label(self) -> str:
        """The Chinese name that officers and supervisors read."""
        return _TITLES[self]


_TITLES = {ClockState.GREEN: "正常", ClockState.YELLOW: "临近时限", ClockState.RED: "已超时限"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A time during which the promised clock stands still; both ends aware."""

    start: datetime
    end: datetime

    def covers(self, day: date) -> bool:
        """Whether ``day`` (in Beijing) is not counted because of this stop."""
        return self.start.astimezone(BEIJING).date() <= day <= self.end.astimezone(BEIJING).date()


def stop_of(sent_at: datetime, due_at: datetime, answered_at: datetime | None, now: datetime) -> Stop:
    """The stop that a supplement notice makes: until its answer, at most its limit, and as of ``now``."""
    return Stop(sent_at, min(answered_at or now, due_at))


@dataclass(frozen=True, slots=True)
class ItemClock:
    """Limits of one item: ``warn_at`` starts its last working day, ``due_at`` is that day's last second."""

    warn_at: datetime
    due_at: datetime

    def state(self, moment: datetime) -> ClockState:
        """Green, yellow from ``warn_at`` on, red after ``due_at``."""
        if moment > self.due_at:
            return ClockState.RED
        return ClockState.YELLOW if moment >= self.warn_at else ClockState.GREEN

    def next_check(self, moment: datetime) -> datetime | None:
        """When the state changes next; ``None`` when it will not. One second after ``due_at`` it is red."""
        overdue = self.due_at + timedelta(seconds=1)
        return next((change for change in (self.warn_at, overdue) if change > moment), None)


def item_clock(started_at: datetime, days: int, stops: Iterable[Stop] = ()) -> ItemClock:
    """The limits of an item whose clock of ``days`` (>= 0) working days started at ``started_at`` (aware)."""
    if days < 0:
        raise ValueError("a time limit is not negative")
    held = tuple(stops)
    day, left = started_at.astimezone(BEIJING).date(), days
    while left > 0:
        day += timedelta(days=1)
        if is_working_day(day) and not any(stop.covers(day) for stop in held):
            left -= 1
    return ItemClock(datetime.combine(day, time(tzinfo=BEIJING)), datetime.combine(day, END_OF_DAY))
