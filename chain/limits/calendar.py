"""The working calendar of an office, and the ends of limits by it.

Limits of administrative licensing count working days, without public holidays (行政许可法 §82). The day on which
something happens is not counted (民法典 §201); the last day ends at 24:00, or at the close of business where hours exist
(§203). Holidays and 调休 are those that the State Council's notices publish for each year; what the office entered
itself goes before them. For a year that is not published yet Monday to Friday are taken, and whoever shows such a
date says so (:meth:`WorkCalendar.assumed_years`).
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType

import chinese_calendar

from chain.clock import BEIJING

logger = logging.getLogger(__name__)

MIDNIGHT = time(23, 59, 59)
"""24:00 as its last second: the engine refuses ``T24:00:00``."""

_ONE = timedelta(days=1)
_SATURDAY = 5
_NO_EDITS: Mapping[date, bool] = MappingProxyType({})
_NO_BASES: Mapping[date, str] = MappingProxyType({})


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKDAY = "workday"
    SHIFTED = "shifted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _KINDS[self]


_KINDS = {
    DayKind.WORKDAY: "工作日",
    DayKind.SHIFTED: "调休上班",
    DayKind.WEEKEND: "休息日",
    DayKind.HOLIDAY: "法定节假日",
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar.

    ``occasion`` is the holiday it belongs to (Chinese, empty for an ordinary day); ``edited`` the office set it itself,
    on ``basis``; ``assumed`` its year is not published.
    """

    day: date
    working: bool
    kind: DayKind
    occasion: str = ""
    edited: bool = False
    basis: str = ""
    assumed: bool = False


@lru_cache(maxsize=4096)
def _published_working(day: date) -> bool:
    """Each clock asks for each of its days again."""
    return bool(chinese_calendar.is_workday(day))


class WorkCalendar:
    """Working days as published, ``edits`` of the office (day to: worked?) before them, each with its basis.

    ``closing`` is the close of business (Beijing time) at which a limit's last day ends; ``None``: 24:00.
    """

    def __init__(
        self,
        edits: Mapping[date, bool] = _NO_EDITS,
        closing: time | None = None,
        *,
        bases: Mapping[date, str] = _NO_BASES,
    ) -> None:
        self.edits = MappingProxyType(dict(edits))
        self.bases = MappingProxyType(dict(bases))
        self.closing = closing

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        edited = self.edits.get(day)
        if edited is not None:
            return edited
        if is_published(day.year):
            return _published_working(day)
        _warn_of(day.year)
        return day.weekday() < _SATURDAY

    def day(self, day: date) -> Day:
        """What the calendar says of ``day`` and why."""
        published = is_published(day.year)
        free, occasion = _published(day) if published else (day.weekday() >= _SATURDAY, "")
        working = self.edits.get(day, not free)
        return Day(
            day=day,
            working=working,
            kind=_kind(day, working=working, occasion=occasion),
            occasion=occasion,
            edited=day in self.edits,
            basis=self.bases.get(day, ""),
            assumed=not published and day not in self.edits,
        )

    def year(self, year: int) -> list[Day]:
        """All days of ``year``."""
        first = date(year, 1, 1)
        return [self.day(first + _ONE * number) for number in range((date(year, 12, 31) - first).days + 1)]

    def add_working_days(self, start: date, days: int) -> date:
        """The day that is ``days`` (>= 0) working days after ``start``; ``start`` itself is not counted."""
        if days < 0:
            raise ValueError("a time limit is not negative")
        day = start
        while days > 0:
            day += _ONE
            if self.is_working(day):
                days -= 1
        return day

    def end_of_day(self, day: date) -> datetime:
        """The moment at which a limit whose last day is ``day`` ends."""
        return datetime.combine(day, self.closing or MIDNIGHT, BEIJING)

    def end_of_limit(self, start: datetime, days: int) -> datetime:
        """The end of a limit of ``days`` working days that begins with an event at ``start`` (aware)."""
        return self.end_of_day(self.add_working_days(start.astimezone(BEIJING).date(), days))

    def assumed_years(self, first: date, last: date) -> tuple[int, ...]:
        """Years between two days whose holidays are not published, so that Monday to Friday were taken."""
        return tuple(year for year in range(first.year, last.year + 1) if not is_published(year))


@cache
def is_published(year: int) -> bool:
    """Whether the holidays and 调休 of ``year`` are known."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def _warn_of(year: int) -> None:
    # Once for a year in each process: clocks are counted many times a second.
    logger.warning("holidays of %d are not published in the calendar: Monday to Friday are taken", year)


def _published(day: date) -> tuple[bool, str]:
    free, name = chinese_calendar.get_holiday_detail(day)
    return bool(free), chinese_calendar.Holiday(name).chinese if name else ""


def _kind(day: date, *, working: bool, occasion: str) -> DayKind:
    weekend = day.weekday() >= _SATURDAY
    if working:
        return DayKind.SHIFTED if weekend else DayKind.WORKDAY
    return DayKind.WEEKEND if weekend and not occasion else DayKind.HOLIDAY
