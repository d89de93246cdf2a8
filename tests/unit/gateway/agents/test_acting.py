"""An agent acts for the principal: the case stays the principal's, the agent stands on every act, and scope is kept."""

from typing import Any

import pytest
from sqlalchemy import select

from gateway.procedure.record import acts_of
from gateway.store.models import AuditEntry, Case
from tests.unit.gateway.agents.support import AGENT, EVERYTHING, NAME, PRINCIPAL, Parties
from tests.unit.gateway.obligations.support import SIGNED, named
from tests.unit.gateway.portal import PDF, application, sample_form
from tests.unit.gateway.procedure.support import UNCLEAR, asked
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, MATERIALS, Desk

ACTED = f"申请人（由受托人{NAME}办理）"


async def handed_in(parties: Parties, mandate_no: str) -> Desk:
    """The principal's case, complete, handed in by the agent."""
    files = [await parties.portal.upload(PDF, headers=parties.agent)]
    materials = [{"material": key, "file_id": files[0]} for key in MATERIALS]
    answer = await parties.submit(mandate_no, materials=materials)
    assert answer.status_code == 202, answer.text
    return Desk(parties.portal, answer.json()["case_no"])


async def supplemented(parties: Parties, desk: Desk, notice_no: str, headers: dict[str, str]) -> Any:
    """An answer to the notice, with a file of whoever gives it."""
    file_id = await parties.portal.upload(PDF + notice_no.encode(), headers=headers)
    content = {
        "notice_no": notice_no,
        "materials": [{"material": "food_facilities", "file_id": file_id}],
    }
    url = f"/cases/{desk.case_no}/supplements"
    return await parties.portal.client.post(url, json=content, headers=headers | parties.portal.fresh_key())


async def test_the_case_is_the_principals_and_the_agent_stands_on_the_act(parties: Parties) -> None:
    number = await parties.accepted()
    case_no = await parties.submitted(number)
    async with parties.portal.context.database.read() as session:
        assert (await session.get_one(Case, case_no)).applicant_sub == PRINCIPAL
        acts = [act for each in (await acts_of(session, case_no)).values() for act in each]
    assert {(act.actor, act.role, act.mandate_no) for act in acts} == {(AGENT, "applicant", number)}
    listed = await parties.read("/cases", parties.principal)
    assert [case["case_no"] for case in listed["cases"]] == [case_no]
    assert (await parties.read("/cases", parties.agent))["cases"] == []


async def test_an_agent_lists_the_principals_cases_that_the_mandate_covers(parties: Parties) -> None:
    first, second = await parties.portal.submit(), await parties.portal.submit()
    scopes: dict[str, list[str]] = {
        await parties.accepted(): [second, first],
        await parties.accepted(scope={"case_nos": [first], "acts": ["read"]}): [first],
        await parties.accepted(scope={"themes": ["newborn"], "acts": ["read"]}): [],
    }
    for number, covered in scopes.items():
        listed = await parties.read("/cases", parties.under(number))
        assert sorted(case["case_no"] for case in listed["cases"]) == sorted(covered)


async def test_without_the_header_an_agent_sees_nothing_of_the_principals(parties: Parties) -> None:
    case_no = await parties.submitted(await parties.accepted())
    for path in ("", "/status", "/timeline", "/acts", "/documents", "/notices"):
        answer = await parties.portal.client.get(f"/cases/{case_no}{path}", headers=parties.agent)
        assert answer.status_code == 404, path


async def test_everybody_reads_that_an_agent_acted(parties: Parties) -> None:
    number = await parties.accepted()
    case_no = await parties.submitted(number)
    officer = parties.portal.who("officer-1", "officer", body=APPROVAL)
    for headers in (parties.principal, parties.under(number), officer):
        act = (await parties.read(f"/cases/{case_no}/acts", headers))["acts"][0]
        assert (act["who"], act["mandate_no"], act["agent"]) == (ACTED, number, NAME)
        timeline = (await parties.read(f"/cases/{case_no}/timeline", headers))["timeline"]
        assert (ACTED, "提交申请，已收件") in [(entry["who"], entry["what"]) for entry in timeline]
        status = await parties.read(f"/cases/{case_no}/status", headers)
        assert status["helped"] == [f"2026年3月2日，由受托人{NAME}代申请人办理：提交申请。"]
    exchanged = await parties.read(f"/cases/{case_no}/exchange", officer)
    assert exchanged["basic"]["mandate_no"] == number
    assert exchanged["singles"][0]["process"][0]["mandate_no"] == number


