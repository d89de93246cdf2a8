"""Tolerated materials: opened at acceptance, reminded of, made up in time or late, and what follows when they are not."""

import asyncio
from datetime import date, timedelta

import pytest

from gateway.store.models import CalendarDay
from tests.unit.gateway.obligations.support import (
    LATER,
    SIGNED,
    accepted,
    acts_on,
    asking,
    decided,
    documents_of,
    look,
    make_up,
    owed,
    reminders,
    reviewed,
    send,
    states,
    told,
    tolerated,
)
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, SealMaker, sealed


async def test_a_tolerance_runs_from_its_item_s_acceptance_and_the_engine_watches_it(
    portal: Portal,
) -> None:
    desk = await tolerated(portal)
    await accepted(desk)
    # Both items wait for the business licence: they are accepted when their review begins.
    assert await states(desk) == {"RQ01": "undertaken", "RQ02": "undertaken"}
    portal.clock.move(timedelta(days=1))
    await reviewed(desk)
    row = (await owed(desk))["RQ01"]
    assert (row.state, row.opened_at) == ("open", portal.clock.now())
    assert row.due_at is not None
    assert row.remind_at is not None
    assert (f"{row.due_at:%m-%d %H:%M:%S}", f"{row.remind_at:%m-%d %H:%M}") == (
        "03-10 23:59:59",
        "03-05 09:00",
    )
    assert await told(portal) == [("obligation-opened", f"RQ0{number}") for number in (1, 2)]
    opened = (await portal.outbox())[1].payload["variables"]
    assert opened == {
        "case_no": desk.case_no,
        "obligation_no": "RQ01",
        "item": "food_license",
        "body": APPROVAL,
    }
    await accepted(desk)
    assert len(await told(portal)) == 2


async def test_the_applicant_is_reminded_once_before_and_once_on_the_last_day(portal: Portal) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    seen = []
    for days in (0, 2, 2, 3, 7, 7):
        portal.clock.moment = portal.clock.moment.replace(day=2 + days, hour=9)
        seen.append((await look(desk, "RQ01"))["next"][:16])
    assert seen == [
        "2026-03-04T09:00",
        "2026-03-09T09:00",
        "2026-03-09T09:00",
        "2026-03-09T09:00",
        "2026-03-10T00:00",
        "2026-03-10T00:00",
    ]
    sent = await reminders(desk)
    assert [(each.notice_no, each.scope, each.sent_at.day) for each in sent] == [
        ("TX01", "food_license", 4),
        ("TX02", "food_license", 9),
    ]
    assert sent[0].text is not None
    assert "2026年3月9日24时前" in sent[0].text
    assert sent[0].text.endswith("退件。")
    shown = await portal.client.get(f"/cases/{desk.case_no}/notices", headers=portal.applicant)
    assert [each["kind"] for each in shown.json()["notices"]] == ["reminder", "reminder"]
    timeline = await portal.client.get(f"/cases/{desk.case_no}/timeline", headers=portal.applicant)
    assert "提醒补齐容缺材料（TX01）" in [each["what"] for each in timeline.json()["timeline"]]


async def test_the_same_look_again_reminds_nobody_twice(portal: Portal) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    portal.clock.move(timedelta(days=2))
    job = desk.job()
    first = await desk.post(APPROVAL, "obligations/RQ01/check", job=job)
    again = await desk.post(APPROVAL, "obligations/RQ01/check", job=job)
    assert first.json() == again.json()
    assert len(await reminders(desk)) == 1


async def test_only_the_body_of_the_item_watches(portal: Portal) -> None:
    desk = await tolerated(portal)
    await accepted(desk)
    for body, number in ((FIRE, "RQ01"), (URBAN, "RQ01"), (APPROVAL, "RQ09")):
        answer = await desk.post(body, f"obligations/{number}/check")
        assert (answer.status_code, answer.json()["code"]) == (404, "NotYourCase")


