"""What officers do with what was granted: each act with its document, its certificate, and who may do it in which order."""

import asyncio
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.unit.gateway.aftercare.support import (
    ADDRESS,
    FOOD,
    REASON,
    act,
    acts,
    certificates,
    documents,
    due_versions,
    head,
    said,
    scanned,
    sealed_version,
)
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import (
    APPROVAL,
    FIRE,
    Desk,
    Json,
    SealMaker,
    new_desk,
    sealed,
)

JOINT = "industry_permit"
CHANGE: Json = {"act": "change", "changes": {"premises_address": ADDRESS}, "reason": REASON}
RENEW: Json = {"act": "renew"}
RECALL: Json = {"act": "recall", "ground": "law_changed", "reason": "所依据的办法已经废止"}
REVOKE: Json = {"act": "revoke", "ground": "deceit", "reason": "提交的平面图系伪造"}
STRIP: Json = {
    "act": "strip",
    "penalty_no": "示例市监罚〔2026〕7号",
    "penalty_on": "2026-03-01",
    "reason": "多次使用过期原料，情节严重",
}


def cancel(ground: str) -> Json:
    """注销 on a ground."""
    return {"act": "cancel", "ground": ground, "reason": "办理注销手续"}


ENDS = [
    (RECALL, "recalled", "recall_decision", "所依据的法律、法规、规章修改或者废止"),
    (REVOKE, "revoked", "revocation", "以欺骗、贿赂等不正当手段取得"),
    (STRIP, "stripped", "strip_decision", "示例市监罚〔2026〕7号"),
    (cancel("on_request"), "cancelled", "cancellation", "持证人申请注销"),
    (cancel("holder_ended"), "cancelled", "cancellation", "持证的公民死亡"),
]


@pytest.mark.parametrize(("request_", "state", "kind", "words"), ENDS)
async def test_each_end_has_its_own_document_and_status(
    food: Desk, request_: Json, state: str, kind: str, words: str
) -> None:
    answer = await act(food, request_)
    assert (answer.status_code, answer.json()["state"]) == (202, state)
    document = (await documents(food))[kind]
    assert (document.document_no, document.seal) == (answer.json()["document_no"], "official")
    assert words in said(document)
    assert "六十日内" in document.content["remedies"]
    (certificate,) = await certificates(food)
    assert certificate.status == state
    names = {"recalled": "已撤回", "revoked": "已撤销", "stripped": "已吊销", "cancelled": "已注销"}
    assert f">{names[state]}<" in await scanned(food, certificate)


async def test_a_recall_tells_of_compensation(food: Desk) -> None:
    assert (await act(food, RECALL)).status_code == 202
    assert "依法给予补偿" in said((await documents(food))["recall_decision"])


async def test_a_change_makes_a_new_version_and_the_old_one_counts_until_it_is_sealed(
    food: Desk, maker: SealMaker
) -> None:
    answer = await act(food, CHANGE)
    assert (answer.status_code, answer.json()["state"]) == (202, "in_force")
    decision = said((await documents(food))["change_decision"])
    assert f"变更为“{ADDRESS}”" in decision
    first, second = await certificates(food)
    assert (second.version, second.supersedes, second.number) == (2, first.identifier, first.number)
    assert first.identifier.split(".")[-3] == second.identifier.split(".")[-3]
    assert second.identifier.split(".")[-2] == "002"
    assert (second.data["fields"]["KZ_JYCS"], second.valid_until) == (ADDRESS, first.valid_until)
    assert await due_versions(food) == [f"{FOOD}/2"]
    assert ">有效<" in await scanned(food, first)

    await sealed_version(food, maker, 2)
    first, second = await certificates(food)
    assert (first.status, second.status) == ("superseded", "valid")
    page = await scanned(food, first)
    assert "已由新版本替代" in page
    assert second.identifier in page
    file = await food.portal.client.get(
        f"/certificates/{first.identifier}/file", headers=food.portal.applicant
    )
    verdict = await food.portal.client.post("/certificates/verification", files={"file": ("a", file.content)})
    assert (verdict.json()["file_result"], verdict.json()["result"]) == ("passed", "failed")
    assert (verdict.json()["status_name"], verdict.json()["superseded_by"]) == (
        "已由新版本替代",
        second.identifier,
    )


async def test_versions_are_made_one_after_the_other(food: Desk, maker: SealMaker) -> None:
    assert (await act(food, CHANGE)).status_code == 202
    assert (await act(food, RENEW)).json()["code"] == "CertificateUnderWay"
    await sealed_version(food, maker, 2)
    assert (await act(food, RENEW)).status_code == 202
    third = (await certificates(food))[-1]
    assert (third.version, third.data["fields"]["KZ_JYCS"]) == (3, ADDRESS)


async def test_a_version_that_no_act_asked_for_is_not_given_out(food: Desk) -> None:
    answer = await food.post(APPROVAL, f"items/{FOOD}/certificate", {"version": 2})
    assert (answer.status_code, answer.json()["code"]) == (409, "NoCertificateHere")