async def test_a_supervisor_reads_that_an_agent_acted_and_not_who(parties: Parties) -> None:
    case_no = await parties.submitted(await parties.accepted())
    supervisor = parties.portal.who("supervisor-1", "supervisor")
    for path in ("acts", "timeline", "status", "exchange"):
        told = await parties.portal.client.get(f"/cases/{case_no}/{path}", headers=supervisor)
        assert "受托人" in told.text or path == "exchange"
        assert NAME not in told.text


async def test_documents_name_the_agent_and_the_mandate_is_filed_once(parties: Parties) -> None:
    number = await parties.accepted()
    desk = await handed_in(parties, number)
    notice_no = await asked(desk, UNCLEAR)
    assert (await supplemented(parties, desk, notice_no, parties.under(number))).status_code == 202
    listed = (await parties.read(f"/cases/{desk.case_no}/documents", parties.principal))["documents"]
    kinds = [document["kind"] for document in listed]
    assert kinds.count("mandate") == 1
    said = {
        document["kind"]: (
            await parties.portal.client.get(
                f"/cases/{desk.case_no}/documents/{document['document_no']}", headers=parties.principal
            )
        ).text
        for document in listed
    }
    for kind in ("receipt", "supplement_receipt", "mandate"):
        assert f"委托代理人：{NAME}" in said[kind], kind
    assert number in said["mandate"]
    assert "提交申请、查阅办件、补正、补齐材料" in said["mandate"]


async def test_a_mandate_over_a_case_is_filed_with_it_when_it_is_accepted(parties: Parties) -> None:
    case_no = await parties.portal.submit()
    await parties.accepted(scope={"case_nos": [case_no], "acts": ["read"]})
    listed = (await parties.read(f"/cases/{case_no}/documents", parties.principal))["documents"]
    assert [document["kind"] for document in listed] == ["receipt", "mandate"]


async def test_a_mandate_revoked_between_two_acts_ends_what_the_agent_can_do(parties: Parties) -> None:
    number = await parties.accepted()
    desk = await handed_in(parties, number)
    notice_no = await asked(desk, UNCLEAR)
    await parties.step(number, "revocation", parties.principal, "改由本人办理")
    refused = await supplemented(parties, desk, notice_no, parties.under(number))
    assert (refused.status_code, refused.json()["code"]) == (403, "MandateRevoked")
    assert "委托人已经撤销" in refused.json()["detail"]
    assert (await supplemented(parties, desk, notice_no, parties.principal)).status_code == 202
    timeline = (await parties.read(f"/cases/{desk.case_no}/timeline", parties.principal))["timeline"]
    told = {entry["what"]: entry["who"] for entry in timeline}
    assert told["提交申请，已收件"] == ACTED
    assert told[f"提交补正（{notice_no}）"] == "申请人"


async def test_a_withdrawal_by_an_agent_is_told_as_such_also_on_the_acts_that_follow(
    parties: Parties,
) -> None:
    number = await parties.accepted()
    desk = Desk(parties.portal, await parties.submitted(number))
    await desk.claimed()
    gone = await parties.portal.client.post(
        f"/cases/{desk.case_no}/withdrawal", json={"reason": "不再开办"}, headers=parties.under(number)
    )
    assert gone.status_code == 202, gone.text
    answered = await desk.post(
        APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "withdrawn"}
    )
    assert answered.status_code == 200, answered.text
    acts = (await parties.read(f"/cases/{desk.case_no}/acts", parties.principal))["acts"]
    assert {act["who"] for act in acts if act["act"] == "withdraw"} == {ACTED}
    timeline = (await parties.read(f"/cases/{desk.case_no}/timeline", parties.principal))["timeline"]
    assert (ACTED, "申请撤回") in [(entry["who"], entry["what"]) for entry in timeline]


