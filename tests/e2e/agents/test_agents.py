"""Somebody acts for somebody else: a mandate revoked between two acts, and an official who assists elsewhere."""

from collections.abc import Callable

import pytest

from scripts.tools.demo.client import GatewayRefused, Json
from tests.e2e.people import NEW_COMMITMENT, Citizen, People, wait_for

pytestmark = pytest.mark.e2e

APPROVAL = "approval_379901"
AGENT_NAME = "李代办"
ACTED = f"申请人（由受托人{AGENT_NAME}办理）"
SYSTEM = {"level": "national", "name": "国家市场主体登记系统"}


def mandate_of(principal: Citizen, agent: str, **scope: object) -> str:
    """The principal authorises the agent for the restaurant theme; the mandate's number."""
    given = principal.client.post(
        "/mandates",
        {
            "agent": agent,
            "agent_name": AGENT_NAME,
            "scope": {"themes": ["restaurant"], **scope},
            "from": "2026-11-02",
            "until": "2026-12-31",
        },
    )
    return str(given["mandate_no"])


def refused(call: Callable[[], object]) -> tuple[int, str]:
    """Status and code of the problem that a call is answered with."""
    with pytest.raises(GatewayRefused) as problem:
        call()
    return problem.value.status, str(problem.value.problem["code"])


def supplement(citizen: Citizen, case_no: str, notice_no: str) -> Json:
    """The missing paper, brought by whoever ``citizen`` is."""
    paper = citizen.attach("premises_proof", "经营场所使用证明")
    answer = {"notice_no": notice_no, "form": {}, "materials": [paper]}
    return citizen.client.post(f"/cases/{case_no}/supplements", answer)


def told(case: Citizen, case_no: str) -> dict[str, str]:
    """Who did what, by the timeline."""
    entries: list[Json] = case.client.get(f"/cases/{case_no}/timeline")["timeline"]
    return {str(entry["what"]): str(entry["who"]) for entry in entries}


def test_a_mandate_revoked_between_two_acts_ends_the_agents_part_and_the_principal_goes_on(
    people: People,
) -> None:
    principal, agent = people.citizen, people.another_citizen()
    number = mandate_of(principal, agent.sub, acts=["submit", "read", "supplement", "undertake"])
    under = people.acting(agent, number)
    papers = under.materials(NEW_COMMITMENT, without=("premises_proof",))
    application = under.application(NEW_COMMITMENT, materials=papers)
    assert refused(lambda: under.client.post("/cases", application)) == (403, "MandateNotAccepted")
    agent.client.post(f"/mandates/{number}/acceptance", {})
    case_no = str(under.client.post("/cases", application)["case_no"])

    owed = under.wait_for_notice(case_no)
    assert principal.case(case_no)["case_no"] == case_no
    assert refused(lambda: agent.case(case_no)) == (404, "CaseNotFound")
    assert refused(lambda: under.client.post(f"/cases/{case_no}/withdrawal", {"reason": "不办了"})) == (
        403,
        "OutOfScope",
    )

    principal.client.post(f"/mandates/{number}/revocation", {"reason": "改由本人办理"})
    assert refused(lambda: supplement(under, case_no, owed["notice_no"])) == (403, "MandateRevoked")
    assert refused(lambda: under.case(case_no)) == (403, "MandateRevoked")
    supplement(principal, case_no, owed["notice_no"])
    people.wait_for_task(APPROVAL, case_no, "business_license")

    acts: list[Json] = principal.client.get(f"/cases/{case_no}/acts")["acts"]
    by = {str(act["act"]): (act["who"], act["mandate_no"]) for act in acts if act["body"] is None}
    assert by["receive"] == (ACTED, number)
    assert by["take_supplement"] == ("申请人", None)
    timeline = told(principal, case_no)
    assert timeline["提交申请，已收件"] == ACTED
    assert timeline[f"提交补正（{owed['notice_no']}）"] == "申请人"
    helped = principal.client.get(f"/cases/{case_no}/status")["helped"]
    assert helped == [f"2026年11月2日，由受托人{AGENT_NAME}代申请人办理：提交申请。"]
    kinds = [each["kind"] for each in principal.client.get(f"/cases/{case_no}/documents")["documents"]]
    assert kinds.count("mandate") == 1
    history = principal.client.get(f"/mandates/{number}")["history"]
    assert [event["event"] for event in history] == ["offer", "accept", "use", "revoke"]


def test_an_official_assists_in_a_national_system_and_the_applicant_sees_the_receipt(people: People) -> None:
    principal, desk = people.citizen, people.desk(APPROVAL)
    case_no = principal.submit(NEW_COMMITMENT)
    people.wait_for_task(APPROVAL, case_no, "business_license")
    given = principal.client.post(
        "/mandates",
        {
            "agent_body": APPROVAL,
            "agent_name": "示例一区行政审批服务局",
            "scope": {"case_nos": [case_no], "acts": ["assist"], "systems": [SYSTEM]},
            "from": "2026-11-02",
            "until": "2026-12-31",
        },
    )
    paper = principal.make_paper("国家系统回执")
    done: Json = {
        "mandate_no": given["mandate_no"],
        "system": SYSTEM,
        "done": "代为提交名称申报",
        "receipt_no": "GJ-2026-000123",
        "receipt_file_id": desk.upload("/files", "file", [paper])["file_id"],
        "at": people.platform.engine.clock.now().isoformat(),
    }
    url = f"/cases/{case_no}/items/business_license/assistance"
    assert refused(lambda: desk.post(url, done)) == (403, "MandateNotAccepted")
    desk.post(f"/mandates/{given['mandate_no']}/acceptance", {})
    assert refused(lambda: desk.post(url, done | {"system": SYSTEM | {"name": "别的系统"}})) == (
        403,
        "OutOfScope",
    )
    desk.post(url, done)

    (seen,) = principal.client.get(f"/cases/{case_no}/assistance")["assistance"]
    assert (seen["done"], seen["receipt_no"], seen["system"]) == (
        done["done"],
        done["receipt_no"],
        SYSTEM["name"],
    )
    assert principal.client.content(f"/cases/{case_no}/files/{seen['receipt_file_id']}") == paper[1]
    acts: list[Json] = principal.client.get(f"/cases/{case_no}/acts")["acts"]
    (act,) = [act for act in acts if act["act"] == "assist"]
    assert (act["body"], act["mandate_no"]) == (APPROVAL, given["mandate_no"])
    assert "受申请人委托，在国家级系统帮办代办：营业执照" in "".join(told(principal, case_no))
    page = principal.client.get(f"/cases/{case_no}/documents/{seen['document_no']}")
    assert (page["kind"], page["number"] is not None) == ("assistance_record", True)
    # The record is sealed by the body, like every document of its own.
    document = f"/cases/{case_no}/documents/{seen['document_no']}"
    wait_for("the record sealed", lambda: principal.client.get(document)["state"] == "sealed")
    assert principal.client.content(f"{document}/file").startswith(b"PK")
