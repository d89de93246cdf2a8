"""Stops of an item's clocks, read from its acts.

**First and last day.** The day on which a stop is told and the day on which it ends (the procedure is over, the
supplement came in) are both not counted: on neither had the body a whole day. A stop ends at the latest with the time
that was told for it: what takes longer must be told again. While it is open, a procedure is taken to last as long as was
told; a supplement and a hold, which the applicant may end any day, and a procedure for which nothing was told, until the day on
which one looks.

§45 of 行政许可法 wants the time needed told in writing, so one of its procedures for which no days were told stops the
promised clock only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from chain.clock import BEIJING
from chain.limits.calendar import WorkCalendar
from chain.limits.procedures import Procedure
from chain.procedure import Act, Fact

ENDING = frozenset({Act.CONCLUDE, Act.FORWARD, Act.VOID, Act.RETURN, Act.WITHDRAW, Act.LAPSE})
"""Acts after which no clock of the item runs."""
_HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Stop:
    """Days, both included, on which a clock stands still; ``open``: it has not ended, ``last`` may change."""

    procedure: Procedure
    first: date
    last: date
    statutory: bool
    open: bool

    def covers(self, day: date) -> bool:
        """Whether ``day`` is not counted because of this stop."""
        return self.first <= day <= self.last


@dataclass(slots=True)
class _Begun:
    key: str
    procedure: Procedure
    first: date
    told: date | None
    ended: date | None = None

    def as_known(self, as_of: date) -> Stop:
        any_day = self.procedure in (Procedure.SUPPLEMENT, Procedure.HOLD)
        foreseen = as_of if self.told is None or any_day else self.told
        last = self.ended or foreseen
        if self.told is not None:
            last = min(last, self.told)
        return Stop(
            procedure=self.procedure,
            first=self.first,
            last=max(self.first, last),
            statutory=self.procedure.statutory and self.told is not None,
            open=self.ended is None and (self.told is None or as_of <= self.told),
        )


def beijing_day(moment: datetime) -> date:
    """The day in Beijing on which ``moment`` (aware) lies."""
    return moment.astimezone(BEIJING).date()


def stops_of(facts: Iterable[Fact], calendar: WorkCalendar, as_of: date) -> tuple[Stop, ...]:
    """The stops among ``facts``, in the order in which they began, as known on ``as_of``."""
    begun: list[_Begun] = []
    for fact in facts:
        day = beijing_day(fact.effective_at)
        if fact.act is Act.SUSPEND:
            begun.append(_suspended(fact, day, calendar))
        elif fact.act is Act.ASK_IN_REVIEW:
            begun.append(_told_until(fact, day, _key(fact), Procedure.SUPPLEMENT, "due_at"))
        elif fact.act is Act.HOLD:
            begun.append(_told_until(fact, day, _HOLD, Procedure.HOLD, "until"))
        elif fact.act in (Act.RESUME, Act.ANSWER_IN_REVIEW, Act.RELEASE):
            _end([each for each in begun if each.key == _key(fact)], day)
        elif fact.act in ENDING:
            _end(begun, day)
            break
    return tuple(each.as_known(as_of) for each in begun)


def _key(fact: Fact) -> str:
    """What tells stops apart: the notice; a suspension and a hold have none, because there is only one at a time."""
    if fact.act is Act.RELEASE:
        return _HOLD
    return str(fact.detail.get("notice_no", ""))


def _suspended(fact: Fact, day: date, calendar: WorkCalendar) -> _Begun:
    days = fact.detail.get("days")
    told = None if days is None else calendar.add_working_days(day, int(days))
    return _Begun("", Procedure(fact.detail["procedure"]), day, told)


def _told_until(fact: Fact, day: date, key: str, procedure: Procedure, end: str) -> _Begun:
    moment = fact.detail.get(end)
    told = None if moment is None else beijing_day(datetime.fromisoformat(moment))
    return _Begun(key, procedure, day, told)


def _end(stops: Iterable[_Begun], day: date) -> None:
    for stop in stops:
        stop.ended = stop.ended or day