PROMISES: dict[str, dict[str, Any]] = {
    "a tolerated material": {"tolerances": named("signboard_design"), "undertaking": SIGNED},
    "a committed proof": {"commitments": named("premises_proof"), "undertaking": SIGNED},
    "a licence by commitment": {
        "situation": {"licence": "new", "fire": "commitment"},
        "form": sample_form("restaurant_new_commitment"),
    },
}


@pytest.mark.parametrize("name", PROMISES)
async def test_only_an_agent_who_may_sign_signs(parties: Parties, name: str) -> None:
    handing_in = await parties.accepted(scope={"themes": ["restaurant"], "acts": ["submit"]})
    refused = await parties.submit(handing_in, **PROMISES[name])
    assert (refused.status_code, refused.json()["code"]) == (403, "OutOfScope")
    assert (await parties.read("/cases", parties.principal))["cases"] == []
    signing = await parties.accepted(scope={"themes": ["restaurant"], "acts": ["submit", "undertake"]})
    answer = await parties.submit(signing, **PROMISES[name])
    assert answer.status_code == 202, answer.text


async def test_what_was_refused_leaves_nothing_behind(parties: Parties) -> None:
    number = await parties.accepted(scope={"themes": ["newborn"], "acts": EVERYTHING})
    answer = await parties.submit(number)
    assert (answer.status_code, answer.json()["code"]) == (403, "OutOfScope")
    assert (await parties.read("/cases", parties.principal))["cases"] == []
    assert [
        event["event"] for event in (await parties.read(f"/mandates/{number}", parties.agent))["history"]
    ] == [
        "offer",
        "accept",
    ]


async def test_the_audit_log_names_both_on_acts_and_readings(parties: Parties) -> None:
    number = await parties.accepted()
    case_no = await parties.submitted(number)
    await parties.read(f"/cases/{case_no}", parties.under(number))
    await parties.read(f"/cases/{case_no}/documents", parties.under(number))
    async with parties.portal.context.database.read() as session:
        lines = list(await session.scalars(select(AuditEntry).where(AuditEntry.case_no == case_no)))
    assert [line.action for line in lines] == ["case.submit", "case.read", "documents.read"]
    for line in lines:
        assert (line.actor, line.detail["principal"], line.detail["mandate_no"]) == (AGENT, PRINCIPAL, number)


async def test_the_same_key_under_another_mandate_is_another_command(parties: Parties) -> None:
    first, second = await parties.accepted(), await parties.accepted()
    key = parties.portal.fresh_key()
    answers = [
        await parties.portal.client.post("/cases", json=application(), headers=headers | key)
        for headers in (parties.under(first), parties.under(first), parties.under(second), parties.agent)
    ]
    numbers = [answer.json()["case_no"] for answer in answers]
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 3


async def test_the_bodies_of_a_case_read_the_mandate_that_the_principal_uploaded(parties: Parties) -> None:
    file_id = await parties.portal.upload(PDF, "授权委托书.pdf", parties.principal)
    number = await parties.accepted(document_file_id=file_id)
    case_no = await parties.submitted(number)
    readers = {
        "principal": (parties.principal, 200),
        "agent": (parties.under(number), 200),
        "lead": (parties.portal.who("officer-1", "officer", body=APPROVAL), 200),
        "fire": (parties.portal.who("officer-2", "officer", body=FIRE), 200),
        "clerk": (parties.portal.who("clerk-1", "clerk", body=APPROVAL), 200),
        "stranger": (parties.portal.who("stranger", "applicant"), 404),
        "elsewhere": (parties.portal.who("officer-3", "officer", body="approval_379902"), 404),
    }
    found = {}
    for name, (headers, _) in readers.items():
        answer = await parties.portal.client.get(f"/cases/{case_no}/files/{file_id}", headers=headers)
        found[name] = answer.status_code
    assert found == {name: status for name, (_, status) in readers.items()}