async def test_a_renewal_runs_on_from_the_former_end(food: Desk) -> None:
    answer = await act(food, RENEW)
    assert answer.status_code == 202
    first, second = await certificates(food)
    assert (first.valid_until, second.valid_until) == (date(2031, 3, 1), date(2036, 3, 1))
    assert "有效期延续至2036年3月1日" in said((await documents(food))["renewal_decision"])


async def test_the_joint_permit_is_made_anew_with_a_licence_that_it_shows(
    food: Desk, maker: SealMaker
) -> None:
    await food.check(FIRE, "fire_inspection", "granted")
    await sealed(food, maker, FIRE, "fire_inspection")
    await sealed(food, maker, APPROVAL, JOINT)
    assert (await act(food, RENEW)).status_code == 202
    assert len(await certificates(food, JOINT)) == 1
    await sealed_version(food, maker, 2)
    first, second = await certificates(food, JOINT)
    assert (second.supersedes, second.number) == (first.identifier, first.number)
    shown = {licence["name"]: licence["validity"] for licence in second.data["licences"]}
    assert shown["食品经营许可证"] == "至2036年3月1日"
    assert await due_versions(food) == [f"{FOOD}/2", f"{JOINT}/2"]

    head_of_fire = food.portal.who("head", "head", body=FIRE)
    assert (await act(food, RECALL, head_of_fire, item="fire_inspection")).status_code == 202
    assert ">已撤回<" in await scanned(food, first)


@pytest.mark.parametrize(("item", "code"), [(FOOD, "EndNotLater"), ("business_license", "WithoutEnd")])
async def test_only_a_later_end_is_a_renewal(food: Desk, item: str, code: str) -> None:
    answer = await act(food, {"act": "renew", "until": "2031-03-01"}, item=item)
    assert answer.json()["code"] == code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"no_such_field": "x"}, "changes.no_such_field"),
        ({"premises_area": "很大"}, "premises_area"),
    ],
)
async def test_a_change_must_be_a_sound_value_of_the_items_own_form(
    food: Desk, changes: Json, field: str
) -> None:
    answer = await act(food, {"act": "change", "changes": changes, "reason": REASON})
    assert answer.status_code == 422
    assert field in [problem["field"] for problem in answer.json()["problems"]]
    assert len(await certificates(food)) == 1


ORDER = [
    ([RECALL], CHANGE, "NotInForce"),
    ([RECALL], REVOKE, "NotInForce"),
    ([RECALL], cancel("on_request"), "GroundDoesNotFit"),
    ([RECALL], cancel("recalled"), None),
    ([STRIP], cancel("stripped"), None),
    ([REVOKE], cancel("revoked"), None),
    ([cancel("on_request")], REVOKE, "NotInForce"),
    ([RECALL, cancel("recalled")], cancel("recalled"), "NotInForce"),
    ([], cancel("expired"), "GroundDoesNotFit"),
]


@pytest.mark.parametrize(("before", "then", "code"), ORDER)
async def test_acts_come_in_the_order_of_the_law(
    food: Desk, before: list[Json], then: Json, code: str | None
) -> None:
    for each in before:
        assert (await act(food, each)).status_code == 202
    answer = await act(food, then)
    assert answer.json().get("code") == code
    assert await acts(food) == [each["act"] for each in (*before, *([] if code else [then]))]


async def test_what_has_expired_is_cancelled_as_such_and_not_renewed(food: Desk) -> None:
    food.portal.clock.move(timedelta(days=5 * 366))
    assert (await act(food, RENEW)).json()["code"] == "NotInForce"
    answer = await act(food, cancel("expired"))
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")


async def test_what_was_not_granted_has_no_afterwards(portal: Portal) -> None:
    desk = await new_desk(portal)
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.check(APPROVAL, FOOD, "refused", "不符合条件")
    assert (await act(desk, cancel("on_request"))).json()["code"] == "NothingGranted"


@pytest.mark.parametrize("request_", [RECALL, REVOKE, STRIP])
async def test_the_grave_acts_are_the_heads(food: Desk, request_: Json) -> None:
    answer = await act(food, request_, food.officer(APPROVAL))
    assert (answer.status_code, answer.json()["code"]) == (403, "NotPermitted")


async def test_another_body_does_not_reach_it(food: Desk) -> None:
    answer = await act(food, cancel("on_request"), food.officer(FIRE))
    assert (answer.status_code, answer.json()["code"]) == (404, "ItemNotFound")


async def test_of_two_officers_one_ends_it_and_a_repetition_gets_the_same_answer(food: Desk) -> None:
    heads = [head(food) | {}, food.portal.who("deputy", "head", body=APPROVAL)]
    answers = await asyncio.gather(*(act(food, RECALL, each) for each in heads))
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 1}
    again = await asyncio.gather(*(act(food, cancel("recalled"), key="cancel-once") for _ in range(4)))
    assert len({answer.text for answer in again}) == 1
    assert await acts(food) == ["recall", "cancel"]


async def test_a_stripping_of_tomorrow_is_refused(food: Desk) -> None:
    answer = await act(food, STRIP | {"penalty_on": "2026-03-03"})
    assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "penalty_on")
