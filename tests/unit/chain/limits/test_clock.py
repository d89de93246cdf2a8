"""The two clocks of an item. Expected days were counted by hand in the notices on the holidays of 2025 and 2026.

In the comments `26Sun` is a weekend day that was worked, `|` a stretch of free days, `(...)` days not counted by a stop.
"""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.clock import BEIJING
from chain.limits import ClockState, ItemClock, WorkCalendar, item_clocks
from chain.procedure import Act, Fact
from tests.unit.chain.limits.stories import (
    CALENDAR,
    accepted,
    answered,
    asked,
    at,
    clocks,
    concluded,
    due_days,
    extended,
    fact,
    held,
    released,
    resumed,
    suspended,
)


@pytest.mark.parametrize(
    ("accepted_on", "days", "due_on"),
    [
        # 2025
        ("2025-01-24", 5, "2025-02-07"),  # 26Sun 27 | 5 6 7
        ("2025-01-24", 7, "2025-02-10"),  # … 8Sat 10
        ("2025-01-20", 20, "2025-02-21"),  # 21 22 23 24 26Sun 27 | 5 6 7 8Sat 10-14 17-21
        ("2025-02-04", 1, "2025-02-05"),  # accepted on a holiday
        ("2025-04-03", 2, "2025-04-08"),  # | 7 8
        ("2025-04-25", 5, "2025-05-06"),  # 27Sun 28 29 30 | 6
        ("2025-05-30", 1, "2025-06-03"),  # | 3
        ("2025-09-26", 5, "2025-10-10"),  # 28Sun 29 30 | 9 10
        ("2025-09-26", 6, "2025-10-11"),  # … 11Sat
        ("2025-09-26", 7, "2025-10-13"),  # … 13
        ("2025-12-29", 5, "2026-01-06"),  # 30 31 | 4Sun 5 6
        # 2026
        (
            "2025-12-31",
            45,
            "2026-03-11",
        ),  # 4Sun; January 20 → 21; February 2-13 → 31, 14Sat 24-27 28Sat; 2-6 9 10 11
        ("2026-02-12", 5, "2026-02-26"),  # 13 14Sat | 24 25 26
        ("2026-02-12", 8, "2026-03-02"),  # … 27 28Sat 2
        ("2026-02-02", 20, "2026-03-06"),  # 3-6 9-13 14Sat | 24-27 28Sat 2-6
        ("2026-04-03", 1, "2026-04-07"),  # | 7
        ("2026-04-30", 4, "2026-05-09"),  # | 6 7 8 9Sat
        ("2026-06-18", 1, "2026-06-22"),  # | 22
        ("2026-09-18", 10, "2026-10-09"),  # 20Sun 21-24 | 28 29 30 | 8 9
        ("2026-09-18", 11, "2026-10-10"),  # … 10Sat
        ("2026-09-18", 12, "2026-10-12"),  # … 12
        # 即办件: on the day; on the next working day where that day is none (民法典 §203)
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-10-01", 0, "2026-10-08"),
    ],
)
def test_without_stops_both_clocks_count_working_days_after_the_acceptance(
    accepted_on: str, days: int, due_on: str
) -> None:
    found = clocks(accepted(accepted_on), now=accepted_on, promised=days, statutory=days)

    assert due_days(found) == (due_on, due_on)
    assert found.promised.due_at.isoformat() == f"{due_on}T23:59:59+08:00"


NATIONAL_DAY_2026 = (accepted("2026-09-21"), asked("2026-09-28", "2026-10-27"), answered("2026-10-09"))
NATIONAL_DAY_2025 = (accepted("2025-09-24"), asked("2025-09-29", "2025-10-27"), answered("2025-10-09"))
HEARING = (
    accepted("2026-02-09"),
    suspended("2026-02-13", "hearing", 5),
)  # told until 27: 14Sat | 24 25 26 27


