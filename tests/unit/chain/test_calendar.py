"""Working days and ends of limits, worked out by hand from the State Council's holiday notices for 2025 and 2026."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.clock import BEIJING
from chain.limits import WorkCalendar

PUBLISHED = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 1, 26), True),  # Sunday worked before Spring Festival
        (date(2025, 1, 28), False),  # New Year's Eve
        (date(2025, 10, 8), False),  # last day of National Day and Mid-Autumn
        (date(2025, 10, 11), True),  # Saturday worked instead
        (date(2026, 2, 14), True),  # Saturday worked before Spring Festival
        (date(2026, 2, 23), False),  # last day of Spring Festival
        (date(2026, 2, 28), True),  # Saturday worked instead
        (date(2026, 11, 21), False),  # an ordinary Saturday
    ],
)
def test_holidays_and_shifted_days_are_those_of_the_notice(day: date, worked: bool) -> None:
    assert PUBLISHED.is_working(day) is worked


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2025, 9, 30), 5, date(2025, 10, 14)),  # 9 10 11(worked Saturday) 13 14
        (date(2026, 2, 13), 3, date(2026, 2, 25)),  # 14 (worked Saturday), 24, 25
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
    ],
)
def test_the_day_of_the_event_is_not_counted(start: date, days: int, end: date) -> None:
    assert PUBLISHED.add_working_days(start, days) == end


def test_a_limit_ends_with_the_last_second_of_its_last_day_in_beijing() -> None:
    late_in_utc = datetime.fromisoformat("2026-11-19T17:00:00+00:00")  # already the 20th in Beijing
    assert PUBLISHED.end_of_limit(late_in_utc, 1).isoformat() == "2026-11-23T23:59:59+08:00"


def test_a_year_without_published_holidays_takes_monday_to_friday_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert PUBLISHED.is_working(date(2099, 1, 5))
    assert not PUBLISHED.is_working(date(2099, 1, 4))
    assert "2099" in caplog.text


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        PUBLISHED.add_working_days(date(2026, 1, 1), -1)


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_a_limit_always_ends_on_a_working_day_and_grows_with_its_days(start: date, days: int) -> None:
    end = PUBLISHED.add_working_days(start, days)
    assert PUBLISHED.is_working(end)
    assert end > PUBLISHED.add_working_days(start, days - 1)


def test_beijing_is_eight_hours_ahead() -> None:
    assert datetime(2026, 1, 1, tzinfo=BEIJING).isoformat() == "2026-01-01T00:00:00+08:00"
