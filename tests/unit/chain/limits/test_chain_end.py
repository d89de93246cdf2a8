"""When a whole chain is to end. Expected days were counted by hand, as in the tests of the clock."""

from datetime import date

import pytest

from chain.limits import ChainItem, ClockState, joint_clock, promised_end
from chain.procedure import Fact
from tests.unit.chain.limits.stories import (
    CALENDAR,
    accepted,
    at,
    concluded,
    extended,
    resumed,
    suspended,
)


def item(key: str, days: int, *after: str, facts: tuple[Fact, ...] = ()) -> ChainItem:
    return ChainItem(key, days, after, facts)


def end(*items: ChainItem, accepted_on: str = "2026-09-18", now: str = "2026-09-18") -> str | None:
    found = promised_end(items, accepted_on=date.fromisoformat(accepted_on), calendar=CALENDAR, now=at(now))
    return None if found is None else found.isoformat()


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([item("a", 3)], "2026-09-22"),  # 20Sun 21 22
        ([item("a", 3), item("b", 5)], "2026-09-24"),  # side by side: the longer one
        ([item("a", 3), item("b", 5, "a")], "2026-09-30"),  # 20Sun 21 22, then 23 24 | 28 29 30
        ([item("b", 5, "a"), item("a", 3)], "2026-09-30"),  # whatever their order in the list
        ([item("a", 3), item("b", 5, "a"), item("c", 2, "a", "b")], "2026-10-09"),  # … then | 8 9
        ([item("b", 5, "elsewhere")], "2026-09-24"),  # a licence the applicant has already
        ([], None),
    ],
)
def test_the_longest_path_of_prerequisites_decides(items: list[ChainItem], expected: str | None) -> None:
    assert end(*items) == expected


def test_what_happened_replaces_what_was_foreseen() -> None:
    decided = item("a", 3, facts=(accepted("2026-09-18"), concluded("2026-09-21")))
    begun = item("b", 5, "a", facts=(accepted("2026-09-21"),))

    assert end(decided, item("b", 5, "a"), now="2026-09-21") == "2026-09-29"  # 22 23 24 | 28 29
    assert end(decided, begun, now="2026-09-22") == "2026-09-29"


def test_a_stop_of_an_item_moves_the_end_of_the_chain() -> None:
    held = item("a", 3, facts=(accepted("2026-09-18"), suspended("2026-09-21", "publicity", 3)))

    # 20Sun (21 22 23 24) | 28 29, then 30 | 8 9 10Sat 12
    assert end(held, item("b", 5, "a"), now="2026-09-21") == "2026-10-12"


def test_an_item_past_its_limit_keeps_its_day_and_moves_what_follows_it() -> None:
    late = item("a", 3, facts=(accepted("2026-09-18"),))

    assert end(late, now="2026-09-28") == "2026-09-22"
    assert end(late, item("b", 2, "a"), now="2026-09-28") == "2026-09-30"


def test_an_ended_chain_ended_on_its_last_decision() -> None:
    first = item("a", 3, facts=(accepted("2026-09-18"), concluded("2026-09-21")))
    second = item("b", 5, "a", facts=(accepted("2026-09-21"), concluded("2026-09-23")))

    assert end(first, second, now="2026-12-01") == "2026-09-23"


JOINT = {
    "a": [accepted("2025-12-31")],
    "b": [accepted("2026-01-09")],
}


def test_joint_handling_has_45_days_from_the_first_acceptance() -> None:
    clock = joint_clock(JOINT, days=45, calendar=CALENDAR, now=at("2026-03-11"))

    assert clock is not None
    assert clock.due_on == date(2026, 3, 11)  # counted in test_clock.py
    assert clock.state(at("2026-03-11")) is ClockState.YELLOW
    assert clock.state(at("2026-03-12T00:00")) is ClockState.RED


def test_joint_handling_is_lengthened_by_15_days_once_and_only_as_joint() -> None:
    own, joint = extended("2026-01-20", 10), extended("2026-03-09", 15, joint=True)
    alone = joint_clock({**JOINT, "b": [*JOINT["b"], own]}, days=45, calendar=CALENDAR, now=at("2026-03-11"))
    both = joint_clock(
        {key: [*facts, joint] for key, facts in JOINT.items()},
        days=45,
        calendar=CALENDAR,
        now=at("2026-03-11"),
    )

    assert alone is not None
    assert both is not None
    assert alone.due_on == date(2026, 3, 11)
    assert both.due_on == date(2026, 4, 1)  # 12 13 16-20 23-27 30 31 1


def test_a_hearing_of_one_item_is_not_counted_in_joint_handling() -> None:
    held = [*JOINT["b"], suspended("2026-01-12", "hearing", 5), resumed("2026-01-14")]
    clock = joint_clock({**JOINT, "b": held}, days=45, calendar=CALENDAR, now=at("2026-03-11"))

    assert clock is not None
    assert clock.due_on == date(2026, 3, 16)  # three days more: 12 13 16


def test_joint_handling_ends_with_the_last_item_and_begins_with_an_acceptance() -> None:
    first = [*JOINT["a"], concluded("2026-01-12")]
    running = joint_clock({**JOINT, "a": first}, days=45, calendar=CALENDAR, now=at("2026-01-13"))
    ended = joint_clock(
        {"a": first, "b": [*JOINT["b"], concluded("2026-01-15")]},
        days=45,
        calendar=CALENDAR,
        now=at("2026-06-01"),
    )

    assert running is not None
    assert ended is not None
    assert running.in_time is None
    assert ended.in_time is True
    assert joint_clock({"a": []}, days=45, calendar=CALENDAR, now=at("2026-01-13")) is None


def test_the_joint_limit_caps_what_is_promised() -> None:
    items = [item("a", 40), item("b", 20, "a")]
    joint = joint_clock({"a": [accepted("2025-12-31")]}, days=45, calendar=CALENDAR, now=at("2025-12-31"))
    found = promised_end(
        items, accepted_on=date(2025, 12, 31), calendar=CALENDAR, now=at("2025-12-31"), joint=joint
    )

    assert found == date(2026, 3, 11)
