"""The two clocks of one item (法定、承诺办结时限), pure functions of its acts, a calendar and a moment.

Both begin with the acceptance, whose day is not counted (民法典 §201); a deemed one counts from the day of receipt (行政许可法
§32). Counted are working days (§82) on which no stop of that clock lies (:mod:`chain.limits.stops`). An extension
that was approved before the limit ran out lengthens both: by ten days at most (§42), and by fifteen where the case is
handled jointly under §26. The clocks end with the decision, or with what ends the item without one.

A limit of no days (即办件) ends with the day of acceptance, or with the first counted day after it (民法典 §203).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from chain.clock import BEIJING
from chain.limits.calendar import WorkCalendar
from chain.limits.stops import ENDING, Stop, beijing_day, stops_of
from chain.procedure import Act, Fact

EXTENSION_DAYS = 10
"""Working days by which the head of the body may lengthen a limit (行政许可法 §42)."""

JOINT_EXTENSION_DAYS = 15
"""Working days by which that level's government may lengthen joint handling (行政许可法 §42 with §26)."""

_ONE = timedelta(days=1)


class ClockKind(StrEnum):
    """Which limit a clock counts."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    JOINT = "joint"
    """The statutory one of a whole chain that is handled jointly (行政许可法 §26)."""

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _KINDS[self]


class ClockState(StrEnum):
    """How an item stands to its limit."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def label(self) -> str:
        """The Chinese name that officers and supervisors read."""
        return _STATES[self]


_KINDS = {ClockKind.STATUTORY: "法定时限", ClockKind.PROMISED: "承诺时限", ClockKind.JOINT: "联合办理时限"}
_STATES = {ClockState.GREEN: "正常", ClockState.YELLOW: "临近时限", ClockState.RED: "已超时限"}


@dataclass(frozen=True, slots=True)
class ItemClock:
    """One clock of an item as it stands at the moment for which it was computed.

    ``days`` are working days with the extension in them. ``warn_at`` starts the last day, ``due_at`` ends it. ``used``
    are the days counted until that moment (or the end), that day included.
    """

    kind: ClockKind
    started_on: date
    days: int
    extended_by: int
    due_at: datetime
    warn_at: datetime
    used: int
    ended_at: datetime | None
    stopped: bool
    earliest: datetime
    """No colour can change before this, whatever happens from now on: every day ahead taken as counted."""

    @property
    def due_on(self) -> date:
        """The last day of the limit."""
        return beijing_day(self.due_at)

    @property
    def left(self) -> int:
        """Working days that are left."""
        return max(0, self.days - self.used)

    @property
    def in_time(self) -> bool | None:
        """Whether the item ended within the limit; ``None`` while it is under way."""
        return None if self.ended_at is None else self.ended_at < self.due_at + timedelta(seconds=1)

    def state(self, moment: datetime) -> ClockState:
        """Green, yellow from ``warn_at`` on, red after ``due_at``; once ended only whether that was in time."""
        if self.ended_at is not None:
            return ClockState.GREEN if self.in_time else ClockState.RED
        if moment >= self.due_at + timedelta(seconds=1):
            return ClockState.RED
        return ClockState.YELLOW if moment >= self.warn_at else ClockState.GREEN

    def next_check(self, moment: datetime) -> datetime | None:
        """When to look again, never after the earliest moment at which the state could change; ``None``: never.

        A stop that ends sooner than was told, or a day that the office declares worked, brings a limit back: therefore
        this may come before the state does change. One second after ``due_at`` it is red.
        """
        if self.ended_at is not None:
            return None
        changes = (self.earliest, self.warn_at, self.due_at + timedelta(seconds=1))
        return next((change for change in changes if change > moment), None)


@dataclass(frozen=True, slots=True)
class ItemClocks:
    """Both clocks of an item; there is no statutory one where the law sets no limit."""

    promised: ItemClock
    statutory: ItemClock | None

    @property
    def all(self) -> tuple[ItemClock, ...]:
        """The clocks there are."""
        return (self.promised,) if self.statutory is None else (self.promised, self.statutory)

    def next_check(self, moment: datetime) -> datetime | None:
        """When to look at either again; ``None``: never."""
        return min((at for clock in self.all if (at := clock.next_check(moment)) is not None), default=None)


