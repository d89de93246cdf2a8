"""When an obligation is due, when it is reminded of, and when to look at it next: pure functions of recorded facts.

Working days (行政许可法 §82); the day on which the limit begins is not counted, its last day ends as the office's calendar
says (民法典 §201, §203).
"""

from datetime import date, datetime, time, timedelta

from chain.clock import BEIJING
from chain.limits import WorkCalendar

DAYS_BEFORE = 3
"""Working days between the first reminder and the last day."""
_HOUR = time(9, tzinfo=BEIJING)
_RECHECK_DAYS = 5
"""Working days after which an obligation that nobody settled in time is looked at again."""


def reminders(calendar: WorkCalendar, opened_at: datetime, due_at: datetime) -> tuple[datetime, ...]:
    """When to remind: at nine in the morning three working days before the last day, and on the last day itself.

    A limit that is too short for a reminder begins after its time and goes without it.
    """
    last = due_at.astimezone(BEIJING).date()
    moments = (datetime.combine(_before(calendar, last, DAYS_BEFORE), _HOUR), datetime.combine(last, _HOUR))
    return tuple(moment for moment in moments if moment > opened_at)


def due_reminder(
    calendar: WorkCalendar,
    opened_at: datetime,
    due_at: datetime,
    reminded_at: datetime | None,
    now: datetime,
) -> datetime | None:
    """The latest reminder whose time has come and that was not sent yet."""
    come = [moment for moment in reminders(calendar, opened_at, due_at) if moment <= now <= due_at]
    return come[-1] if come and (reminded_at is None or reminded_at < come[-1]) else None


def next_reminder(
    calendar: WorkCalendar, opened_at: datetime, due_at: datetime, now: datetime
) -> datetime | None:
    """The next reminder after ``now``."""
    return next((moment for moment in reminders(calendar, opened_at, due_at) if moment > now), None)


def next_look(
    calendar: WorkCalendar, opened_at: datetime, due_at: datetime, now: datetime, *, reminding: bool
) -> datetime:
    """When to look at an open obligation again: the next reminder, the second after its last, then now and then."""
    reminder = next_reminder(calendar, opened_at, due_at, now) if reminding else None
    if reminder is not None:
        return reminder
    return due_at + timedelta(seconds=1) if now <= due_at else calendar.end_of_limit(now, _RECHECK_DAYS)


def _before(calendar: WorkCalendar, day: date, days: int) -> date:
    """The day that is ``days`` working days before ``day``."""
    while days > 0:
        day -= timedelta(days=1)
        if calendar.is_working(day):
            days -= 1
    return day