@pytest.mark.parametrize(
    ("facts", "now", "due"),
    [
        # promised: 22 23 24 | (28 29 30 | 8 9) 10Sat 12-16 19; statutory: 22 23 24 | 28 29 30 | 8 9 10Sat 12-16 19-23 26
        (NATIONAL_DAY_2026, "2026-10-12", ("2026-10-19", "2026-10-26")),
        # promised: 25 26 28Sun (29 30 | 9) 10 11Sat 13-17; statutory: 25 26 28Sun 29 30 | 9 10 11Sat 13-17 20-24 27 28
        (NATIONAL_DAY_2025, "2025-10-13", ("2025-10-17", "2025-10-28")),
        # both: 10 11 12 (13 14Sat | 24 25 26) 27 28Sat 2-6; statutory goes on 9-13 16-20
        ((*HEARING, resumed("2026-02-26")), "2026-02-26", ("2026-03-06", "2026-03-20")),
        # not over yet: until the 27th as told; both: 10 11 12 (13 … 27) 28Sat 2-6 9, statutory … 10-13 16-20 23
        (HEARING, "2026-02-25", ("2026-03-09", "2026-03-23")),
        # never said to be over: the same
        (HEARING, "2026-03-05", ("2026-03-09", "2026-03-23")),
        # said to be over later than told: the same
        ((*HEARING, resumed("2026-03-03")), "2026-03-03", ("2026-03-09", "2026-03-23")),
        # nobody answered by the notice's last day, the 25th: 10 11 12 (13 14Sat | 24 25) 26 27 28Sat 2-5
        (
            (accepted("2026-02-09"), asked("2026-02-13", "2026-02-25")),
            "2026-02-27",
            ("2026-03-05", "2026-03-13"),
        ),
        # nobody answered yet: until the day one looks, the 24th; 10 11 12 (13 14Sat | 24) 25-27 28Sat 2 3 4
        (
            (accepted("2026-02-09"), asked("2026-02-13", "2026-03-13")),
            "2026-02-24",
            ("2026-03-04", "2026-03-13"),
        ),
        # publicity stops the promised clock only: 10 11 12 (13 14Sat | 24 25 26) 27 28Sat 2-6
        (
            (accepted("2026-02-09"), suspended("2026-02-13", "publicity", 5), resumed("2026-02-26")),
            "2026-02-26",
            ("2026-03-06", "2026-03-13"),
        ),
        # a hearing whose time was not told in writing stops the promised clock only
        (
            (accepted("2026-02-09"), suspended("2026-02-13", "hearing"), resumed("2026-02-26")),
            "2026-02-26",
            ("2026-03-06", "2026-03-13"),
        ),
        # a suspension with nothing told, looked at on the 25th: 10 11 12 (13 14Sat | 24 25) 26 27 28Sat 2-5
        (
            (accepted("2026-02-09"), suspended("2026-02-13", "suspension")),
            "2026-02-25",
            ("2026-03-05", "2026-03-13"),
        ),
        # at rest because another item ended, released on the 24th: 10 11 12 (13 14Sat | 24) 25-27 28Sat 2 3 4
        (
            (accepted("2026-02-09"), held("2026-02-13", "2026-02-27"), released("2026-02-24")),
            "2026-02-25",
            ("2026-03-04", "2026-03-13"),
        ),
        # nobody decided by the 25th: 10 11 12 (13 14Sat | 24 25) 26 27 28Sat 2-5
        (
            (accepted("2026-02-09"), held("2026-02-13", "2026-02-25"), released("2026-02-26")),
            "2026-02-27",
            ("2026-03-05", "2026-03-13"),
        ),
        # asked and answered on the last day: 6-9 12-16 (19) 20
        (
            (accepted("2026-01-05"), asked("2026-01-19", "2026-01-30"), answered("2026-01-19")),
            "2026-01-19",
            ("2026-01-20", "2026-02-02"),
        ),
        # two that overlap are not counted twice: 6 (7 8 9 12) 13-16 19-23
        (
            (
                accepted("2026-01-05"),
                asked("2026-01-07", "2026-01-30"),
                suspended("2026-01-08", "verification", 10),
                answered("2026-01-09"),
                resumed("2026-01-12"),
            ),
            "2026-01-12",
            ("2026-01-23", "2026-02-02"),
        ),
    ],
    ids=[
        "supplement across National Day 2026",
        "supplement across National Day 2025",
        "hearing across Spring Festival",
        "hearing under way",
        "hearing never ended",
        "hearing ended too late",
        "supplement not answered in time",
        "supplement not answered yet",
        "publicity",
        "hearing not told in writing",
        "suspension without days",
        "rest that somebody ended",
        "rest that ended by itself",
        "stop on one day",
        "overlapping stops",
    ],
)
def test_stops_move_the_clock_that_they_stop(facts: tuple[Fact, ...], now: str, due: tuple[str, str]) -> None:
    assert due_days(clocks(*facts, now=now)) == due


