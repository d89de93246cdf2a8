"""What officers do with an item besides deciding it, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from gateway.store.models import ItemCase
from tests.unit.gateway.procedure.support import accepted, acts, last_act, stages
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json

HEARING: Json = {"act": "suspend", "procedure": "hearing", "days": 10, "reason": "申请人要求听证"}
PUBLICITY: Json = {"act": "suspend", "procedure": "publicity", "reason": "依规公示"}
EXTEND: Json = {"act": "extend", "days": 10, "approver": "organ_head", "reason": "案情复杂"}
JOINT: Json = {**EXTEND, "days": 15, "approver": "government"}
RETURN: Json = {"act": "return", "reason": "申请人要求另行申请"}
VOID: Json = {"act": "void", "reason": "重复录入"}
FORWARD: Json = {"act": "forward", "to": "city", "reason": "属于市级权限"}
DELIVER: Json = {"act": "deliver", "way": "window", "at": "2026-03-02T09:00:00+08:00"}


@pytest.fixture
async def review(desk: Desk) -> Desk:
    """The food licence is in review."""
    await accepted(desk)
    await desk.claimed()
    await desk.check(APPROVAL, "food_license", "undecided")
    return desk


async def act(
    desk: Desk, request: Json, *, role: str = "officer", body: str = APPROVAL, key: str | None = None,
    item: str = "food_license",
) -> Any:  # fmt: skip
    headers = desk.portal.who(f"{role}-1", role, body=body)
    headers |= {"Idempotency-Key": key} if key else desk.portal.fresh_key()
    return await desk.portal.client.post(
        f"/cases/{desk.case_no}/items/{item}/acts", json=request, headers=headers
    )


async def test_hearing_is_told_with_its_days_and_the_review_goes_on_afterwards(review: Desk) -> None:
    stopped = await act(review, HEARING)
    told = await last_act(review, "food_license")
    resumed = await act(review, {"act": "resume"})

    assert (stopped.status_code, stopped.json()["stage"], stopped.json()["stage_name"]) == (
        202, "suspended", "挂起",
    )  # fmt: skip
    assert (told.detail, told.reason) == ({"procedure": "hearing", "days": 10}, "申请人要求听证")
    assert resumed.json()["stage"] == "in_review"
    assert "procedure.suspend" in await review.portal.audited()


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"act": "suspend", "procedure": "hearing", "reason": "听证"}, "suspend"),
        ({"act": "suspend", "procedure": "supplement", "reason": "补正"}, "suspend"),
        ({"act": "suspend", "procedure": "holiday", "reason": "放假"}, "suspend.procedure"),
        ({**HEARING, "days": 0}, "suspend.days"),
        ({**HEARING, "reason": " "}, "suspend.reason"),
        ({**EXTEND, "days": 16}, "extend.days"),
        ({**EXTEND, "approver": "me"}, "extend.approver"),
        ({"act": "resume", "reason": "多余"}, "resume.reason"),
        ({"act": "deliver", "way": "pigeon", "at": "2026-03-02T09:00:00+08:00"}, "deliver.way"),
        ({"act": "deliver", "way": "post", "at": "2026-03-02T09:00:00"}, "deliver.at"),
        ({"act": "decide"}, ""),
        ({}, ""),
    ],
)
async def test_unsound_act_is_told_by_field_and_leaves_nothing(
    review: Desk, request_: Json, field: str
) -> None:
    answer = await act(review, request_, role="head")

    assert answer.status_code == 422
    assert any(problem["field"].endswith(field) for problem in answer.json()["problems"])
    assert (await acts(review, "food_license"))[-1] == "begin_review"


async def test_publicity_needs_no_days(review: Desk) -> None:
    assert (await act(review, PUBLICITY)).status_code == 202


async def test_act_that_the_stage_does_not_allow_is_refused(review: Desk) -> None:
    answer = await act(review, {"act": "resume"})

    assert (answer.status_code, answer.json()["code"]) == (409, "IllegalAct")
    assert "在办" in answer.json()["detail"]


async def test_same_key_acts_once_and_another_request_under_it_is_refused(review: Desk) -> None:
    first = await act(review, HEARING, key="act-00000001")
    again = await act(review, HEARING, key="act-00000001")
    other = await act(review, PUBLICITY, key="act-00000001")

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (409, "IdempotencyKeyReused")
    assert (await acts(review, "food_license")).count("suspend") == 1


async def test_extension_is_the_heads_and_told_with_who_approved_it(review: Desk) -> None:
    refused = await act(review, EXTEND)
    done = await act(review, EXTEND, role="head")
    told = await last_act(review, "food_license")

    assert (refused.status_code, refused.json()["code"]) == (403, "NotPermitted")
    assert done.status_code == 202
    assert (told.role, told.detail) == ("head", {"days": 10, "approver": "organ_head", "joint": False})


async def test_extensions_together_stay_within_what_the_law_allows(review: Desk) -> None:
    codes = [
        (await act(review, request, role="head")).json().get("code")
        for request in (
            {**EXTEND, "days": 11}, {**EXTEND, "days": 6}, {**EXTEND, "days": 5}, {**EXTEND, "days": 4},
            JOINT, {**JOINT, "days": 1},
        )
    ]  # fmt: skip

    assert codes == ["ExtensionTooLong", None, "ExtensionTooLong", None, None, "ExtensionTooLong"]


async def test_nothing_is_extended_without_a_statutory_limit_or_after_it(review: Desk) -> None:
    await _change(review, statutory_due_at=review.portal.clock.now() - timedelta(seconds=1))
    late = await act(review, EXTEND, role="head")
    await _change(review, statutory_due_at=None, statutory_days=None)
    without = await act(review, EXTEND, role="head")

    assert [answer.json()["code"] for answer in (late, without)] == ["NoLimitToExtend"] * 2


@pytest.mark.parametrize(
    ("request_", "stage"), [(RETURN, "returned"), (VOID, "voided"), (FORWARD, "forwarded")]
)
async def test_item_that_an_officer_ends_is_passed_over_by_its_chain(
    review: Desk, request_: Json, stage: str
) -> None:
    answer = await act(review, request_)
    told = (await review.portal.outbox())[-1]
    checked = await review.check(APPROVAL, "food_license", "granted")

    assert answer.json()["stage"] == stage
    assert (told.kind, told.case_no, told.payload) == (
        "publish",
        review.case_no,
        {
            "name": "item-closed",
            "correlation_key": f"{review.case_no}/food_license",
            "variables": {"closing": {"outcome": "closed"}},
        },
    )
    assert (checked["outcome"], checked["due_at"]) == ("closed", None)


async def test_case_is_forwarded_upwards_only(review: Desk) -> None:
    answer = await act(review, {**FORWARD, "to": "town"})

    assert (answer.status_code, answer.json()["code"]) == (422, "NotAHigherLevel")


async def test_result_is_delivered_after_it_was_made_and_not_tomorrow(review: Desk) -> None:
    early = await act(review, DELIVER)
    review.portal.clock.move(timedelta(days=1))
    await review.check(APPROVAL, "business_license", "granted")
    at = review.portal.clock.now()
    moments = [at - timedelta(seconds=1), at + timedelta(seconds=1), at]
    answers = [
        await act(review, {**DELIVER, "at": moment.isoformat()}, item="business_license")
        for moment in moments
    ]
    told = await last_act(review, "business_license")

    assert early.json()["code"] == "IllegalAct"
    assert [answer.json().get("code") for answer in answers] == ["DeliveryMoment", "DeliveryMoment", None]
    assert (told.act, told.detail, told.effective_at) == (
        "deliver", {"way": "window", "delivery_no": "SD01"}, at,
    )  # fmt: skip


async def test_after_a_withdrawal_nothing_is_stopped_or_ended(review: Desk) -> None:
    await review.portal.client.post(
        f"/cases/{review.case_no}/withdrawal", json={"reason": "不开了"}, headers=review.portal.applicant
    )
    answer = await act(review, RETURN)

    assert (answer.status_code, answer.json()["code"]) == (409, "CaseWithdrawn")


@pytest.mark.parametrize(
    ("body", "item"),
    [
        (FIRE, "food_license"),
        ("approval_379902", "food_license"),
        (APPROVAL, "fire_inspection"),
        (APPROVAL, "x"),
    ],
)
async def test_item_of_another_body_is_not_found(review: Desk, body: str, item: str) -> None:
    answer = await act(review, RETURN, body=body, item=item)

    assert (answer.status_code, answer.json()["code"]) == (404, "ItemNotFound")


async def test_acts_are_read_by_those_concerned_each_with_what_they_may_know(review: Desk) -> None:
    await act(review, HEARING)
    readers = {
        "applicant": review.portal.applicant,
        "own": review.officer(APPROVAL),
        "other": review.officer(FIRE),
        "supervisor": review.portal.who("s", "supervisor"),
    }
    seen = {}
    for name, headers in readers.items():
        answer = await review.portal.client.get(f"/cases/{review.case_no}/acts", headers=headers)
        assert answer.status_code == 200, answer.text
        content = answer.json()
        last = content["acts"][-1]
        seen[name] = (last["reason"], last["actor"])
        assert (content["stage"], content["stage_name"]) == ("suspended", "挂起")
        assert (last["act"], last["act_name"], last["item_name"], last["body"]) == (
            "suspend", "特别程序", "食品经营许可", APPROVAL,
        )  # fmt: skip
        assert content["acts"][0]["actor"] is None
    stranger = await review.portal.client.get(
        f"/cases/{review.case_no}/acts", headers=review.portal.who("x", "applicant")
    )

    assert seen == {
        "applicant": ("申请人要求听证", None),
        "own": ("申请人要求听证", "officer-1"),
        "other": (None, "officer-1"),
        "supervisor": (None, "officer-1"),
    }
    assert stranger.status_code == 404


async def test_case_shows_where_each_item_stands_in_law(review: Desk) -> None:
    case = (
        await review.portal.client.get(f"/cases/{review.case_no}", headers=review.portal.applicant)
    ).json()
    items = {item["item"]: item for item in case["items"]}

    assert (case["stage"], case["stage_name"]) == ("in_review", "在办")
    assert [items["food_license"][key] for key in ("stage", "stage_name", "national_code")] == [
        "in_review", "在办", "8",
    ]  # fmt: skip
    assert items["food_license"]["accepted_at"] == "2026-03-02T09:00:00+08:00"
    assert (items["signboard"]["stage"], items["signboard"]["accepted_at"]) == ("preaccepted", None)
    assert (await stages(review))["signboard"] == "preaccepted"


async def _change(desk: Desk, **values: Any) -> None:
    async with desk.portal.context.database.write() as session:
        await session.execute(
            update(ItemCase)
            .where(ItemCase.case_no == desk.case_no, ItemCase.item == "food_license")
            .values(**values)
        )
