"""The office's calendar over HTTP: everybody reads it, a supervisor corrects it, and the clocks follow at once."""

from typing import Any

import pytest

from tests.unit.chain.limits.stories import accepted
from tests.unit.gateway.clocks.support import put_on_record, refreshed
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import Desk


async def year(portal: Portal, number: int) -> dict[str, Any]:
    answer = await portal.client.get(f"/calendar/{number}", headers=portal.applicant)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def put(portal: Portal, day: str, *, working: bool, basis: str = "区政府通知") -> dict[str, Any]:
    answer = await portal.client.put(
        f"/calendar/days/{day}",
        json={"working": working, "basis": basis},
        headers=portal.who("a-supervisor", "supervisor"),
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def day_of(found: dict[str, Any], day: str) -> dict[str, Any]:
    return next(each for each in found["days"] if each["day"] == day)


async def test_a_published_year_shows_holidays_and_days_worked_instead(portal: Portal) -> None:
    found = await year(portal, 2026)

    assert (found["published"], found["warning"], len(found["days"])) == (True, None, 365)
    assert day_of(found, "2026-02-16") == {
        "day": "2026-02-16",
        "working": False,
        "kind": "holiday",
        "kind_name": "法定节假日",
        "occasion": "春节",
        "edited": False,
        "basis": "",
        "assumed": False,
    }
    assert day_of(found, "2026-02-28")["kind_name"] == "调休上班"


async def test_a_year_that_is_not_published_warns_until_its_days_are_entered(portal: Portal) -> None:
    before = await year(portal, 2088)
    await put(portal, "2088-01-01", working=False)
    after = await year(portal, 2088)

    assert before["published"] is False
    assert before["warning"].startswith("2088年放假安排尚未公布")
    assert day_of(before, "2088-01-01")["assumed"] is True
    assert {key: day_of(after, "2088-01-01")[key] for key in ("working", "edited", "assumed", "basis")} == {
        "working": False,
        "edited": True,
        "assumed": False,
        "basis": "区政府通知",
    }


async def test_the_clocks_count_with_what_was_entered_and_without_it_again(desk: Desk) -> None:
    await put_on_record(desk, accepted("2026-03-02"))
    due = [(await refreshed(desk, "2026-03-03")).due_at]
    await put(desk.portal, "2026-03-04", working=False)
    due.append((await refreshed(desk, "2026-03-03")).due_at)
    await put(desk.portal, "2026-03-07", working=True)
    due.append((await refreshed(desk, "2026-03-03")).due_at)
    for day in ("2026-03-04", "2026-03-07"):
        answer = await desk.portal.client.delete(
            f"/calendar/days/{day}", headers=desk.portal.who("a-supervisor", "supervisor")
        )
        assert answer.status_code == 200
        assert answer.json()["edited"] is False
    due.append((await refreshed(desk, "2026-03-03")).due_at)

    assert [moment and moment.date().isoformat() for moment in due] == [
        "2026-03-09",  # 3 4 5 6 9
        "2026-03-10",  # 3 5 6 9 10
        "2026-03-09",  # 3 5 6 7Sat 9
        "2026-03-09",
    ]


async def test_the_last_word_counts_and_each_is_in_the_audit_log(portal: Portal) -> None:
    await put(portal, "2026-03-07", working=True)
    again = await put(portal, "2026-03-07", working=False, basis="更正")
    for _ in range(2):
        await portal.client.delete(
            "/calendar/days/2026-03-07", headers=portal.who("a-supervisor", "supervisor")
        )

    assert (again["working"], again["basis"]) == (False, "更正")
    assert await portal.audited() == ["calendar.set", "calendar.set", "calendar.unset", "calendar.unset"]


@pytest.mark.parametrize(
    ("day", "content"),
    [
        ("2026-02-30", {"working": True, "basis": "通知"}),
        ("2026-03-07", {"working": True}),
        ("2026-03-07", {"working": True, "basis": " "}),
        ("2026-03-07", {"working": "maybe", "basis": "通知"}),
        ("2026-03-07", {"working": True, "basis": "x" * 201}),
    ],
    ids=["no such day", "no basis", "empty basis", "neither", "too long"],
)
async def test_what_is_no_day_or_has_no_basis_is_refused(
    portal: Portal, day: str, content: dict[str, Any]
) -> None:
    answer = await portal.client.put(
        f"/calendar/days/{day}", json=content, headers=portal.who("a-supervisor", "supervisor")
    )

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
