"""Cases at the counter are the same cases: taken in, read, answered and handed over by clerks of the leading body."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.store.models import AuditEntry, Case
from tests.unit.gateway.cases.test_following import facts, notice, running
from tests.unit.gateway.portal import PDF, Portal
from tests.unit.gateway.window.support import BODY, CONTRACT, Window

GAP = {
    "item": "employment_registration",
    "items": ["employment_registration"],
    "kind": "material",
    "target": CONTRACT,
    "what": "合同缺少签字页",
    "how": "请补交签字页",
}


async def asked(window: Window, case_no: str) -> dict[str, Any]:
    """The answer to a notice that asks for the contract again."""
    await running(window.portal, case_no, "supplementing")
    async with facts(window.portal) as session:
        session.add(notice(window.portal, case_no, body=BODY, gaps=[GAP]))
    return {"notice_no": "BZ01"}


async def scanned(window: Window, headers: dict[str, str]) -> dict[str, Any]:
    scan = await window.portal.upload(PDF + b" ", "签字页.pdf", headers)
    return {"materials": [{"material": CONTRACT, "file_id": scan}]}


async def test_a_window_case_starts_the_same_chain_as_one_that_comes_in_online(
    window: Window, portal: Portal
) -> None:
    await window.take_in()
    online = await window.application(portal.applicant)
    assert (await window.send("/cases", online, portal.applicant)).status_code == 202
    first, second = [dict(row.payload["variables"]) for row in await portal.outbox()]
    del first["case_no"], second["case_no"]
    assert first == second


async def test_a_window_case_says_that_it_came_in_at_the_window(window: Window) -> None:
    case_no = (await window.take_in())["case_no"]
    case = await window.seen(f"/cases/{case_no}")
    assert (case["channel"], case["channel_name"]) == ("window", "窗口办理")
    (first, *_) = (await window.seen(f"/cases/{case_no}/timeline"))["timeline"]
    assert (first["who"], first["what"]) == ("申请人", "到窗口提交申请，窗口已收件")


@pytest.mark.parametrize("body", ["talent_379901", "hrss_379902"])
async def test_only_the_window_of_the_body_that_leads_the_theme_takes_a_case(
    window: Window, body: str
) -> None:
    other = window.clerk(body=body)
    answer = await window.send("/window/cases", await window.application(other), other)
    assert (answer.status_code, answer.json()["code"]) == (403, "NotLedHere")


async def test_a_clerk_sees_cases_that_the_body_leads_and_none_in_which_it_only_has_an_item(
    window: Window,
) -> None:
    case_no = (await window.take_in())["case_no"]
    item_only = window.clerk(body="talent_379901")
    assert [case["case_no"] for case in (await window.seen("/cases"))["cases"]] == [case_no]
    assert (await window.seen("/cases", item_only))["cases"] == []
    assert (await window.portal.client.get(f"/cases/{case_no}", headers=item_only)).status_code == 404


async def test_the_case_of_an_account_found_at_the_counter_is_that_applicants(window: Window) -> None:
    receipt = await window.take_in(applicant={"account": "applicant-7"})
    own = await window.seen("/cases", window.portal.who("applicant-7", "applicant"))
    assert receipt["binding_code"] is None
    assert [case["case_no"] for case in own["cases"]] == [receipt["case_no"]]


async def test_a_file_that_another_clerk_uploaded_is_not_there(window: Window) -> None:
    application = await window.application(window.clerk("clerk-2"))
    answer = await window.send("/window/cases", application)
    assert [problem["reason"] for problem in answer.json()["problems"]] == ["没有这个文件，请重新上传。"]


async def test_what_a_clerk_does_and_reads_is_on_record_with_role_and_body(
    window: Window, portal: Portal
) -> None:
    case_no = (await window.take_in())["case_no"]
    await window.seen(f"/cases/{case_no}/notices")
    async with portal.context.database.read() as session:
        lines = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        found = [(line.actor, line.role, line.body, line.action) for line in lines]
    assert found == [("clerk-1", "clerk", BODY, "case.submit"), ("clerk-1", "clerk", BODY, "case.read")]


async def test_who_has_no_account_reads_the_notice_and_answers_it_at_the_window(window: Window) -> None:
    case_no = (await window.take_in())["case_no"]
    answer = await asked(window, case_no)
    (told,) = (await window.seen(f"/cases/{case_no}/notices"))["notices"]
    assert [gap["what"] for gap in told["gaps"]] == ["合同缺少签字页"]
    answer |= await scanned(window, window.clerk())
    sent = await window.send(f"/window/cases/{case_no}/supplements", answer)
    assert sent.status_code == 202, sent.text
    assert (await window.portal.outbox())[-1].kind == "supplement_submitted"


async def test_another_clerk_acts_only_while_the_applicant_stands_there(
    window: Window, portal: Portal
) -> None:
    case_no = (await window.take_in())["case_no"]
    answer, other = await asked(window, case_no), window.clerk("clerk-2")
    answer |= await scanned(window, other)
    path = f"/window/cases/{case_no}"
    refused = await window.send(f"{path}/supplements", answer, other)
    assert (refused.status_code, refused.json()["code"]) == (409, "ApplicantNotPresent")
    await window.send(f"{path}/presence", {"present": True}, other)
    portal.clock.move(timedelta(days=1))
    other = window.clerk("clerk-2")
    assert (await window.send(f"{path}/supplements", answer, other)).status_code == 409
    await window.send(f"{path}/presence", {"present": True}, other)
    assert (await window.send(f"{path}/supplements", answer, other)).status_code == 202


async def test_an_online_case_is_continued_at_the_window_and_its_applicant_sees_that(
    window: Window, portal: Portal
) -> None:
    sent = await window.send("/cases", await window.application(portal.applicant), portal.applicant)
    case_no = sent.json()["case_no"]
    answer = await asked(window, case_no) | await scanned(window, window.clerk())
    assert (await window.send(f"/window/cases/{case_no}/supplements", answer)).status_code == 409
    present = await window.send(f"/window/cases/{case_no}/presence", {"present": True})
    assert present.status_code == 202, present.text
    assert (await window.send(f"/window/cases/{case_no}/supplements", answer)).status_code == 202
    entries = (await window.seen(f"/cases/{case_no}/timeline", portal.applicant))["timeline"]
    assert "申请人到场，窗口人员代为办理" in [entry["what"] for entry in entries]


async def test_a_presence_that_is_not_stated_is_none(window: Window) -> None:
    case_no = (await window.take_in())["case_no"]
    answer = await window.send(f"/window/cases/{case_no}/presence", {"present": False})
    assert answer.status_code == 422


HANDOVERS = [
    ("whoever has the case hands it over", "clerk-1", "clerk-2", 202),
    ("a colleague takes it over", "clerk-2", "clerk-2", 202),
    ("a colleague does not give away what others have", "clerk-2", "clerk-3", 409),
]


@pytest.mark.parametrize(("why", "by", "to", "status"), HANDOVERS, ids=lambda value: str(value))
async def test_handing_over(window: Window, why: str, by: str, to: str, status: int) -> None:
    case_no = (await window.take_in())["case_no"]
    answer = await window.send(f"/window/cases/{case_no}/handover", {"to": to}, window.clerk(by))
    assert answer.status_code == status, why
    async with window.portal.context.database.read() as session:
        case = await session.get_one(Case, case_no)
    assert case.clerk_sub == (to if status == 202 else "clerk-1")


async def test_who_has_the_case_from_now_on_goes_on_with_it_and_the_way_is_to_be_seen(
    window: Window,
) -> None:
    case_no, other = (await window.take_in())["case_no"], window.clerk("clerk-2")
    await window.send(f"/window/cases/{case_no}/handover", {"to": "clerk-2"})
    answer = await asked(window, case_no) | await scanned(window, other)
    assert (await window.send(f"/window/cases/{case_no}/supplements", answer, other)).status_code == 202
    assert (await window.send(f"/window/cases/{case_no}/supplements", answer)).status_code == 409
    entries = (await window.seen(f"/cases/{case_no}/timeline"))["timeline"]
    assert "办件移交本单位其他窗口人员办理" in [entry["what"] for entry in entries]


async def test_a_case_that_came_in_online_is_in_no_clerks_hands(window: Window, portal: Portal) -> None:
    sent = await window.send("/cases", await window.application(portal.applicant), portal.applicant)
    path = f"/window/cases/{sent.json()['case_no']}/handover"
    answer = await window.send(path, {"to": "clerk-2"})
    assert (answer.status_code, answer.json()["code"]) == (409, "NotAtWindow")


async def test_who_has_no_account_withdraws_at_the_window(window: Window) -> None:
    case_no = (await window.take_in())["case_no"]
    await running(window.portal, case_no)
    first, second = [
        await window.send(f"/window/cases/{case_no}/withdrawal", {"reason": "不再办理"}) for _ in range(2)
    ]
    assert (first.status_code, first.json()) == (202, second.json())
    assert [row.kind for row in await window.portal.outbox()][-1] == "case_withdrawn"