async def test_a_material_made_up_in_time_is_met_and_lets_its_item_go_on(portal: Portal) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    answer = await make_up(desk, "RQ02")
    assert answer.status_code == 202, answer.text
    assert (answer.json()["state"], answer.json()["late"]) == ("met", False)
    assert await states(desk) == {"RQ01": "open", "RQ02": "met"}
    assert (await told(portal))[2:] == [
        ("obligation-changed", "RQ02"),
        ("obligation-settled", "signboard"),
    ]
    assert await look(desk, "RQ02") == {"settled": True, "next": None}
    part = (await desk.get(URBAN, "items/signboard/slice")).json()
    assert [len(each["files"]) for each in part["materials"]] == [1, 1]
    assert "obligation.fulfil" in await portal.audited()


async def test_a_case_with_two_tolerances_of_which_one_comes_in_late(portal: Portal) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    assert (await make_up(desk, "RQ01")).status_code == 202
    portal.clock.moment = portal.clock.moment.replace(day=10, hour=0)
    found = await look(desk, "RQ02")
    assert found["settled"] is False
    assert await states(desk) == {"RQ01": "met", "RQ02": "unmet"}
    assert (await desk.post(URBAN, "items/signboard/obligations/gate")).json() == {"open": False}
    refused = await desk.post(URBAN, "items/signboard/certificate")
    assert (refused.status_code, refused.json()["code"]) == (409, "CertificateWithheld")
    answer = await make_up(desk, "RQ02")
    assert (answer.status_code, answer.json()["late"]) == (202, True)
    assert (await desk.post(URBAN, "items/signboard/obligations/gate")).json() == {"open": True}
    assert (await look(desk, "RQ02"))["settled"] is True


async def test_the_gate_is_open_for_items_that_owe_nothing(portal: Portal) -> None:
    desk = await tolerated(portal)
    await accepted(desk)
    for body, item, is_open in (
        (FIRE, "fire_inspection", True),
        (APPROVAL, "food_license", True),
        (URBAN, "signboard", False),
    ):
        answer = await desk.post(body, f"items/{item}/obligations/gate")
        assert answer.json() == {"open": is_open}


async def test_what_is_not_made_up_is_returned(portal: Portal) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    portal.clock.moment = portal.clock.moment.replace(day=10, hour=0)
    late = await make_up(desk, "RQ01")
    assert (late.status_code, late.json()["code"]) == (409, "ObligationExpired")
    assert await look(desk, "RQ01") == {"settled": True, "next": None}
    assert (await states(desk))["RQ01"] == "unmet"
    (closed,) = [row for row in await portal.outbox() if row.payload["name"] == "item-closed"]
    assert closed.payload["correlation_key"] == f"{desk.case_no}/food_license"
    assert closed.payload["variables"] == {"closing": {"outcome": "closed"}}
    again = await make_up(desk, "RQ01")
    assert again.json()["code"] == "ObligationSettled"
    assert (await acts_on(desk, "food_license"))[-1] == "return"
    assert "未在承诺的期限内补齐容缺材料" in (await documents_of(desk))["return_notice"]


async def test_a_day_the_office_sets_free_is_not_counted(portal: Portal) -> None:
    async with portal.context.database.write() as session:
        session.add(
            CalendarDay(
                day=date(2026, 3, 4), working=False, basis="演练", set_by="boss", set_at=portal.clock.now()
            )
        )
    desk = await tolerated(portal)
    await reviewed(desk)
    due = (await owed(desk))["RQ01"].due_at
    assert due is not None
    assert f"{due:%Y-%m-%d}" == "2026-03-10"


async def test_what_was_granted_meanwhile_is_revoked_for_everybody_to_see(
    portal: Portal, maker: SealMaker
) -> None:
    desk = await tolerated(portal, "food_facilities")
    await accepted(desk)
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.allocate(APPROVAL, "business_license")
    await desk.check(APPROVAL, "food_license", "granted")
    certificate = await sealed(desk, maker, APPROVAL, "food_license")
    portal.clock.moment = portal.clock.moment.replace(day=10, hour=0)
    assert (await look(desk, "RQ01"))["settled"] is True
    assert (await acts_on(desk, "food_license"))[-2:] == ["conclude", "revoke"]
    assert ("item-closed", "food_license") in await told(portal)
    assert "未在承诺的期限内补齐容缺材料" in (await documents_of(desk))["revocation"]
    page = await portal.client.get(f"/v/{certificate['identifier']}")
    assert "已撤销" in page.text