@pytest.mark.parametrize(
    "procedure", ["testing", "quarantine", "appraisal", "expert_review", "inspection_test"]
)
def test_what_section_45_lists_stops_both_clocks(procedure: str) -> None:
    # 6 (7 8 9) 12-16 19-22 and on 23 26-30 2 3 4 5
    found = clocks(
        accepted("2026-01-05"), suspended("2026-01-07", procedure, 5), resumed("2026-01-09"), now="2026-01-09"
    )

    assert due_days(found) == ("2026-01-22", "2026-02-05")


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        # 20 days from 5 January end on 2 February; then 3-6 9-13 14Sat
        ((extended("2026-01-30"),), ("2026-02-14", "2026-02-14")),
        # more than the law allows does not count
        ((extended("2026-01-30", 12),), ("2026-02-14", "2026-02-14")),
        ((extended("2026-01-20"), extended("2026-02-10")), ("2026-02-14", "2026-02-14")),
        # jointly handled: 3-6 9-13 14Sat | 24-27 28Sat
        ((extended("2026-01-30", 15, joint=True),), ("2026-02-28", "2026-02-28")),
        # approved when the limit had run out: too late
        ((extended("2026-02-03"),), ("2026-02-02", "2026-02-02")),
    ],
    ids=["ten days", "too many", "twice", "joint", "too late"],
)
def test_an_extension_lengthens_both_clocks_as_far_as_the_law_allows(
    facts: tuple[Fact, ...], due: tuple[str, str]
) -> None:
    found = clocks(accepted("2026-01-05"), *facts, now="2026-02-12", promised=20, statutory=20)

    assert due_days(found) == due


def test_an_extension_does_not_save_the_promise_that_was_broken_before() -> None:
    found = clocks(accepted("2026-01-05"), extended("2026-01-20"), now="2026-01-21")

    assert due_days(found) == ("2026-01-19", "2026-02-14")
    assert found.promised.state(at("2026-01-21")) is ClockState.RED


def test_a_deemed_acceptance_counts_from_the_receipt() -> None:
    # received 10 February; told by 24: 11 12 13 14Sat | 24; ten days: … 25 26 27 28Sat 2
    assert CALENDAR.add_working_days(date(2026, 2, 10), 5) == date(2026, 2, 24)
    deemed = fact(Act.ACCEPT, "2026-02-25T00:00", "2026-02-10", manner="deemed")

    assert due_days(clocks(deemed, now="2026-02-25"))[0] == "2026-03-02"


def test_a_supplement_before_acceptance_moves_the_acceptance_and_stops_nothing() -> None:
    facts = (
        fact(Act.RECEIVE, "2026-01-05"),
        fact(Act.NOTIFY_SUPPLEMENT, "2026-01-07", notice_no="BZ01", due_at="2026-01-28T23:59:59+08:00"),
        fact(Act.TAKE_SUPPLEMENT, "2026-01-12", notice_no="BZ01"),
        fact(Act.ACCEPT, "2026-01-13", "2026-01-12", manner="normal"),
    )

    assert due_days(clocks(*facts, now="2026-01-13")) == ("2026-01-26", "2026-02-09")


def test_an_item_that_was_not_accepted_has_no_clock() -> None:
    facts = [fact(Act.RECEIVE, "2026-01-05"), fact(Act.PREACCEPT, "2026-01-06")]

    assert (
        item_clocks(facts, statutory_days=20, promised_days=10, calendar=CALENDAR, now=at("2026-01-07"))
        is None
    )


def test_there_is_no_statutory_clock_where_the_law_sets_no_limit() -> None:
    assert clocks(accepted("2026-01-05"), now="2026-01-05", statutory=None).statutory is None


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-01-05T09:00:00", ClockState.GREEN),
        ("2026-01-06T23:59:59", ClockState.GREEN),
        ("2026-01-07T00:00:00", ClockState.YELLOW),
        ("2026-01-07T23:59:59", ClockState.YELLOW),
        ("2026-01-08T00:00:00", ClockState.RED),
    ],
)
def test_a_clock_is_yellow_on_its_last_day_and_red_after_it(moment: str, state: ClockState) -> None:
    found = clocks(accepted("2026-01-05"), now=moment, promised=2).promised

    assert found.state(at(moment)) is state


def test_with_a_close_of_business_it_is_red_from_then_on() -> None:
    calendar = WorkCalendar(closing=time(17, 30))
    found = clocks(accepted("2026-01-05"), now="2026-01-07", promised=2, calendar=calendar).promised

    assert found.state(at("2026-01-07T17:30:00")) is ClockState.YELLOW
    assert found.state(at("2026-01-07T17:30:01")) is ClockState.RED
    assert found.next_check(at("2026-01-07T12:00:00")) == at("2026-01-07T17:30:01")


@pytest.mark.parametrize(
    ("ended", "in_time", "state", "used"),
    [
        ("2026-01-07T23:59:59", True, ClockState.GREEN, 2),
        ("2026-01-06T10:00:00", True, ClockState.GREEN, 1),
        ("2026-01-08T00:00:00", False, ClockState.RED, 2),
    ],
)
def test_a_decision_ends_the_clock_which_then_says_whether_it_was_in_time(
    ended: str, in_time: bool, state: ClockState, used: int
) -> None:
    found = clocks(accepted("2026-01-05"), concluded(ended), now="2026-03-01", promised=2).promised

    assert (found.in_time, found.state(at("2026-03-01")), found.used) == (in_time, state, used)
    assert found.next_check(at("2026-01-05")) is None


