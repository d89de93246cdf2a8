"""Instant items are decided at the counter with the application (一窗办结): their flow finds the decision and goes by it."""

from typing import Any

import pytest

from gateway.procedure.record import acts_of
from tests.unit.gateway.window.support import BODY, ELSEWHERE, INSTANT, Json, Window
from tests.unit.gateway.worker_api.support import Desk

GRANTED: Json = {"item": INSTANT, "outcome": "granted", "opinion": "当场核验，符合条件。"}
REFUSED: Json = {"item": INSTANT, "outcome": "refused", "opinion": "合同未生效，不符合条件。"}


async def sent(window: Window, decisions: list[Json], *roles: str, **changes: Any) -> Any:
    clerk = window.clerk("clerk-1", *roles)
    application = await window.application(clerk, decisions=decisions, **changes)
    return await window.send("/window/cases", application, clerk)


@pytest.mark.parametrize("decision", [GRANTED, REFUSED], ids=["granted", "refused"])
async def test_the_review_finds_what_was_decided_whatever_the_automatic_check_says(
    window: Window, decision: Json
) -> None:
    receipt = await sent(window, [decision], "officer")
    assert receipt.status_code == 202, receipt.text
    desk = Desk(window.portal, receipt.json()["case_no"])
    checked = await desk.check(BODY, INSTANT, "undecided")
    assert checked["outcome"] == decision["outcome"]
    entries = (await window.seen(f"/cases/{desk.case_no}/timeline"))["timeline"]
    told = [entry["what"] for entry in entries if entry["item"] == INSTANT]
    word = "准予" if decision is GRANTED else "不予许可"
    assert f"当场作出决定：{word}：就业登记" in told
    assert not [what for what in told if "自动审查" in what]


async def test_without_a_decision_the_automatic_check_counts(window: Window) -> None:
    receipt = await sent(window, [], "officer")
    desk = Desk(window.portal, receipt.json()["case_no"])
    assert (await desk.check(BODY, INSTANT, "undecided"))["outcome"] == "undecided"


async def test_a_clerk_who_is_no_officer_decides_nothing(window: Window) -> None:
    answer = await sent(window, [GRANTED])
    assert (answer.status_code, answer.json()["code"]) == (403, "DecidesNot")


NOT_HERE: list[tuple[str, list[Json], Json, str]] = [
    ("of another body", [{**GRANTED, "item": ELSEWHERE}], {}, "由其他实施主体办理，不能在本窗口作出决定。"),
    ("not instant", [{**GRANTED, "item": "social_card"}], {}, "不是即办件，不能当场办结。"),
    ("not asked for", [{**GRANTED, "item": "food_license"}], {}, "本次办理没有此事项，请删除。"),
    ("twice", [GRANTED, REFUSED], {}, "同一事项只能有一个结论。"),
]


@pytest.mark.parametrize(
    ("why", "decisions", "changes", "reason"), NOT_HERE, ids=[row[0] for row in NOT_HERE]
)
async def test_what_cannot_be_decided_at_this_counter_is_refused(
    window: Window, why: str, decisions: list[Json], changes: Json, reason: str
) -> None:
    answer = await sent(window, decisions, "officer", **changes)
    assert answer.status_code == 422, why
    assert reason in [problem["reason"] for problem in answer.json()["problems"]]


async def test_what_is_not_complete_cannot_be_granted_on_the_spot_but_can_be_refused(window: Window) -> None:
    granted = await sent(window, [GRANTED], "officer", materials=[])
    (problem,) = granted.json()["problems"]
    assert problem["field"] == "decisions[0].item"
    assert "缺少材料" in problem["reason"]
    assert (await sent(window, [REFUSED], "officer", materials=[])).status_code == 202


async def test_received_accepted_and_decided_in_one_step_is_on_record_of_who_decided(window: Window) -> None:
    receipt = await sent(window, [GRANTED], "officer")
    desk = Desk(window.portal, receipt.json()["case_no"])
    assert (await desk.post(BODY, "acceptance")).status_code == 200
    await desk.check(BODY, INSTANT, "undecided")
    async with window.portal.context.database.read() as session:
        acts = (await acts_of(session, desk.case_no))[INSTANT]
    assert [(act.act, act.role, act.actor) for act in acts] == [
        ("receive", "clerk", "clerk-1"),
        ("accept", "worker", f"worker-{BODY}"),
        ("begin_review", "worker", f"worker-{BODY}"),
        ("conclude", "officer", "clerk-1"),
    ]
    assert {act.at for act in acts} == {window.portal.clock.now()}
    status = await window.seen(f"/cases/{desk.case_no}/status")
    item = next(item for item in status["items"] if item["name"] == "就业登记")
    assert (item["ending"]["outcome"], item["ending"]["reason"]) == ("准予", GRANTED["opinion"])
