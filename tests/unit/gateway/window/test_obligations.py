"""What an applicant owes or undertook, at the counter: seen, and a commitment taken back, by a clerk for the applicant."""

import httpx
import pytest
from sqlalchemy import select

from gateway.store.models import AuditEntry
from tests.unit.gateway.obligations.support import committed, states, tolerated
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.window.support import Window
from tests.unit.gateway.worker_api.support import APPROVAL, Desk

CLERK = "clerk-1"


async def retract(window: Window, desk: Desk, number: str = "CN01") -> httpx.Response:
    path = f"/window/cases/{desk.case_no}/obligations/{number}/retraction"
    return await window.send(path, {}, window.clerk(CLERK, body=APPROVAL))


async def stands_there(window: Window, desk: Desk) -> None:
    path = f"/window/cases/{desk.case_no}/presence"
    answer = await window.send(path, {"present": True}, window.clerk(CLERK, body=APPROVAL))
    assert answer.status_code == 202, answer.text


async def test_a_clerk_takes_a_commitment_back_while_the_applicant_stands_there(
    window: Window, portal: Portal
) -> None:
    desk = await committed(portal)
    refused = await retract(window, desk)
    assert (refused.status_code, refused.json()["code"]) == (409, "ApplicantNotPresent")
    await stands_there(window, desk)
    answer = await retract(window, desk)
    assert (answer.status_code, answer.json()["state_name"]) == (202, "承诺已撤回")
    assert await states(desk) == {"CN01": "retracted", "CN02": "undertaken"}
    async with portal.context.database.read() as session:
        line = await session.scalar(select(AuditEntry).where(AuditEntry.action == "obligation.retract"))
    assert line is not None
    assert (line.actor, line.role, line.body) == (CLERK, "clerk", APPROVAL)


async def test_after_the_decision_it_is_too_late_at_the_counter_too(window: Window, portal: Portal) -> None:
    desk = await committed(portal)
    await desk.post(APPROVAL, "acceptance")
    await desk.check(APPROVAL, "business_license", "granted")
    await stands_there(window, desk)
    answer = await retract(window, desk)
    assert (answer.status_code, answer.json()["code"]) == (409, "RetractionTooLate")


async def test_a_tolerated_material_is_not_taken_back(window: Window, portal: Portal) -> None:
    desk = await tolerated(portal)
    await stands_there(window, desk)
    answer = await retract(window, desk, "RQ01")
    assert (answer.status_code, answer.json()["code"]) == (409, "NoCommitment")


@pytest.mark.parametrize("body", [APPROVAL, "approval_379902"])
async def test_a_clerk_of_the_leading_body_sees_what_is_owed_with_who_signed(
    window: Window, portal: Portal, body: str
) -> None:
    desk = await tolerated(portal)
    answer = await portal.client.get(
        f"/cases/{desk.case_no}/obligations", headers=window.clerk(CLERK, body=body)
    )
    if body != APPROVAL:
        assert answer.json()["code"] == "CaseNotFound"
        return
    shown = answer.json()["obligations"]
    assert [(each["obligation_no"], each["signed"]["name"]) for each in shown] == [
        ("RQ01", "张示例"),
        ("RQ02", "张示例"),
    ]
    assert (await portal.audited()).count("case.read") == 1
