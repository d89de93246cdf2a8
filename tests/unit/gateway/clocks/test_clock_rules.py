"""The promised clock of an item."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.calendar import is_working_day
from chain.clock import BEIJING
from gateway.clocks.rules import ClockState, Stop, item_clock, stop_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("started", "days", "due"),
    [
        ("2026-01-05T09:00:00", 1, date(2026, 1, 6)),
        ("2026-01-09T09:00:00", 1, date(2026, 1, 12)),
        ("2026-01-05T23:59:59", 5, date(2026, 1, 12)),
        ("2025-09-30T10:00:00", 1, date(2025, 10, 9)),
        ("2025-09-26T10:00:00", 2, date(2025, 9, 29)),
        ("2026-01-05T09:00:00", 0, date(2026, 1, 5)),
    ],
    ids=[
        "next day",
        "over a weekend",
        "late in the day",
        "national holiday",
        "调休 Sunday counts",
        "same day",
    ],
)
def test_limit_counts_working_days_after_the_day_of_start(started: str, days: int, due: date) -> None:
    clock = item_clock(at(started), days)

    assert clock.due_at == datetime(due.year, due.month, due.day, 23, 59, 59, tzinfo=BEIJING)
    assert clock.warn_at == datetime(due.year, due.month, due.day, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("moment", "state", "next_check"),
    [
        ("2026-01-05T09:00:00", ClockState.GREEN, "2026-01-07T00:00:00"),
        ("2026-01-06T23:59:59", ClockState.GREEN, "2026-01-07T00:00:00"),
        ("2026-01-07T00:00:00", ClockState.YELLOW, "2026-01-08T00:00:00"),
        ("2026-01-07T23:59:59", ClockState.YELLOW, "2026-01-08T00:00:00"),
        ("2026-01-08T00:00:00", ClockState.RED, None),
    ],
)
def test_clock_turns_yellow_on_the_last_day_and_red_after_it(
    moment: str, state: ClockState, next_check: str | None
) -> None:
    clock = item_clock(at("2026-01-05T09:00:00"), 2)

    assert clock.state(at(moment)) is state
    assert clock.next_check(at(moment)) == (at(next_check) if next_check else None)


def test_supplement_stops_the_promised_clock_from_its_notice_to_its_answer() -> None:
    stop = stop_of(
        at("2026-01-06T10:00:00"),
        at("2026-01-27T23:59:59"),
        at("2026-01-08T10:00:00"),
        at("2026-01-09T00:00:00"),
    )

    assert item_clock(at("2026-01-05T09:00:00"), 2, [stop]).due_at.date() == date(2026, 1, 12)


def test_unanswered_notice_stops_the_clock_until_its_own_limit_only() -> None:
    sent, due = at("2026-01-06T10:00:00"), at("2026-01-08T23:59:59")

    assert stop_of(sent, due, None, at("2026-01-07T10:00:00")).end == at("2026-01-07T10:00:00")
    assert stop_of(sent, due, None, at("2026-02-07T10:00:00")).end == due


def test_stop_that_begins_on_the_last_day_leaves_one_more_day() -> None:
    stop = Stop(at("2026-01-06T16:00:00"), at("2026-01-06T17:00:00"))

    assert item_clock(at("2026-01-05T09:00:00"), 1, [stop]).due_at.date() == date(2026, 1, 7)


def test_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        item_clock(at("2026-01-05T09:00:00"), -1)


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 1)).map(lambda m: m.replace(tzinfo=BEIJING))  # noqa: DTZ001


@given(moments, st.integers(0, 30), st.lists(st.tuples(moments, st.integers(0, 400)), max_size=4))
def test_stops_never_shorten_a_limit_and_the_last_day_is_worked(
    started: datetime, days: int, holds: list[tuple[datetime, int]]
) -> None:
    stops = [Stop(start, start + timedelta(hours=hours)) for start, hours in holds]
    plain, held = item_clock(started, days), item_clock(started, days, stops)

    assert held.due_at >= plain.due_at
    assert days == 0 or is_working_day(held.due_at.date())


@given(moments, st.integers(0, 30), moments)
def test_next_check_lies_ahead_and_changes_the_state(started: datetime, days: int, moment: datetime) -> None:
    clock = item_clock(started, days)
    following = clock.next_check(moment)

    if following is None:
        assert clock.state(moment) is ClockState.RED
    else:
        assert following > moment
        assert clock.state(following) is not clock.state(moment)
