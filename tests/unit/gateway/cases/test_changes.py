"""Supplements and withdrawals: what was asked for, in time, once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.store.models import Case, CaseFile, Notice
from tests.unit.gateway.cases.test_following import facts, notice, running
from tests.unit.gateway.portal import PDF, Portal

FIRE_ITEM = {"item": "fire_inspection", "items": ["fire_inspection"]}
GAPS = [
    {"kind": "material", "target": "fire_plan", "what": "缺少预案", "how": "请上传", **FIRE_ITEM},
    {"kind": "form", "target": "operator_mobile", "what": "号码停用", "how": "请改为可用号码", **FIRE_ITEM},
]


async def asked(portal: Portal, **changes: Any) -> str:
    """A case whose applicant was asked to supplement."""
    case_no = await portal.submit()
    await running(portal, case_no, "supplementing")
    async with facts(portal) as session:
        session.add(notice(portal, case_no, **{"gaps": GAPS, **changes}))
    return case_no


async def answer_to(portal: Portal, **changes: Any) -> dict[str, Any]:
    file_id = await portal.upload(PDF + b" ")
    sound = {
        "notice_no": "BZ01",
        "form": {"operator_mobile": "13900000009"},
        "materials": [{"material": "fire_plan", "file_id": file_id}],
    }
    return {**sound, **changes}


async def send(portal: Portal, case_no: str, body: dict[str, Any], **headers: str) -> Any:
    headers = portal.applicant | portal.fresh_key() | headers
    return await portal.client.post(f"/cases/{case_no}/supplements", json=body, headers=headers)


async def kinds(portal: Portal) -> list[str]:
    return [row.kind for row in await portal.outbox()]


async def test_a_supplement_changes_form_and_files_and_tells_the_chain(portal: Portal) -> None:
    case_no = await asked(portal)
    answer = await send(portal, case_no, await answer_to(portal))
    assert answer.status_code == 202, answer.text
    row = (await portal.outbox())[-1]
    assert (row.kind, row.payload["correlation_key"]) == (
        "supplement_submitted",
        f"{case_no}/chain/BZ01",
    )
    assert row.payload["variables"] == {"told_by": "2026-03-09T23:59:59+08:00"}
    async with portal.context.database.read() as session:
        case = await session.get_one(Case, case_no)
        assert case.form["operator_mobile"] == "13900000009"
        (file,) = await session.scalars(select(CaseFile).where(CaseFile.case_no == case_no))
        assert (file.material, file.notice_no, file.replaced_at) == ("fire_plan", "BZ01", None)
        stored = await session.get_one(Notice, (case_no, "BZ01"))
        assert stored.answered_at == portal.clock.now()
    assert "case.supplement" in await portal.audited()


async def test_a_new_file_takes_the_place_of_the_old_one(portal: Portal) -> None:
    old = await portal.upload()
    case_no = await portal.submit(materials=[{"material": "fire_plan", "file_id": old}])
    await running(portal, case_no, "supplementing")
    async with facts(portal) as session:
        session.add(notice(portal, case_no, gaps=GAPS[:1]))
    await send(portal, case_no, await answer_to(portal, form={}))
    async with portal.context.database.read() as session:
        files = {row.file_id: row for row in await session.scalars(select(CaseFile))}
    assert files.pop(old).replaced_at == portal.clock.now()
    assert [row.replaced_at for row in files.values()] == [None]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form": {"operator_mobile": "13900000009", "business_name": "新名"}}, "business_name"),
        ({"form": {"operator_mobile": "13900000009", "x y": 1}}, "form"),
        ({"form": {"operator_mobile": "123"}}, "operator_mobile"),
        ({"form": {}}, "operator_mobile"),
        ({"materials": []}, "materials"),
        ({"materials": [{"material": "floor_plan", "file_id": "F0"}]}, "materials[0].material"),
        ({"materials": [{"material": "fire_plan", "file_id": "F0"}]}, "materials[0].file_id"),
    ],
)
async def test_a_supplement_brings_what_was_asked_for_and_nothing_else(
    portal: Portal, changes: dict[str, Any], field: str
) -> None:
    case_no = await asked(portal)
    answer = await send(portal, case_no, await answer_to(portal, **changes))
    assert answer.status_code == 422
    assert field in [problem["field"] for problem in answer.json()["problems"]]
    assert await kinds(portal) == ["start_case"]


async def test_the_same_supplement_again_gets_the_same_answer(portal: Portal) -> None:
    case_no = await asked(portal)
    body, key = await answer_to(portal), portal.fresh_key()
    answers = await asyncio.gather(*(send(portal, case_no, body, **key) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert (await kinds(portal)).count("supplement_submitted") == 1
    late = await send(portal, case_no, body)
    assert (late.status_code, late.json()["code"]) == (409, "NoticeAnswered")


async def test_after_its_time_a_notice_cannot_be_answered(portal: Portal) -> None:
    case_no = await asked(portal)
    body = await answer_to(portal)
    portal.clock.move(timedelta(days=20, seconds=1))
    answer = await send(portal, case_no, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "NoticeExpired")


async def test_only_the_applicant_answers_and_only_a_notice_that_is_there(portal: Portal) -> None:
    case_no = await asked(portal)
    body = await answer_to(portal)
    stranger = portal.who("applicant-2", "applicant")
    assert (await send(portal, case_no, body, **stranger)).json()["code"] == "CaseNotFound"
    unknown = await send(portal, case_no, {**body, "notice_no": "BZ09"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "NoticeNotFound")


async def test_an_answer_of_the_office_is_no_notice_to_supplement(portal: Portal) -> None:
    case_no = await asked(portal, notice_no="DF01", kind="answer", gaps=[])
    answer = await send(portal, case_no, await answer_to(portal, notice_no="DF01"))
    assert answer.json()["code"] == "NoticeNotFound"


async def test_after_the_end_nothing_is_supplemented(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no, "returned")
    async with facts(portal) as session:
        session.add(notice(portal, case_no))
    answer = await send(portal, case_no, await answer_to(portal, form={}))
    assert (answer.status_code, answer.json()["code"]) == (409, "CaseEnded")


async def withdraw(portal: Portal, case_no: str, **headers: str) -> Any:
    return await portal.client.post(
        f"/cases/{case_no}/withdrawal", json={"reason": "不开了"}, headers=headers or portal.applicant
    )


async def test_a_withdrawal_is_told_once_and_changes_no_state_by_itself(portal: Portal) -> None:
    case_no = await asked(portal)
    first = await withdraw(portal, case_no)
    portal.clock.move(timedelta(minutes=1))
    again = await withdraw(portal, case_no)
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (202, first.json())
    assert (await kinds(portal)).count("case_withdrawn") == 1
    case = (await portal.client.get(f"/cases/{case_no}", headers=portal.applicant)).json()
    assert case["state"] == "supplementing"
    assert case["withdrawal_requested_at"] == first.json()["requested_at"]
    late = await send(portal, case_no, await answer_to(portal))
    assert late.json()["code"] == "WithdrawalRequested"


async def test_a_case_can_be_withdrawn_before_the_engine_took_it(portal: Portal) -> None:
    case_no = await portal.submit()
    assert (await withdraw(portal, case_no)).status_code == 202
    assert await kinds(portal) == ["start_case", "case_withdrawn"]


async def test_after_the_end_nothing_is_withdrawn(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no, "completed")
    answer = await withdraw(portal, case_no)
    assert (answer.status_code, answer.json()["code"]) == (409, "CaseEnded")


async def test_nobody_withdraws_the_case_of_somebody_else(portal: Portal) -> None:
    case_no = await portal.submit()
    answer = await withdraw(portal, case_no, **portal.who("applicant-2", "applicant"))
    assert answer.status_code == 404


@pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "x" * 501}, {"reason": 5}, []])
async def test_a_withdrawal_gives_its_reason(portal: Portal, body: Any) -> None:
    case_no = await portal.submit()
    answer = await portal.client.post(f"/cases/{case_no}/withdrawal", json=body, headers=portal.applicant)
    assert answer.status_code == 422