def item_clocks(
    facts: Sequence[Fact],
    *,
    statutory_days: int | None,
    promised_days: int,
    calendar: WorkCalendar,
    now: datetime,
) -> ItemClocks | None:
    """The clocks of an item at ``now`` (aware); ``None`` when it was not accepted. Days are working days (>= 0)."""
    accepted = acceptance_of(facts)
    if accepted is None:
        return None
    stops = stops_of(facts, calendar, beijing_day(now))
    counting = Counting(
        calendar, beijing_day(accepted.effective_at), end_of(facts), extensions_of(facts), now
    )
    return ItemClocks(
        counting.clock(ClockKind.PROMISED, promised_days, stops),
        None if statutory_days is None else counting.clock(ClockKind.STATUTORY, statutory_days, stops),
    )


def acceptance_of(facts: Iterable[Fact]) -> Fact | None:
    """The act of acceptance."""
    return next((fact for fact in facts if fact.act is Act.ACCEPT), None)


def end_of(facts: Iterable[Fact]) -> datetime | None:
    """When the clocks ended."""
    return next((fact.effective_at for fact in facts if fact.act in ENDING), None)


def extensions_of(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The acts that lengthened the limits."""
    return tuple(fact for fact in facts if fact.act is Act.EXTEND)


def stopping(kind: ClockKind, stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """Those stops that stop a clock of ``kind``."""
    return tuple(stop for stop in stops if kind is ClockKind.PROMISED or stop.statutory)


@dataclass(frozen=True, slots=True)
class Counting:
    """What both clocks of an item have in common, and the counting."""

    calendar: WorkCalendar
    started_on: date
    ended_at: datetime | None
    extensions: tuple[Fact, ...]
    now: datetime

    def clock(self, kind: ClockKind, days: int, stops: Iterable[Stop]) -> ItemClock:
        """The clock of ``kind`` with ``days`` working days before any extension."""
        if days < 0:
            raise ValueError("a time limit is not negative")
        held = stopping(kind, stops)

        def counts(day: date) -> bool:
            return self.calendar.is_working(day) and not any(stop.covers(day) for stop in held)

        extended_by = self._extension(days, counts)
        due_on = self._due_on(days + extended_by, counts)
        today = beijing_day(self.ended_at or self.now)
        used = _counted(self.started_on, min(today, due_on), counts)
        soonest = due_on if due_on <= today else today + _ONE * max(1, days + extended_by - used)
        return ItemClock(
            kind=kind,
            started_on=self.started_on,
            days=days + extended_by,
            extended_by=extended_by,
            due_at=self.calendar.end_of_day(due_on),
            warn_at=_start(due_on),
            used=used,
            ended_at=self.ended_at,
            stopped=self.ended_at is None and any(stop.open and stop.covers(today) for stop in held),
            earliest=_start(soonest),
        )

    def _extension(self, days: int, counts: Callable[[date], bool]) -> int:
        """Days by which the limit is longer; what was approved after it had run out lengthens nothing."""
        alone = joint = 0
        for fact in self.extensions:
            if fact.at > self.calendar.end_of_day(self._due_on(days + alone + joint, counts)):
                continue
            if fact.detail.get("joint"):
                joint = min(JOINT_EXTENSION_DAYS, joint + int(fact.detail["days"]))
            else:
                alone = min(EXTENSION_DAYS, alone + int(fact.detail["days"]))
        return alone + joint

    def _due_on(self, days: int, counts: Callable[[date], bool]) -> date:
        day, left = self.started_on, days
        while left > 0:
            day += _ONE
            left -= counts(day)
        while not counts(day):
            day += _ONE
        return day


def _counted(started_on: date, until: date, counts: Callable[[date], bool]) -> int:
    days = range(1, (until - started_on).days + 1)
    return sum(counts(started_on + _ONE * number) for number in days)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
