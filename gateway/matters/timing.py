"""When a matter is looked at again: pure functions."""

from datetime import datetime, time, timedelta

from chain.clock import BEIJING
from chain.limits import WorkCalendar

_SEALING = timedelta(minutes=10)
"""How long documents are usually made out within."""
_SOON = timedelta(minutes=1)
_MORNING = time(9, tzinfo=BEIJING)


def until_sealed(calendar: WorkCalendar, since: datetime, now: datetime) -> datetime:
    """When to look at what is being made out ``since``: each minute while that is usual, then each working morning."""
    return now + _SOON if now - since < _SEALING else next_morning(calendar, now)


def next_morning(calendar: WorkCalendar, now: datetime) -> datetime:
    """Nine o'clock on the next working day."""
    day = now.astimezone(BEIJING).date() + timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return datetime.combine(day, _MORNING)
