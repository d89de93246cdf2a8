"""The worklist of a body: what is to come, to be checked, to be mended, and what is late; nobody's data in it.

The case is submitted on Monday, 2 March 2026. Days were counted by hand: tolerated materials are due on Monday the 9th,
a proof that was committed to is checked until the 30th, and mended until the 16th where it is found false at once.
"""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.gateway.obligations.support import (
    LATER,
    PROOF,
    act,
    asking,
    look,
    make_up,
    reviewed,
    send,
)
from tests.unit.gateway.obligations.test_commitments import FALSE
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, URBAN, Desk, Json

NINTH, THIRTIETH = "2026-03-09T23:59:59+08:00", "2026-03-30T23:59:59+08:00"


async def worklist(portal: Portal, role: str = "officer", body: str | None = APPROVAL, **asked: Any) -> Json:
    """What somebody of this role and body is shown."""
    answer = await portal.client.get("/obligations", params=asked, headers=portal.who("w", role, body=body))
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def numbers(portal: Portal, **asked: Any) -> list[str]:
    """The numbers of the obligations in an officer's list."""
    return [line["obligation_no"] for line in (await worklist(portal, **asked))["obligations"]]


async def under_way(portal: Portal) -> Desk:
    """Accepted without two materials, the business licence granted on a proof that was committed to."""
    answer = await send(portal, await asking(portal, tolerated=LATER, committed=(PROOF,)))
    desk = Desk(portal, answer.json()["case_no"])
    await desk.claimed()
    await reviewed(desk)
    await desk.check(APPROVAL, "business_license", "granted")
    return desk


async def test_a_body_sees_its_own_and_what_is_due_first_stands_first(portal: Portal) -> None:
    desk = await under_way(portal)
    lines = (await worklist(portal))["obligations"]
    assert [(line["case_no"], line["obligation_no"], line["until"]) for line in lines] == [
        (desk.case_no, "RQ01", NINTH),
        (desk.case_no, "CN01", THIRTIETH),
    ]
    assert [(line["item_name"], line["state_name"], line["overdue"]) for line in lines] == [
        ("食品经营许可", "待补齐", False),
        ("营业执照", "待核查", False),
    ]
    assert lines[0]["material_name"]
    (urban,) = (await worklist(portal, body=URBAN))["obligations"]
    assert (urban["case_no"], urban["obligation_no"]) == (desk.case_no, "RQ02")


async def test_its_head_sees_the_same_and_a_supervisor_those_of_all_bodies(portal: Portal) -> None:
    await under_way(portal)
    assert await worklist(portal, "head") == await worklist(portal)
    found = (await worklist(portal, "supervisor", None))["obligations"]
    assert [(line["body"], line["obligation_no"]) for line in found] == [
        (APPROVAL, "RQ01"),
        (URBAN, "RQ02"),
        (APPROVAL, "CN01"),
    ]


async def test_nobody_who_signed_is_named_in_it(portal: Portal) -> None:
    await under_way(portal)
    for role, body in (("officer", APPROVAL), ("supervisor", None)):
        assert "张示例" not in str(await worklist(portal, role, body))


STATES: list[tuple[int, dict[str, str], list[str]]] = [
    (0, {}, ["RQ01", "CN01"]),
    (0, {"state": "open"}, ["RQ01", "CN01"]),
    (0, {"state": "overdue"}, []),
    (8, {"state": "open"}, ["CN01"]),
    (8, {"state": "overdue"}, ["RQ01"]),
    (8, {}, ["RQ01", "CN01"]),
    (0, {"due_before": "2026-03-09"}, []),
    (0, {"due_before": "2026-03-10"}, ["RQ01"]),
    (0, {"due_before": "0001-01-01"}, []),
    (0, {"state": "mending"}, []),
]


@pytest.mark.parametrize(("later", "asked", "shown"), STATES)
async def test_it_is_asked_for_what_has_time_left_what_is_late_and_what_is_due_before_a_day(
    portal: Portal, later: int, asked: dict[str, str], shown: list[str]
) -> None:
    await under_way(portal)
    portal.clock.move(timedelta(days=later))
    assert await numbers(portal, **asked) == shown


async def test_what_is_to_be_mended_is_due_when_its_time_is_over(portal: Portal) -> None:
    desk = await under_way(portal)
    await act(desk, "CN01", "check", FALSE, desk.officer(APPROVAL))
    (line,) = (await worklist(portal, state="mending"))["obligations"]
    assert (line["until"], line["state_name"]) == ("2026-03-16T23:59:59+08:00", "责令限期改正")
    portal.clock.move(timedelta(days=15))
    assert await numbers(portal, state="mending") == []
    assert "CN01" in await numbers(portal, state="overdue")


async def test_what_is_settled_is_no_work_any_more(portal: Portal) -> None:
    desk = await under_way(portal)
    await make_up(desk, "RQ01")
    await act(desk, "CN01", "check", {"result": True}, desk.officer(APPROVAL))
    assert await numbers(portal) == []


async def test_a_material_whose_certificate_waits_stays_in_the_list_until_it_comes(portal: Portal) -> None:
    desk = await under_way(portal)
    portal.clock.move(timedelta(days=8))
    await look(desk, "RQ01")
    await look(desk, "RQ02")
    assert await numbers(portal, state="overdue") == []
    (line,) = (await worklist(portal, body=URBAN, state="overdue"))["obligations"]
    assert (line["obligation_no"], line["consequence"], line["overdue"]) == ("RQ02", "withheld", True)
    await make_up(desk, "RQ02")
    assert await numbers(portal, body=URBAN) == []


async def test_pages_follow_each_other_without_gap_or_repetition(portal: Portal) -> None:
    await under_way(portal)
    seen, cursor = [], None
    for _ in range(3):
        page = await worklist(portal, "supervisor", None, limit=1, **({"cursor": cursor} if cursor else {}))
        seen += [line["obligation_no"] for line in page["obligations"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (["RQ01", "RQ02", "CN01"], None)


@pytest.mark.parametrize("cursor", ["x", "LTEgYSBi", "MTIzNDU2Nzg5MDEyMzQ1IGEgYg", "MSAyIDMgNA", "é"])
async def test_a_cursor_that_this_list_did_not_give_out_is_a_problem(portal: Portal, cursor: str) -> None:
    answer = await portal.client.get(
        "/obligations", params={"cursor": cursor}, headers=portal.who("s", "supervisor")
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "CursorInvalid")
