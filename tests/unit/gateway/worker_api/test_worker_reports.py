"""What a body's worker reads and reports, over HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from gateway.store.models import Gap, Notice
from tests.unit.gateway.portal import PDF, Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json, new_desk

FOOD = "items/food_license"
UNCLEAR = {"kind": "material", "target": "premises_proof", "what": "看不清", "how": "重新扫描"}
UNSIGNED = {"kind": "material", "target": "premises_proof", "what": "缺少签字", "how": "重新扫描"}
TOO_LARGE = {"kind": "form", "target": "kitchen_area", "what": "面积不符", "how": "请核对"}


async def test_first_instance_claims_the_case_and_a_twin_loses(desk: Desk) -> None:
    job = desk.job()
    first = await desk.post(APPROVAL, "claim", {"process_instance_key": 1}, job)
    again = await desk.post(APPROVAL, "claim", {"process_instance_key": 1}, job)
    later = await desk.post(APPROVAL, "claim", {"process_instance_key": 1})
    twin = await desk.post(APPROVAL, "claim", {"process_instance_key": 2})

    assert [answer.json() for answer in (first, again, later, twin)] == [
        {"claimed": True},
        {"claimed": True},
        {"claimed": True},
        {"claimed": False},
    ]


async def test_an_instance_cannot_carry_two_cases(desk: Desk) -> None:
    other = await new_desk(desk.portal)
    await desk.post(APPROVAL, "claim", {"process_instance_key": 1})

    answer = await other.post(APPROVAL, "claim", {"process_instance_key": 1})

    assert (answer.status_code, answer.json()["code"]) == (409, "ClaimedElsewhere")


async def test_acceptance_is_recorded_once_with_the_limit_of_the_inspection(desk: Desk) -> None:
    first = (await desk.post(APPROVAL, "acceptance")).json()
    desk.portal.clock.move(timedelta(days=1))
    second = (await desk.post(APPROVAL, "acceptance")).json()

    assert first == second
    assert first["accepted_at"].startswith("2026-03-02T09:00:00")
    assert first["inspection_due_at"] == "2026-03-09T23:59:59+08:00"


async def test_a_case_with_open_gaps_is_not_accepted(desk: Desk) -> None:
    await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": [TOO_LARGE]})
    refused = await desk.post(APPROVAL, "acceptance")
    await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": []})
    taken = await desk.post(APPROVAL, "acceptance")

    assert (refused.status_code, taken.status_code) == (409, 200)


async def test_slice_holds_the_fields_of_its_own_form_and_no_more(desk: Desk) -> None:
    found: Json = (await desk.get(URBAN, "items/signboard/slice")).json()

    assert set(found["form"]) == {
        "business_name", "operator_name", "operator_mobile", "premises_address", "sign_text", "sign_location",
        "sign_floor", "sign_count", "sign_form", "sign_length", "sign_height", "sign_thickness",
        "sign_start_date", "sign_end_date",
    }  # fmt: skip
    assert [material["material"] for material in found["materials"]] == ["premises_proof", "signboard_design"]
    assert found["materials"][0]["files"][0]["media_type"] == "application/pdf"
    assert (found["body"], found["region"], found["prior"], found["findings"]) == (URBAN, "379901", {}, [])


async def test_every_reading_of_a_slice_or_file_is_audited(desk: Desk) -> None:
    found = (await desk.get(FIRE, "items/fire_inspection/slice")).json()
    file_id = found["materials"][0]["files"][0]["file_id"]
    content = await desk.get(FIRE, f"files/{file_id}")

    assert content.content == PDF
    assert (await desk.portal.audited())[-2:] == ["worker.slice.read", "worker.file.read"]


@pytest.mark.parametrize(
    ("body", "method", "path"),
    [
        (FIRE, "GET", "items/food_license/slice"),
        (FIRE, "GET", "items/unknown/slice"),
        ("approval_379902", "GET", "items/food_license/slice"),
        ("approval_379902", "POST", "claim"),
        (FIRE, "POST", "acceptance"),
        (FIRE, "POST", "items/food_license/check"),
        (FIRE, "POST", "items/food_license/precheck"),
        (FIRE, "POST", "items/food_license/clock"),
        (FIRE, "POST", "items/business_license/verification"),
        (FIRE, "POST", "items/food_license/certificate"),
        (FIRE, "POST", "notices"),
        (FIRE, "GET", "dossier"),
        (FIRE, "GET", "files/F000000000000000000000000"),
    ],
)
async def test_worker_of_another_body_finds_nothing(desk: Desk, body: str, method: str, path: str) -> None:
    contents: Json = {
        "claim": {"process_instance_key": 1},
        "check": {"outcome": "granted"},
        "precheck": {"gaps": []},
        "verification": {"outcome": "granted", "register": "r", "consulted_at": "2026-03-02T09:00:00+08:00"},
        "notices": {"scope": "chain", "kind": "answer", "result": "completed"},
    }
    content = contents.get(path.rpartition("/")[2])
    answer = await (desk.get(body, path) if method == "GET" else desk.post(body, path, content))

    assert (answer.status_code, answer.json()["code"]) == (404, "NotYourCase")


async def test_lead_body_reads_no_file_of_anothers_item_while_the_chain_runs(desk: Desk) -> None:
    only_fire = await desk.portal.upload(PDF + b"%", name="消防.pdf")
    case_no = await desk.portal.submit(materials=[{"material": "fire_plan", "file_id": only_fire}])
    other = Desk(desk.portal, case_no)

    assert (await other.get(APPROVAL, f"files/{only_fire}")).status_code == 404
    assert (await other.get(FIRE, f"files/{only_fire}")).status_code == 200


@pytest.mark.parametrize("role", ["applicant", "officer", "supervisor", "operator"])
async def test_other_roles_have_no_business_here(desk: Desk, role: str) -> None:
    headers = desk.portal.who("someone", role, body=APPROVAL)
    answer = await desk.portal.client.get(
        f"/worker/cases/{desk.case_no}/items/food_license/slice", headers=headers
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"gaps": [{"kind": "other", "target": "x", "what": "y", "how": "z"}]},
        {"gaps": [{"kind": "form", "target": "", "what": "y", "how": "z"}]},
        {"gaps": "none"},
        {"gaps": [], "more": 1},
    ],
)
async def test_malformed_report_is_told_by_field(desk: Desk, content: Json) -> None:
    answer = await desk.post(APPROVAL, f"{FOOD}/precheck", content or {"gap": []})

    assert answer.status_code == 422
    assert answer.json()["problems"]


async def test_report_without_its_job_is_refused(desk: Desk) -> None:
    answer = await desk.portal.client.post(
        f"/worker/cases/{desk.case_no}/acceptance", json={}, headers=desk.worker(APPROVAL)
    )

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "Idempotency-Key"


async def test_repeated_precheck_job_counts_once(desk: Desk) -> None:
    job = desk.job()
    first = await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": [TOO_LARGE]}, job)
    again = await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": []}, job)

    assert first.json() == again.json() == {"complete": False, "officer": False}
    async with desk.portal.context.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Gap)) == 1


async def test_check_keeps_its_first_outcome_and_starts_the_clock_once(desk: Desk) -> None:
    first = await desk.check(APPROVAL, "food_license", "undecided")
    desk.portal.clock.move(timedelta(days=1))
    second = await desk.check(APPROVAL, "food_license", "granted")

    assert first == second
    assert first == {
        "outcome": "undecided",
        "due_at": "2026-03-09T23:59:59+08:00",
        "clock_next": "2026-03-07T00:00:00+08:00",
        "certificate": True,
    }


async def test_clock_warns_on_the_last_day_marks_overdue_and_rests_when_both_limits_are_past(
    desk: Desk,
) -> None:
    early = await desk.post(APPROVAL, f"{FOOD}/clock")
    await desk.check(APPROVAL, "food_license", "undecided")
    states = [(await desk.post(APPROVAL, f"{FOOD}/clock")).json()]
    for days in (7, 1, 7):
        desk.portal.clock.move(timedelta(days=days))
        states.append((await desk.post(APPROVAL, f"{FOOD}/clock")).json())

    assert (early.status_code, early.json()["code"]) == (409, "ClockNotStarted")
    assert states == [
        {"state": "green", "next": "2026-03-07T00:00:00+08:00"},
        {"state": "yellow", "next": "2026-03-10T00:00:00+08:00"},
        # The law gives ten days: six of them are used.
        {"state": "red", "next": "2026-03-14T00:00:00+08:00"},
        {"state": "red", "next": None},
    ]


async def test_clock_of_a_decided_item_needs_no_watching(desk: Desk) -> None:
    await desk.check(APPROVAL, "food_license", "granted")

    assert (await desk.post(APPROVAL, f"{FOOD}/clock")).json() == {"state": "green", "next": None}


async def test_gaps_of_all_bodies_make_one_notice_that_asks_once(desk: Desk) -> None:
    await desk.post(APPROVAL, "items/business_license/precheck", {"gaps": [UNCLEAR]})
    await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": [TOO_LARGE]})
    await desk.post(FIRE, "items/fire_inspection/precheck", {"gaps": []})
    await desk.post(URBAN, "items/signboard/precheck", {"gaps": [UNSIGNED]})
    job = desk.job()
    request = {"scope": "chain", "kind": "supplement", "result": None}
    first = await desk.post(APPROVAL, "notices", request, job)
    again = await desk.post(APPROVAL, "notices", request, job)

    assert first.json() == again.json() == {"notice_no": "BZ01", "due_at": "2026-03-23T23:59:59+08:00"}
    notices = (
        await desk.portal.client.get(f"/cases/{desk.case_no}/notices", headers=desk.portal.applicant)
    ).json()["notices"]
    assert [[gap["target"] for gap in notice["gaps"]] for notice in notices] == [
        ["premises_proof", "kitchen_area"]
    ]
    assert notices[0]["gaps"][0]["what"] == "看不清；缺少签字"


async def test_only_the_latest_round_counts_for_a_notice(desk: Desk) -> None:
    await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": [TOO_LARGE]})
    await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": []})
    answer = await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "supplement"})

    assert (answer.status_code, answer.json()["code"]) == (409, "NothingToSupplement")


@pytest.mark.parametrize(
    "request_",
    [
        {"scope": "chain", "kind": "answer"},
        {"scope": "food_license", "kind": "answer", "result": "completed"},
    ],
)
async def test_answer_needs_a_result_and_the_whole_chain(desk: Desk, request_: Json) -> None:
    answer = await desk.post(APPROVAL, "notices", request_)

    assert (answer.status_code, answer.json()["code"]) == (422, "ResultMissing")


async def test_one_answer_tells_how_each_item_ended_and_the_remedies(desk: Desk) -> None:
    await desk.check(APPROVAL, "business_license", "refused", "经营场所与登记信息不一致。")
    answers = [
        (await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": result})).json()
        for result in ("refused", "withdrawn")
    ]

    assert answers == [{"notice_no": "DF01", "due_at": None}] * 2
    async with desk.portal.context.database.read() as session:
        notice = await session.get(Notice, (desk.case_no, "DF01"))
    assert notice is not None
    assert notice.outcomes == {
        "business_license": "refused",
        "food_license": "returned",
        "fire_inspection": "returned",
        "signboard": "returned",
        "industry_permit": "returned",
    }
    assert "不予许可。理由：经营场所与登记信息不一致。" in str(notice.text)
    assert "行政复议" in str(notice.text)


async def test_verified_licence_is_a_prior_result_of_the_other_items(portal: Portal) -> None:
    desk = await new_desk(portal, "restaurant_existing_inspection", licence="existing")
    before = (await desk.get(FIRE, "items/fire_inspection/slice")).json()["prior"]
    report = {
        "outcome": "granted",
        "register": "演练登记库",
        "consulted_at": "2026-03-02T09:00:00+08:00",
    }
    first = await desk.post(APPROVAL, "items/business_license/verification", report)
    second = await desk.post(APPROVAL, "items/business_license/verification", report | {"outcome": "refused"})
    after = (await desk.get(FIRE, "items/fire_inspection/slice")).json()["prior"]

    assert first.json() == second.json() == {"outcome": "granted"}
    assert before == {}
    assert len(after["business_license"]["uscc"]) == 18
