"""When a tolerated material is due and reminded of, across holidays and 调休, worked out by hand."""

from datetime import datetime, timedelta

import pytest

from chain.clock import BEIJING
from chain.limits import WorkCalendar
from gateway.obligations.timing import due_reminder, next_look, reminders

CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    """A moment in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("opened", "days", "due", "reminded"),
    [
        # Monday to Monday: the weekend is not counted.
        ("2026-03-02 09:00", 5, "2026-03-09", ["2026-03-04", "2026-03-09"]),
        # Across National Day 2025 (1 to 8 October); 11 October, a Saturday, is worked.
        ("2025-09-28 16:00", 5, "2025-10-11", ["2025-09-30", "2025-10-11"]),
        ("2025-09-29 16:00", 5, "2025-10-13", ["2025-10-09", "2025-10-13"]),
        # Across Spring Festival 2026 (15 to 23 February); 14 and 28 February, Saturdays, are worked.
        ("2026-02-12 10:00", 5, "2026-02-26", ["2026-02-14", "2026-02-26"]),
        # Too short for the first reminder, or for any.
        ("2026-03-02 10:00", 2, "2026-03-04", ["2026-03-04"]),
        ("2026-03-02 10:00", 3, "2026-03-05", ["2026-03-05"]),
    ],
)
def test_the_last_day_and_the_reminders_are_working_days(
    opened: str, days: int, due: str, reminded: list[str]
) -> None:
    due_at = CALENDAR.end_of_limit(at(opened), days)
    assert due_at == at(f"{due} 23:59:59")
    assert [f"{moment:%Y-%m-%d}" for moment in reminders(CALENDAR, at(opened), due_at)] == reminded


OPENED, DUE = at("2026-03-02 09:00"), at("2026-03-09 23:59:59")
FIRST, LAST = at("2026-03-04 09:00"), at("2026-03-09 09:00")


@pytest.mark.parametrize(
    ("now", "reminded_at", "expected"),
    [
        ("2026-03-04 08:59", None, None),
        ("2026-03-04 09:00", None, FIRST),
        ("2026-03-05 10:00", FIRST, None),
        ("2026-03-09 09:00", FIRST, LAST),
        # The engine was away for days: one reminder stands for both.
        ("2026-03-09 10:00", None, LAST),
        ("2026-03-09 10:00", LAST, None),
        ("2026-03-10 00:00", None, None),
    ],
)
def test_each_reminder_is_sent_once_and_none_after_the_last_day(
    now: str, reminded_at: datetime | None, expected: datetime | None
) -> None:
    assert due_reminder(CALENDAR, OPENED, DUE, reminded_at, at(now)) == expected


@pytest.mark.parametrize(
    ("now", "reminding", "expected"),
    [
        ("2026-03-02 09:00", True, FIRST),
        ("2026-03-04 09:00", True, LAST),
        ("2026-03-09 09:00", True, DUE + timedelta(seconds=1)),
        ("2026-03-02 09:00", False, DUE + timedelta(seconds=1)),
        ("2026-03-10 09:00", False, at("2026-03-17 23:59:59")),
    ],
)
def test_there_is_always_a_next_look(now: str, reminding: bool, expected: datetime) -> None:
    assert next_look(CALENDAR, OPENED, DUE, at(now), reminding=reminding) == expected
