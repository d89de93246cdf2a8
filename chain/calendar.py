"""Chinese working days and the ends of time limits.

Limits of administrative licensing count working days (行政许可法 §82). The day on which something happens is not
counted (民法典 §201); the last day ends at 24:00 (§203), written here as 23:59:59 Beijing time because the engine
refuses `T24:00:00`.
"""

import logging
from datetime import date, datetime, time, timedelta

import chinese_calendar

from chain.clock import BEIJING

logger = logging.getLogger(__name__)

END_OF_DAY = time(23, 59, 59, tzinfo=BEIJING)


def is_working_day(day: date) -> bool:
    """Whether ``day`` is worked in China, holidays and 调休 considered.

    For a year whose holidays are not published yet Monday to Friday are taken, with a warning in the log.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        logger.warning(
            "holidays of %d are not published in the calendar: Monday to Friday are taken", day.year
        )
        return day.weekday() < 5


def add_working_days(start: date, days: int) -> date:
    """The day that is ``days`` (>= 0) working days after ``start``; ``start`` itself is not counted."""
    if days < 0:
        raise ValueError("a time limit is not negative")
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day


def end_of_limit(start: datetime, days: int) -> datetime:
    """The last second of a limit of ``days`` working days that begins with an event at ``start`` (aware)."""
    return datetime.combine(add_working_days(start.astimezone(BEIJING).date(), days), END_OF_DAY)
