"""Items that rest because another one ended: who says that they go on, until when they rest, and what that costs."""

from datetime import timedelta

import pytest

from bpmn.catalogue.outcomes import Ending
from chain.procedure import Act
from tests.unit.gateway.outcomes.support import (
    FIRE_CHECK,
    FOOD,
    LICENCE,
    SIGN,
    acts,
    answer_hold,
    documents,
    end,
    holds,
    in_review,
    items,
    last,
    messages,
    rule,
    status,
    withdraw,
)
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk


@pytest.fixture
async def desk(portal: Portal) -> Desk:
    """The food licence was refused; the signboard and the fire check rest."""
    rule(portal, FOOD, refused="hold")
    found = await in_review(portal)
    await end(found, Ending.REFUSED)
    return found


async def test_the_applicant_is_told_until_when_to_say_whether_the_others_go_on(desk: Desk) -> None:
    (hold,) = await holds(desk)
    assert (hold.matter_no, hold.subject, hold.body) == ("ZT01", FOOD, APPROVAL)
    notice = (await documents(desk))["hold_notice"]
    assert "“食品经营许可”未获准予" in notice
    assert "请于2026年3月9日前" in notice
    told = await status(desk)
    assert [(each["what"], each["until"]) for each in told["owes"]] == [
        ("有事项已经结束，请决定其他事项是否继续办理。", "2026-03-09")
    ]
    assert sum("暂停办理，等候申请人决定" in item["says"] for item in told["items"]) == 2


async def test_nobody_decides_on_an_item_that_rests_and_the_automatic_check_waits(desk: Desk) -> None:
    task = await desk.open_task(SIGN, [URBAN])
    refused = await desk.decide(URBAN, task, {"outcome": "granted"})
    assert (refused.status_code, refused.json()["code"]) == (409, "ItemHeld")
    assert "暂停办理" in refused.json()["detail"]
    checked = await desk.check(FIRE, FIRE_CHECK, "granted")
    assert checked == {"outcome": "held", "due_at": None, "clock_next": None, "certificate": True}
    assert (await answer_hold(desk, "continue")).status_code == 202
    assert (await desk.decide(URBAN, task, {"outcome": "granted"})).status_code == 202
    assert (await desk.check(FIRE, FIRE_CHECK, "granted"))["outcome"] == "undecided"


async def test_the_promised_clock_rests_and_the_statutory_one_runs(desk: Desk) -> None:
    before = (await items(desk))[SIGN]
    desk.portal.clock.move(timedelta(days=3))
    assert (await answer_hold(desk, "continue")).status_code == 202
    after = (await items(desk))[SIGN]
    assert before.due_at is not None
    assert after.due_at is not None
    # Held on Monday, released on Thursday: both days and the two between are not counted.
    assert (after.due_at - before.due_at).days >= 3
    assert after.statutory_due_at == before.statutory_due_at


async def test_whoever_decides_first_decides_for_all(desk: Desk) -> None:
    officer = desk.officer(APPROVAL)
    answer = await answer_hold(desk, "continue", officer)
    assert answer.json()["items"] == [FIRE_CHECK, SIGN]
    assert sorted(await messages(desk, "item-released")) == [FIRE_CHECK, SIGN]
    again = await answer_hold(desk, "stop")
    assert (again.status_code, again.json()["code"]) == (409, "NotOnHold")
    assert await last(desk, SIGN) == Act.RELEASE


async def test_an_officer_of_another_body_does_not_decide(desk: Desk) -> None:
    answer = await answer_hold(desk, "continue", desk.officer(URBAN))
    assert (answer.status_code, answer.json()["code"]) == (404, "CaseNotFound")


async def test_who_does_not_want_the_rest_any_more_gets_it_back(desk: Desk) -> None:
    answer = await answer_hold(desk, "stop")
    assert answer.status_code == 202, answer.text
    assert [await last(desk, item) for item in (SIGN, FIRE_CHECK, LICENCE)] == [
        Act.RETURN,
        Act.RETURN,
        Act.CONCLUDE,
    ]
    assert "暂停办理后决定不再继续。理由：店铺仍要开。" in (await documents(desk))["return_notice"]
    assert {SIGN, FIRE_CHECK}.issubset(await messages(desk, "item-closed"))


async def test_they_go_on_by_themselves_when_nobody_decided_in_time(desk: Desk) -> None:
    looked = await desk.post(APPROVAL, "matters/ZT01/check")
    assert looked.json() == {"settled": False, "next": "2026-03-09T23:59:59.999000+08:00"} or looked.json()[
        "next"
    ].startswith("2026-03-09T23:59:59")
    desk.portal.clock.move(timedelta(days=8))
    looked = await desk.post(APPROVAL, "matters/ZT01/check")
    assert looked.json() == {"settled": True, "next": None, "work": None}
    released = (await acts(desk, SIGN))[-1]
    assert (released.act, released.detail["decision"]) == (Act.RELEASE, "expired")
    assert (await items(desk))[SIGN].held_until is None


async def test_an_end_while_they_rest_asks_no_second_question(portal: Portal) -> None:
    rule(portal, FOOD, refused="hold")
    rule(portal, SIGN, withdrawn="hold")
    desk = await in_review(portal)
    await end(desk, Ending.REFUSED)
    assert (await withdraw(desk, SIGN)).status_code == 202
    assert len(await holds(desk)) == 1
    assert (await answer_hold(desk, "continue")).json()["items"] == [FIRE_CHECK]