@pytest.mark.parametrize("act", [Act.WITHDRAW, Act.RETURN, Act.VOID, Act.FORWARD])
def test_what_ends_an_item_without_a_decision_ends_its_clock_and_its_stops(act: Act) -> None:
    facts = (accepted("2026-01-05"), suspended("2026-01-07", "hearing", 20), fact(act, "2026-01-09"))
    found = clocks(*facts, now="2026-03-01")

    assert found.promised.in_time is True
    assert found.next_check(at("2026-01-10")) is None
    assert found.promised.used == 1


def test_days_used_and_left_are_those_counted_so_far() -> None:
    found = clocks(*NATIONAL_DAY_2026, now="2026-10-12")
    assert found.statutory is not None

    assert (found.promised.used, found.promised.left) == (5, 5)
    assert (found.statutory.used, found.statutory.left) == (10, 10)


def test_one_looks_again_at_the_earliest_moment_at_which_a_colour_could_change() -> None:
    # Told until 25 February; but it may end today, and two days are left then: the 13th, and Saturday the 14th is worked.
    facts = (accepted("2026-02-10"), suspended("2026-02-11", "hearing", 5))
    found = clocks(*facts, now="2026-02-12", promised=2, statutory=None).promised

    assert (found.stopped, found.due_on) == (True, date(2026, 2, 27))
    assert found.next_check(at("2026-02-12")) == at("2026-02-14T00:00")


moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 1), timezones=st.just(BEIJING))  # noqa: DTZ001
acceptances = moments.map(lambda moment: Fact(Act.ACCEPT, moment, moment, {"manner": "normal"}))
stops = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 30), st.sampled_from(["hearing", "publicity"])), max_size=4
)
days_of_two_years = st.dates(date(2025, 1, 1), date(2026, 12, 31))
Holds = list[tuple[int, int, str]]


def with_stops(start: Fact, holds: Holds) -> list[Fact]:
    """Stops one after the other: after so many days, for so many days."""
    facts, moment = [start], start.at
    for after, length, procedure in holds:
        moment += timedelta(days=after)
        facts.append(Fact(Act.SUSPEND, moment, moment, {"procedure": procedure, "days": 40}))
        moment += timedelta(days=length)
        facts.append(Fact(Act.RESUME, moment, moment))
    return facts


def counted(facts: list[Fact], days: int) -> tuple[ItemClock, ItemClock]:
    found = clocks(*facts, now="2027-12-31", promised=days, statutory=days)
    assert found.statutory is not None
    return found.promised, found.statutory


@given(acceptances, st.integers(0, 30), stops)
def test_stops_never_shorten_a_limit_and_the_statutory_clock_is_never_the_longer_one(
    start: Fact, days: int, holds: Holds
) -> None:
    plain, _ = counted([start], days)
    promised, statutory = counted(with_stops(start, holds), days)

    assert plain.due_at <= statutory.due_at <= promised.due_at


@given(acceptances, st.integers(1, 29), stops)
def test_a_longer_limit_ends_later(start: Fact, days: int, holds: Holds) -> None:
    facts = with_stops(start, holds)

    assert counted(facts, days)[0].due_at < counted(facts, days + 1)[0].due_at


@given(acceptances, st.integers(0, 30))
def test_without_stops_both_clocks_are_equal(start: Fact, days: int) -> None:
    promised, statutory = counted([start], days)

    assert (promised.due_at, promised.used) == (statutory.due_at, statutory.used)


@given(acceptances, st.integers(0, 30), stops, st.integers(0, 60), st.sets(days_of_two_years, max_size=20))
def test_the_next_look_is_never_after_the_change_of_a_colour_whatever_happens_until_then(
    start: Fact, days: int, holds: Holds, later: int, worked: set[date]
) -> None:
    """Whatever happens: an open stop ends at this moment, and the office declares days ahead worked."""
    now = start.at + timedelta(days=later)
    facts = [each for each in with_stops(start, holds) if each.at <= now]
    seen = clocks(*facts, now=now, promised=days).promised
    after = seen.next_check(now)

    ended = [Fact(Act.RESUME, now, now)] if seen.stopped else []
    ahead = WorkCalendar({day: True for day in worked if day > now.date()})
    then = clocks(*facts, *ended, now=now, promised=days, calendar=ahead).promised

    assert then.state(now) is seen.state(now)
    if after is None:
        assert seen.state(now) is ClockState.RED
    else:
        assert after > now
        assert then.state(after - timedelta(seconds=1)) is then.state(now)
