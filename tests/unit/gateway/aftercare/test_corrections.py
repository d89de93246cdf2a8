"""Clerical mistakes are corrected in a notice of their own; what was made stays, and says that it was corrected."""

import asyncio
from collections import Counter

import httpx

from tests.unit.gateway.aftercare.support import (
    act,
    certificates,
    documents,
    said,
    scanned,
    sealed_version,
)
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json, SealMaker


async def correct(
    desk: Desk, path: str, wrong: str, right: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    """An officer corrects one mistake."""
    body: Json = {"corrections": [{"wrong": wrong, "right": right}], "reason": "录入笔误"}
    return await desk.portal.client.post(
        f"{path}/correction",
        json=body,
        headers=(headers or desk.officer(APPROVAL)) | desk.portal.fresh_key(),
    )


async def test_a_corrected_document_stays_and_names_the_notice(food: Desk) -> None:
    permit = (await documents(food))["permit_decision"]
    path = f"/cases/{food.case_no}/documents/{permit.document_no}"
    answer = await correct(food, path, "食品经营许可证", "食品经营许可证（正本）")
    assert answer.status_code == 202, answer.text
    notice = (await documents(food))["correction_notice"]
    assert answer.json()["notice_no"] == notice.document_no
    assert notice.seal == "official"
    assert permit.number is not None
    assert permit.number in said(notice)
    assert "“食品经营许可证”更正为“食品经营许可证（正本）”" in said(notice)
    page = await food.portal.client.get(path, headers=food.portal.applicant)
    assert page.json()["corrected_by"] == [notice.document_no]
    assert page.json()["parts"] == [
        {"text": part["text"], "lines": part["lines"]} for part in permit.content["parts"]
    ]


async def test_a_corrected_certificate_is_a_new_version_that_a_later_change_does_not_undo(
    food: Desk, maker: SealMaker
) -> None:
    (first,) = await certificates(food)
    operator = first.data["fields"]["KZ_FDDBR"]
    answer = await correct(food, f"/certificates/{first.identifier}", operator, f"{operator}甲")
    assert answer.status_code == 202, answer.text
    await sealed_version(food, maker, 2)
    old, new = await certificates(food)
    assert answer.json()["new_certificate"] == new.identifier
    assert (old.status, old.data["fields"]["KZ_FDDBR"]) == ("superseded", operator)
    assert (new.cause, new.data["fields"]["KZ_FDDBR"]) == ("correct", f"{operator}甲")
    assert "已因更正由新版本替代" in await scanned(food, old)
    again = await correct(food, f"/certificates/{old.identifier}", operator, "乙")
    assert again.json()["code"] == "NotTheNewestVersion"

    change = {"act": "change", "changes": {"premises_address": "示例一区海岱街3号"}, "reason": "迁址"}
    assert (await act(food, change)).status_code == 202
    assert (await certificates(food))[-1].data["fields"]["KZ_FDDBR"] == f"{operator}甲"


async def test_what_does_not_stand_there_cannot_be_corrected(food: Desk) -> None:
    (first,) = await certificates(food)
    permit = (await documents(food))["permit_decision"]
    for path in (
        f"/certificates/{first.identifier}",
        f"/cases/{food.case_no}/documents/{permit.document_no}",
    ):
        answer = await correct(food, path, "没有的文字", "更正")
        assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "corrections.0.wrong")
    assert "correction_notice" not in await documents(food)


async def test_only_who_made_it_out_corrects_it(food: Desk) -> None:
    (first,) = await certificates(food)
    permit = (await documents(food))["permit_decision"]
    found = [
        await correct(food, f"/certificates/{first.identifier}", "示例", "样例", food.officer(FIRE)),
        await correct(
            food, f"/cases/{food.case_no}/documents/{permit.document_no}", "示例", "样例", food.officer(FIRE)
        ),
    ]
    assert [answer.json()["code"] for answer in found] == ["CertificateNotFound", "DocumentNotFound"]


async def test_of_two_officers_one_corrects_the_certificate(food: Desk) -> None:
    (first,) = await certificates(food)
    operator = first.data["fields"]["KZ_FDDBR"]
    officers = [food.officer(APPROVAL, f"officer-{n}") for n in range(2)]
    answers = await asyncio.gather(
        *(correct(food, f"/certificates/{first.identifier}", operator, "甲", who) for who in officers)
    )
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 1}
    assert [row.version for row in await certificates(food)] == [1, 2]


async def test_what_was_ended_is_not_corrected_any_more(food: Desk) -> None:
    (first,) = await certificates(food)
    cancel = {"act": "cancel", "ground": "on_request", "reason": "不再经营"}
    assert (await act(food, cancel)).status_code == 202
    answer = await correct(food, f"/certificates/{first.identifier}", first.data["fields"]["KZ_FDDBR"], "甲")
    assert (answer.status_code, answer.json()["code"]) == (409, "NotInForce")
