"""One item withdrawn, one item lapsed: the act, what the chain is told, and how people read it."""

from datetime import timedelta

from chain.procedure import Act
from tests.unit.gateway.outcomes.support import (
    FIRE_CHECK,
    FOOD,
    LICENCE,
    PERMIT,
    SIGN,
    acts,
    asked_in_review,
    documents,
    in_review,
    items,
    lapse,
    last,
    messages,
    rule,
    status,
    withdraw,
)
from tests.unit.gateway.portal import PDF, Portal
from tests.unit.gateway.worker_api.support import APPROVAL, URBAN, new_desk


async def test_an_applicant_takes_one_item_back_and_the_others_go_on(portal: Portal) -> None:
    desk = await in_review(portal)
    key = portal.fresh_key()
    first, again = await withdraw(desk, SIGN, **key), await withdraw(desk, SIGN, **key)
    assert first.status_code == 202, first.text
    assert first.json() == again.json()
    assert first.json()["whole"] is False
    withdrawn = (await acts(desk, SIGN))[-1]
    assert (withdrawn.act, withdrawn.body, withdrawn.reason) == (Act.WITHDRAW, None, "暂时不办了")
    assert await messages(desk, "item-closed") == {SIGN: {"closing": {"outcome": "closed"}}}
    assert await last(desk, FOOD) == Act.BEGIN_REVIEW
    view = await portal.client.get(f"/cases/{desk.case_no}", headers=portal.applicant)
    shown = {item["item"]: item["state"] for item in view.json()["items"]}
    assert shown[SIGN] == "withdrawn"
    assert "item.withdraw" in await portal.audited()


async def test_what_is_decided_or_not_in_the_case_cannot_be_taken_back(portal: Portal) -> None:
    desk = await in_review(portal)
    decided = await withdraw(desk, LICENCE)
    assert (decided.status_code, decided.json()["code"]) == (409, "IllegalAct")
    unknown = await withdraw(desk, "hotel")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "NoSuchItem")


async def test_the_last_item_taken_back_takes_the_case_back(portal: Portal) -> None:
    desk = await new_desk(portal)
    await desk.claimed()
    rule(portal, LICENCE)
    answers = [
        (await withdraw(desk, item)).json()["whole"] for item in (LICENCE, FOOD, FIRE_CHECK, SIGN, PERMIT)
    ]
    assert answers == [False] * 4 + [True]
    assert [row.kind for row in await portal.outbox()][-1] == "case_withdrawn"
    late = await withdraw(desk, SIGN)
    assert (late.status_code, late.json()["code"]) == (409, "WithdrawalRequested")


async def test_taking_the_business_licence_back_stops_the_rest(portal: Portal) -> None:
    desk = await new_desk(portal)
    await desk.claimed()
    assert (await withdraw(desk, LICENCE)).json()["whole"] is True
    assert {item.closed_as for key, item in (await items(desk)).items() if key != LICENCE} == {"returned"}


async def test_what_was_asked_for_and_did_not_come_ends_the_item_as_lapsed(portal: Portal) -> None:
    desk = await in_review(portal)
    await asked_in_review(desk)
    early = await lapse(desk)
    assert (early.status_code, early.json()["code"]) == (503, "LapseTooEarly")
    portal.clock.move(timedelta(days=40))
    ended = await lapse(desk)
    assert ended.json() == {"outcome": "closed"}
    assert (await items(desk))[FOOD].stage == "lapsed"
    assert "审查中要求补正，在告知的期限内没有补正。" in (await documents(desk))["lapse_notice"]
    (food,) = (item for item in (await status(desk))["items"] if item["name"] == "食品经营许可")
    assert food["ending"]["outcome"] == "逾期终止"
    exchanged = await portal.client.get(f"/cases/{desk.case_no}/exchange", headers=desk.officer(APPROVAL))
    assert exchanged.status_code == 200, exchanged.text


async def test_what_came_in_time_goes_back_to_the_officer(portal: Portal) -> None:
    desk = await in_review(portal)
    notice_no = await asked_in_review(desk)
    portal.keys += 1
    file_id = await portal.upload(PDF + b"new")
    brought = await portal.client.post(
        f"/cases/{desk.case_no}/supplements",
        json={
            "notice_no": notice_no,
            "form": {},
            "materials": [{"material": "food_facilities", "file_id": file_id}],
        },
        headers=portal.applicant | portal.fresh_key(),
    )
    assert brought.status_code == 202, brought.text
    portal.clock.move(timedelta(days=40))
    assert (await lapse(desk)).json() == {"outcome": "undecided"}
    assert (await items(desk))[FOOD].stage == "in_review"


async def test_the_answer_names_each_ending_rightly(portal: Portal) -> None:
    rule(portal, FOOD, lapsed="stop")
    desk = await in_review(portal)
    await withdraw(desk, SIGN)
    await asked_in_review(desk)
    portal.clock.move(timedelta(days=40))
    assert (await lapse(desk)).json() == {"outcome": "refused"}
    sent = await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "refused"})
    assert sent.status_code == 200, sent.text
    notices = await portal.client.get(f"/cases/{desk.case_no}/notices", headers=portal.applicant)
    (answer,) = (each["text"] for each in notices.json()["notices"] if each["kind"] == "answer")
    assert "：逾期终止。理由：审查中要求补正" in answer
    assert "：已撤回。理由：暂时不办了" in answer
    assert "：退件。理由：“食品经营许可”因逾期未补正已终止办理" in answer
    view = await portal.client.get(f"/cases/{desk.case_no}", headers=portal.applicant)
    states = {item["item"]: item["state"] for item in view.json()["items"]}
    assert [states[item] for item in (FOOD, FIRE_CHECK, SIGN, PERMIT)] == [
        "lapsed",
        "returned",
        "withdrawn",
        "returned",
    ]


async def test_a_clerk_takes_one_item_back_for_who_stands_there(portal: Portal) -> None:
    desk = await in_review(portal)
    clerk = portal.who("clerk", "clerk", body=APPROVAL)
    path = f"/window/cases/{desk.case_no}"
    refused = await portal.client.post(
        f"{path}/items/{SIGN}/withdrawal", json={"reason": "不办了"}, headers=clerk | portal.fresh_key()
    )
    assert refused.json()["code"] == "ApplicantNotPresent"
    await portal.client.post(f"{path}/presence", json={"present": True}, headers=clerk | portal.fresh_key())
    taken = await portal.client.post(
        f"{path}/items/{SIGN}/withdrawal", json={"reason": "不办了"}, headers=clerk | portal.fresh_key()
    )
    assert taken.status_code == 202, taken.text
    assert URBAN not in taken.text
