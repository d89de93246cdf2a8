"""The working calendar: days of the State Council's notices for 2025 and 2026, and what an office changes in it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.clock import BEIJING
from chain.limits import DayKind, WorkCalendar
from tests.unit.chain.limits.stories import CALENDAR, at

# Copied by hand from the notices on the holidays of 2025 and 2026: first and last free day, and the days worked instead.
HOLIDAYS = [
    ("2025-01-01", "2025-01-01"),  # 元旦
    ("2025-01-28", "2025-02-04"),  # 春节
    ("2025-04-04", "2025-04-06"),  # 清明
    ("2025-05-01", "2025-05-05"),  # 劳动节
    ("2025-05-31", "2025-06-02"),  # 端午
    ("2025-10-01", "2025-10-08"),  # 国庆、中秋
    ("2026-01-01", "2026-01-03"),  # 元旦
    ("2026-02-15", "2026-02-23"),  # 春节
    ("2026-04-04", "2026-04-06"),  # 清明
    ("2026-05-01", "2026-05-05"),  # 劳动节
    ("2026-06-19", "2026-06-21"),  # 端午
    ("2026-09-25", "2026-09-27"),  # 中秋
    ("2026-10-01", "2026-10-07"),  # 国庆
]
WORKED_INSTEAD = {
    "2025-01-26",
    "2025-02-08",
    "2025-04-27",
    "2025-09-28",
    "2025-10-11",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
}


def free_by_notice(day: date) -> bool:
    text = day.isoformat()
    if any(first <= text <= last for first, last in HOLIDAYS):
        return True
    return day.weekday() >= 5 and text not in WORKED_INSTEAD


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_the_year_is_worked_or_free_as_the_notice_says(year: int) -> None:
    wrong = [each.day for each in CALENDAR.year(year) if each.working == free_by_notice(each.day)]

    assert wrong == []
    assert CALENDAR.assumed_years(date(year, 1, 1), date(year, 12, 31)) == ()


@pytest.mark.parametrize(
    ("day", "working", "kind", "occasion"),
    [
        (date(2025, 1, 26), True, DayKind.SHIFTED, "春节"),
        (date(2025, 1, 28), False, DayKind.HOLIDAY, "春节"),
        (date(2025, 10, 4), False, DayKind.HOLIDAY, "国庆节"),
        (date(2025, 10, 6), False, DayKind.HOLIDAY, "中秋"),
        (date(2026, 11, 21), False, DayKind.WEEKEND, ""),
        (date(2026, 11, 23), True, DayKind.WORKDAY, ""),
    ],
)
def test_a_day_says_why_it_is_worked_or_free(day: date, working: bool, kind: DayKind, occasion: str) -> None:
    found = CALENDAR.day(day)

    assert (found.working, found.kind, found.occasion, found.assumed) == (working, kind, occasion, False)


def test_what_the_office_entered_goes_before_what_is_published() -> None:
    closed, worked = date(2026, 11, 24), date(2026, 11, 28)
    calendar = WorkCalendar({closed: False, worked: True}, bases={closed: "区政府通知"})

    assert not calendar.is_working(closed)
    assert calendar.is_working(worked)
    assert calendar.add_working_days(date(2026, 11, 23), 4) == date(2026, 11, 28)  # 25 26 27 28
    assert (calendar.day(closed).edited, calendar.day(closed).basis) == (True, "区政府通知")
    assert not calendar.day(date(2026, 11, 25)).edited


def test_a_year_without_published_holidays_takes_monday_to_friday_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calendar = WorkCalendar({date(2077, 1, 1): False})

    assert calendar.is_working(date(2077, 1, 4))
    assert not calendar.is_working(date(2077, 1, 2))
    assert "2077" in caplog.text
    assert calendar.day(date(2077, 1, 4)).assumed
    assert not calendar.day(date(2077, 1, 1)).assumed
    assert calendar.assumed_years(date(2026, 12, 1), date(2028, 1, 5)) == (2027, 2028)


def test_a_limit_ends_at_midnight_or_at_the_close_of_business() -> None:
    late_in_utc = datetime.fromisoformat("2026-11-19T17:00:00+00:00")  # already the 20th in Beijing
    closing = WorkCalendar(closing=time(17, 30))

    assert CALENDAR.end_of_limit(late_in_utc, 1).isoformat() == "2026-11-23T23:59:59+08:00"
    assert closing.end_of_limit(late_in_utc, 1).isoformat() == "2026-11-23T17:30:00+08:00"


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        CALENDAR.add_working_days(date(2026, 1, 1), -1)


days_of_two_years = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(days_of_two_years, st.integers(1, 40))
def test_a_limit_ends_on_a_working_day_and_grows_with_its_days(start: date, days: int) -> None:
    calendar = WorkCalendar({date(2027, 1, 1): False})
    end = calendar.add_working_days(start, days)

    assert calendar.is_working(end)
    assert end > calendar.add_working_days(start, days - 1)


@given(days_of_two_years, st.integers(1, 40), st.sets(days_of_two_years, max_size=20))
def test_a_day_declared_free_never_brings_a_limit_forward_nor_a_worked_one_back(
    start: date, days: int, edited: set[date]
) -> None:
    plain = CALENDAR.add_working_days(start, days)

    assert WorkCalendar(dict.fromkeys(edited, False)).add_working_days(start, days) >= plain
    assert WorkCalendar(dict.fromkeys(edited, True)).add_working_days(start, days) <= plain


@given(days_of_two_years, st.integers(0, 40))
def test_the_limit_holds_exactly_its_days(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    span = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]

    assert sum(CALENDAR.is_working(day) for day in span) == days


def test_the_end_of_a_day_lies_in_beijing() -> None:
    assert CALENDAR.end_of_day(date(2026, 1, 5)) == at("2026-01-05T23:59:59")
    assert CALENDAR.end_of_day(date(2026, 1, 5)).tzinfo is BEIJING
