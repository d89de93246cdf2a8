"""From when a chain and its items count as accepted (行政许可法 §32), for a case received on Monday, 2 March 2026."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from gateway.store.models import ItemCase, ProcedureAct
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.procedure.support import (
    ASK_CHAIN,
    TOO_LARGE,
    UNCLEAR,
    accepted,
    acts,
    asked,
    case_of,
    found,
    item_of,
    last_act,
    stages,
    supplemented,
)
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, new_desk

TOLD_BY = "2026-03-09T23:59:59+08:00"
FIVE_DAYS_LATER = timedelta(days=7, hours=15)
"""From 2 March, 9:00 to 10 March, 0:00: the fifth working day is over."""


async def test_receipt_is_on_record_for_every_item_and_begins_the_five_days(desk: Desk) -> None:
    case = await case_of(desk)
    (start,) = [row for row in await desk.portal.outbox() if row.kind == "start_case"]

    assert set((await stages(desk)).values()) == {"received"}
    assert case.told_by is not None
    assert (case.told_by.isoformat(), case.channel) == (TOLD_BY, "online")
    assert start.payload["variables"]["told_by"] == TOLD_BY
    assert (await item_of(desk, "food_license")).mode == "full"
    act = await last_act(desk, "food_license")
    assert (act.act, act.number, act.role, act.body, act.at) == (
        "receive", 1, "applicant", None, case.received_at,
    )  # fmt: skip


async def test_complete_application_is_accepted_from_the_decision_to_accept(desk: Desk) -> None:
    desk.portal.clock.move(timedelta(days=1))
    answer = await accepted(desk)

    assert (answer["outcome"], answer["accepted_at"][:10]) == ("accepted", "2026-03-03")
    act = await last_act(desk, "business_license")
    assert (act.act, act.detail, act.effective_at.date().isoformat()) == (
        "accept", {"manner": "normal"}, "2026-03-03",
    )  # fmt: skip
    assert (await item_of(desk, "business_license")).accepted_at == act.effective_at


async def test_item_that_waits_for_another_is_accepted_when_its_review_begins(desk: Desk) -> None:
    await accepted(desk)
    before = await stages(desk)
    desk.portal.clock.move(timedelta(days=2))
    await desk.check(APPROVAL, "food_license", "undecided")

    assert before == {
        "business_license": "accepted",
        "food_license": "preaccepted",
        "fire_inspection": "preaccepted",
        "signboard": "preaccepted",
        "industry_permit": "preaccepted",
    }
    assert await acts(desk, "food_license") == ["receive", "preaccept", "accept", "begin_review"]
    item = await item_of(desk, "food_license")
    assert item.accepted_at == desk.portal.clock.now()


async def test_not_told_in_five_days_the_case_counts_as_accepted_from_the_receipt(desk: Desk) -> None:
    await found(desk, UNCLEAR)
    desk.portal.clock.move(FIVE_DAYS_LATER)
    late = await desk.post(APPROVAL, "notices", ASK_CHAIN)
    answer = await accepted(desk)

    assert (late.status_code, late.json()["code"]) == (409, "TooLateToTell")
    assert answer["accepted_at"] == "2026-03-02T09:00:00+08:00"
    assert answer["inspection_due_at"] == "2026-03-17T23:59:59+08:00"
    act = await last_act(desk, "business_license")
    assert (act.detail["manner"], act.effective_at, act.at) == (
        "deemed", (await case_of(desk)).received_at, desk.portal.clock.now(),
    )  # fmt: skip


async def test_until_the_last_second_of_the_fifth_day_gaps_are_told_and_nothing_is_deemed(desk: Desk) -> None:
    desk.portal.clock.move(FIVE_DAYS_LATER - timedelta(seconds=1))
    await found(desk, UNCLEAR)
    refused = await desk.post(APPROVAL, "acceptance")
    told = await desk.post(APPROVAL, "notices", ASK_CHAIN)

    assert (refused.status_code, refused.json()["code"]) == (409, "NotAccepted")
    assert told.status_code == 200


async def test_after_a_supplement_the_case_is_accepted_from_the_day_the_materials_were_complete(
    desk: Desk,
) -> None:
    notice_no = await asked(desk, UNCLEAR)
    told = await last_act(desk, "food_license")
    desk.portal.clock.move(timedelta(days=9))
    await supplemented(desk, notice_no)
    complete_at = desk.portal.clock.now()
    desk.portal.clock.move(timedelta(days=2))
    await found(desk)
    answer = await accepted(desk)

    assert (told.act, told.body, told.detail) == (
        "notify_supplement", APPROVAL, {"notice_no": "BZ01", "due_at": "2026-03-23T23:59:59+08:00"},
    )  # fmt: skip
    assert answer["accepted_at"] == complete_at.isoformat()
    assert (await item_of(desk, "business_license")).accepted_at == complete_at
    assert await acts(desk, "food_license") == [
        "receive", "notify_supplement", "take_supplement", "preaccept",
    ]  # fmt: skip
    assert await acts(desk, "business_license") == ["receive", "accept"]


async def test_supplement_begins_the_five_days_anew_and_the_chain_is_told(desk: Desk) -> None:
    notice_no = await asked(desk, UNCLEAR)
    desk.portal.clock.move(timedelta(days=9))
    await supplemented(desk, notice_no)
    row = (await desk.portal.outbox())[-1]

    assert row.payload["variables"] == {"told_by": "2026-03-18T23:59:59+08:00"}


async def test_not_told_in_five_days_after_a_supplement_it_counts_from_the_supplement(desk: Desk) -> None:
    notice_no = await asked(desk, UNCLEAR)
    desk.portal.clock.move(timedelta(days=1))
    await supplemented(desk, notice_no)
    complete_at = desk.portal.clock.now()
    desk.portal.clock.move(timedelta(days=8))
    await found(desk, UNCLEAR)
    answer = await accepted(desk)

    assert answer["accepted_at"] == complete_at.isoformat()
    assert (await last_act(desk, "business_license")).detail == {"manner": "deemed"}


async def test_while_the_applicant_was_told_and_has_not_answered_nothing_is_deemed(desk: Desk) -> None:
    await asked(desk, UNCLEAR)
    desk.portal.clock.move(FIVE_DAYS_LATER)
    answer = await accepted(desk)

    assert answer == {
        "outcome": "told",
        "accepted_at": None,
        "inspection_due_at": None,
        "notice": {"notice_no": "BZ01", "due_at": "2026-03-23T23:59:59+08:00"},
    }
    assert (await case_of(desk)).accepted_at is None
    assert (await stages(desk))["food_license"] == "supplementing"


async def test_supplement_that_the_chain_has_not_had_is_still_waited_for(desk: Desk) -> None:
    """The notice's job was lost, the applicant answered, and the first five days passed: the answer's own run."""
    notice_no = await asked(desk, UNCLEAR)
    desk.portal.clock.move(timedelta(days=3))
    await supplemented(desk, notice_no)
    desk.portal.clock.move(FIVE_DAYS_LATER - timedelta(days=3))
    answer = await accepted(desk)
    await found(desk)
    second = await accepted(desk)

    assert (answer["outcome"], answer["notice"]["notice_no"]) == ("told", notice_no)
    assert datetime.fromisoformat(answer["notice"]["due_at"]) > desk.portal.clock.now() + timedelta(days=60)
    assert second["outcome"] == "accepted"


async def test_second_notice_told_in_time_is_waited_for_by_its_own_number(desk: Desk) -> None:
    await supplemented(desk, await asked(desk, UNCLEAR))
    await asked(desk, UNCLEAR)
    desk.portal.clock.move(FIVE_DAYS_LATER)
    answer = await accepted(desk)

    assert (answer["outcome"], answer["notice"]["notice_no"]) == ("told", "BZ02")


async def test_engine_that_is_seconds_ahead_after_a_supplement_is_asked_to_wait(desk: Desk) -> None:
    """Its timer is the one of the answer that it had: nothing is there to be waited for again."""
    await supplemented(desk, await asked(desk, UNCLEAR))
    desk.portal.clock.move(FIVE_DAYS_LATER - timedelta(seconds=1))
    refused = await desk.post(APPROVAL, "acceptance")

    assert (refused.status_code, refused.json()["code"]) == (409, "NotAccepted")


async def test_final_outcome_of_the_automatic_review_is_the_decision(desk: Desk) -> None:
    await accepted(desk)
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.check(APPROVAL, "business_license", "refused")

    assert await acts(desk, "business_license") == ["receive", "accept", "begin_review", "conclude"]
    assert (await last_act(desk, "business_license")).detail == {"outcome": "granted"}


async def test_officers_decision_concludes_and_is_refused_while_a_special_procedure_runs(desk: Desk) -> None:
    await accepted(desk)
    await desk.claimed()
    await desk.check(APPROVAL, "food_license", "undecided")
    task = await desk.open_task("food_license", [APPROVAL])
    await _set_stage(desk, "food_license", "suspended")
    refused = await desk.decide(APPROVAL, task, {"outcome": "granted", "opinion": "符合条件"})
    await _set_stage(desk, "food_license", "in_review")
    decided = await desk.decide(APPROVAL, task, {"outcome": "refused", "opinion": "不符合条件"})
    act = await last_act(desk, "food_license")

    assert (refused.status_code, refused.json()["code"]) == (409, "IllegalAct")
    assert decided.status_code == 202
    assert (act.act, act.role, act.reason, act.detail) == (
        "conclude", "officer", "不符合条件", {"outcome": "refused"},
    )  # fmt: skip


async def test_verified_licence_is_concluded_with_what_the_register_said(portal: Portal) -> None:
    desk = await new_desk(portal, "restaurant_existing_inspection", licence="existing")
    await accepted(desk)
    report = {"outcome": "granted", "register": "演练登记库", "consulted_at": "2026-03-02T09:00:00+08:00"}
    await desk.post(APPROVAL, "items/business_license/verification", report)

    assert await acts(desk, "business_license") == ["receive", "accept", "begin_review", "conclude"]


async def test_item_that_ended_before_its_review_is_passed_over_without_a_clock(desk: Desk) -> None:
    await accepted(desk)
    await _set_stage(desk, "food_license", "not_accepted")
    answer = await desk.check(APPROVAL, "food_license", "granted")

    assert answer == {"outcome": "closed", "due_at": None, "clock_next": None, "certificate": True}
    assert (await item_of(desk, "food_license")).clock_started_at is None


async def test_when_acceptance_of_the_decisive_item_is_refused_the_chain_is_not_accepted(desk: Desk) -> None:
    await _set_stage(desk, "business_license", "not_accepted")
    answer = await accepted(desk)
    closing = {"scope": "chain", "kind": "answer", "result": "not_accepted"}
    closed = await desk.post(APPROVAL, "notices", closing)

    assert (answer["outcome"], answer["accepted_at"]) == ("not_accepted", None)
    assert closed.status_code == 200
    assert await acts(desk, "food_license") == ["receive", "return"]
    assert (await last_act(desk, "food_license")).detail == {"cause": "chain_not_accepted"}


async def test_refused_acceptance_of_another_item_lets_the_chain_go_on(desk: Desk) -> None:
    await _set_stage(desk, "food_license", "not_required")
    answer = await accepted(desk)

    assert answer["outcome"] == "accepted"
    assert (await stages(desk))["industry_permit"] == "preaccepted"


async def test_gaps_of_an_item_that_ended_are_asked_of_nobody(desk: Desk) -> None:
    await found(desk, UNCLEAR)
    await _set_stage(desk, "food_license", "not_accepted")
    refused = await desk.post(APPROVAL, "notices", ASK_CHAIN)

    assert refused.json()["code"] == "NothingToSupplement"
    assert (await accepted(desk))["outcome"] == "accepted"


async def test_refused_item_that_stops_its_chain_returns_the_others_before_the_answer(desk: Desk) -> None:
    await accepted(desk)
    await desk.check(APPROVAL, "business_license", "refused", "场所不符。")
    stopped = await stages(desk)
    await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "refused"})
    ends = await stages(desk)

    assert stopped == ends
    assert (ends.pop("business_license"), set(ends.values())) == ("concluded", {"returned"})
    assert (await last_act(desk, "signboard")).detail == {
        "cause": "policy",
        "item": "business_license",
        "ending": "refused",
    }


async def test_answer_returns_what_waited_for_items_that_were_not_granted(desk: Desk) -> None:
    await accepted(desk)
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.check(APPROVAL, "food_license", "refused", "场所不符。")
    await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "completed"})

    assert (await stages(desk))["industry_permit"] == "returned"
    assert (await last_act(desk, "industry_permit")).detail == {"cause": "prerequisite_refused"}


async def test_withdrawal_counts_from_the_day_it_was_asked_for_once_its_answer_is_given(desk: Desk) -> None:
    await desk.portal.client.post(
        f"/cases/{desk.case_no}/withdrawal", json={"reason": "不开了"}, headers=desk.portal.applicant
    )
    asked_for, before = desk.portal.clock.now(), await stages(desk)
    desk.portal.clock.move(timedelta(days=1))
    for result in ("withdrawn", "completed"):
        await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": result})
    act = await last_act(desk, "signboard")

    assert set(before.values()) == {"received"}
    assert set((await stages(desk)).values()) == {"voided"}
    assert (act.act, act.role, act.actor, act.effective_at) == (
        "withdraw", "applicant", "applicant-1", asked_for,
    )  # fmt: skip


async def test_case_older_than_its_acts_goes_on_without_any(desk: Desk) -> None:
    async with desk.portal.context.database.write() as session:
        await session.execute(delete(ProcedureAct))
        await session.execute(update(ItemCase).values(stage=None, mode=None))
    await accepted(desk)
    await desk.check(FIRE, "fire_inspection", "granted")
    answer = await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "completed"})

    assert answer.status_code == 200
    assert await acts(desk, "fire_inspection") == []


async def test_second_notice_names_only_what_was_handed_in_anew(desk: Desk) -> None:
    await supplemented(desk, await asked(desk, UNCLEAR))
    complete = await found(desk, UNCLEAR, TOO_LARGE)
    second = await desk.post(APPROVAL, "notices", ASK_CHAIN)
    notices = (
        await desk.portal.client.get(f"/cases/{desk.case_no}/notices", headers=desk.portal.applicant)
    ).json()["notices"]

    assert (complete, second.json()["notice_no"]) == (False, "BZ02")
    assert [[gap["target"] for gap in notice["gaps"]] for notice in notices] == [
        ["food_facilities"], ["food_facilities"],
    ]  # fmt: skip


async def test_what_can_no_longer_be_told_is_a_breach_and_does_not_hold_the_acceptance_up(desk: Desk) -> None:
    await supplemented(desk, await asked(desk, UNCLEAR))
    rounds = [await found(desk, TOO_LARGE), await found(desk, TOO_LARGE)]
    answer = await accepted(desk)
    supervisor = desk.portal.who("s", "supervisor")
    listed = await desk.portal.client.get("/breaches", headers=supervisor)

    assert rounds == [True, True]
    assert answer["outcome"] == "accepted"
    assert listed.json() == {
        "breaches": [
            {
                "case_no": desk.case_no,
                "item": "food_license",
                "body": APPROVAL,
                "notice_no": "BZ01",
                "kind": "form",
                "target": "kitchen_area",
                "at": "2026-03-02T09:00:00+08:00",
            }
        ],
        "next_cursor": None,
    }
    assert "面积不符" not in listed.text


async def test_breaches_are_turned_page_by_page(desk: Desk) -> None:
    await supplemented(desk, await asked(desk, UNCLEAR))
    for number in range(3):
        await found(desk, TOO_LARGE | {"target": f"field_{number}"})
    supervisor = desk.portal.who("s", "supervisor")
    first = (await desk.portal.client.get("/breaches?limit=2", headers=supervisor)).json()
    rest = await desk.portal.client.get(f"/breaches?cursor={first['next_cursor']}", headers=supervisor)
    wrong = await desk.portal.client.get("/breaches?cursor=x", headers=supervisor)

    assert [each["target"] for each in first["breaches"]] == ["field_2", "field_1"]
    assert [each["target"] for each in rest.json()["breaches"]] == ["field_0"]
    assert (wrong.status_code, wrong.json()["code"]) == (422, "CursorInvalid")


async def test_supplement_after_acceptance_is_on_record_without_a_new_acceptance(desk: Desk) -> None:
    await accepted(desk)
    await desk.claimed()
    await desk.check(APPROVAL, "food_license", "undecided")
    told_by = (await case_of(desk)).told_by
    task = await desk.open_task("food_license", [APPROVAL])
    gap = {"target": "food_facilities", "what": "流程图不清晰", "how": "请重新上传"}
    await desk.decide(APPROVAL, task, {"outcome": "supplement", "opinion": "补", "gaps": [gap]})
    sent = await desk.post(APPROVAL, "notices", {"scope": "food_license", "kind": "supplement"})
    await supplemented(desk, sent.json()["notice_no"])

    assert (await acts(desk, "food_license"))[-2:] == ["ask_in_review", "answer_in_review"]
    assert (await stages(desk))["food_license"] == "in_review"
    assert ((await case_of(desk)).told_by, (await desk.portal.outbox())[-1].payload["variables"]) == (
        told_by, {},
    )  # fmt: skip


async def test_joint_permit_is_decided_when_it_is_made_out(desk: Desk) -> None:
    await accepted(desk)
    for body, item in ((APPROVAL, "business_license"), (APPROVAL, "food_license"), (FIRE, "fire_inspection")):
        await desk.check(body, item, "granted")
    await desk.allocate(APPROVAL, "business_license")
    before = (await stages(desk))["industry_permit"]
    await desk.allocate(APPROVAL, "industry_permit")

    assert (before, (await stages(desk))["industry_permit"]) == ("preaccepted", "concluded")


async def _set_stage(desk: Desk, item: str, stage: str) -> None:
    async with desk.portal.context.database.write() as session:
        await session.execute(
            update(ItemCase)
            .where(ItemCase.case_no == desk.case_no, ItemCase.item == item)
            .values(stage=stage)
        )