async def test_nothing_is_owed_for_an_item_that_was_refused(portal: Portal) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    await decided(desk, APPROVAL, "food_license", "refused")
    assert (await states(desk))["RQ01"] == "lapsed"
    assert await look(desk, "RQ01") == {"settled": True, "next": None}


async def test_what_is_tolerated_and_made_up_stands_among_the_acts_with_its_undertaking(
    portal: Portal,
) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    await make_up(desk, "RQ01")
    assert await acts_on(desk, "food_license") == [
        "receive",
        "tolerate",
        "preaccept",
        "accept",
        "begin_review",
        "make_up",
    ]
    assert "tolerate" not in await acts_on(desk, "fire_inspection")
    undertaking = (await documents_of(desk))["tolerance_undertaking"]
    assert "承诺人：张示例" in undertaking
    assert "载体位置示意图、设施设计图及效果图" in undertaking


async def test_nothing_is_owed_once_the_applicant_withdrew(portal: Portal) -> None:
    desk = await tolerated(portal)
    await accepted(desk)
    await portal.client.post(
        f"/cases/{desk.case_no}/withdrawal", json={"reason": "不开了"}, headers=portal.applicant
    )
    assert (await make_up(desk, "RQ01")).json()["code"] == "WithdrawalRequested"
    assert (await look(desk, "RQ01"))["settled"] is True


async def test_a_material_that_comes_before_acceptance_is_owed_no_more(portal: Portal) -> None:
    desk = await tolerated(portal, "signboard_design")
    assert (await make_up(desk, "RQ01")).status_code == 202
    await accepted(desk)
    assert await states(desk) == {"RQ01": "met"}
    assert await told(portal) == []


async def test_making_up_races_with_itself_and_counts_once(portal: Portal) -> None:
    desk = await tolerated(portal)
    await accepted(desk)
    answers = await asyncio.gather(*(make_up(desk, "RQ01") for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409]


@pytest.mark.parametrize(
    ("number", "changes", "code"),
    [
        ("RQ09", {}, "ObligationNotFound"),
        ("RQ01", {"file_ids": ["F0"]}, "FieldProblems"),
        ("RQ01", {"file_ids": []}, "FieldProblems"),
        ("RQ01", {"extra": 1}, "FieldProblems"),
    ],
)
async def test_a_wrong_fulfilment_changes_nothing(
    portal: Portal, number: str, changes: dict[str, object], code: str
) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    assert (await make_up(desk, number, **changes)).json()["code"] == code
    assert await states(desk) == {"RQ01": "open", "RQ02": "open"}


async def test_everybody_reads_what_concerns_them(portal: Portal) -> None:
    desk = await tolerated(portal)
    await reviewed(desk)
    seen = {}
    for who, headers in {
        "owner": portal.applicant,
        "urban officer": desk.officer(URBAN),
        "fire officer": desk.officer(FIRE),
        "supervisor": portal.who("boss", "supervisor"),
    }.items():
        found = (await portal.client.get(f"/cases/{desk.case_no}/obligations", headers=headers)).json()
        seen[who] = [
            (each["obligation_no"], each["state_name"], each["signed"] is not None)
            for each in found["obligations"]
        ]
    both = [("RQ01", "待补齐", True), ("RQ02", "待补齐", True)]
    assert seen == {
        "owner": both,
        "urban officer": both[1:],
        "fire officer": [],
        "supervisor": [("RQ01", "待补齐", False), ("RQ02", "待补齐", False)],
    }


async def test_names_under_an_undertaking_reach_neither_engine_nor_audit(portal: Portal) -> None:
    request = await asking(portal, tolerated=LATER) | {"undertaking": {**SIGNED, "name": "秘密承诺人"}}
    assert (await send(portal, request)).status_code == 202
    assert all("秘密承诺人" not in str(row.payload) for row in await portal.outbox())
