"""Working days as published, for whoever has no office's calendar at hand (:mod:`chain.limits.calendar` says the rules)."""

from datetime import date, datetime

from chain.limits.calendar import WorkCalendar

_PUBLISHED = WorkCalendar()


def is_working_day(day: date) -> bool:
    """Whether ``day`` is worked in China, holidays and 调休 considered."""
    return _PUBLISHED.is_working(day)


def add_working_days(start: date, days: int) -> date:
    """The day that is ``days`` (>= 0) working days after ``start``; ``start`` itself is not counted."""
    return _PUBLISHED.add_working_days(start, days)


def end_of_limit(start: datetime, days: int) -> datetime:
    """The last second of a limit of ``days`` working days that begins with an event at ``start`` (aware)."""
    return _PUBLISHED.end_of_limit(start, days)
