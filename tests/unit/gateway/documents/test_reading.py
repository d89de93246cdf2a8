"""Who reads a document: its applicant, its body, the leading body; and every reading is on record."""

import pytest
from sqlalchemy import select

from chain.documents.kinds import DocumentKind as K
from chain.documents.kinds import SealKind
from gateway.store.models import AuditEntry
from tests.unit.gateway.documents.support import drafted
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json, SealMaker


async def read(desk: Desk, path: str, headers: dict[str, str]) -> tuple[int, Json]:
    answer = await desk.portal.client.get(f"/cases/{desk.case_no}/documents{path}", headers=headers)
    is_json = answer.headers["content-type"].startswith(("application/json", "application/problem"))
    return answer.status_code, answer.json() if is_json else {"content": answer.content}


async def numbers(desk: Desk, headers: dict[str, str]) -> set[str]:
    status, found = await read(desk, "", headers)
    assert status == 200
    return {line["document_no"] for line in found["documents"]}


async def test_each_sees_the_documents_that_concern_them(desk: Desk) -> None:
    ours = (await drafted(desk, K.REFUSAL_DECISION)).document_no
    theirs = (await drafted(desk, K.REFUSAL_DECISION, FIRE, ["fire_inspection"])).document_no
    both = {ours, theirs}
    assert await numbers(desk, desk.portal.applicant) >= both
    assert await numbers(desk, desk.officer(APPROVAL)) >= both
    assert await numbers(desk, desk.officer(FIRE)) & both == {theirs}
    assert not await numbers(desk, desk.officer(URBAN)) & both
    assert await numbers(desk, desk.portal.who("s", "supervisor")) >= both


async def test_a_supervisor_sees_that_there_is_a_document_and_not_what_it_says(desk: Desk) -> None:
    document = await drafted(desk, K.REFUSAL_DECISION)
    supervisor = desk.portal.who("s", "supervisor")
    _, found = await read(desk, "", supervisor)
    line = next(each for each in found["documents"] if each["document_no"] == document.document_no)
    assert (line["readable"], line["number"], line["kind_name"]) == (
        False,
        document.number,
        K.REFUSAL_DECISION.label,
    )
    assert "卫生" not in str(found)
    assert (await read(desk, f"/{document.document_no}", supervisor))[0] == 403


@pytest.mark.parametrize("part", ["", "/file", "/rendering"])
async def test_another_bodys_document_is_not_found(desk: Desk, part: str) -> None:
    document = await drafted(desk, K.REFUSAL_DECISION)
    for headers in (desk.officer(FIRE), desk.portal.who("stranger", "applicant")):
        status, said = await read(desk, f"/{document.document_no}{part}", headers)
        assert (status, said["code"] in {"DocumentNotFound", "CaseNotFound"}) == (404, True)


async def test_before_its_seal_a_document_can_be_read_and_says_so(desk: Desk) -> None:
    document = await drafted(desk, K.REFUSAL_DECISION)
    status, page = await read(desk, f"/{document.document_no}", desk.portal.applicant)
    assert status == 200
    assert (page["state"], page["seal_name"]) == ("drafted", "示例一区行政审批服务局")
    assert "尚未加盖电子印章" in page["note"]
    assert page["remedies"]
    status, problem = await read(desk, f"/{document.document_no}/file", desk.portal.applicant)
    assert (status, problem["code"]) == (409, "DocumentNotSealed")


async def test_an_undertaking_has_no_file(desk: Desk) -> None:
    document = await drafted(desk, K.TOLERANCE_UNDERTAKING)
    status, problem = await read(desk, f"/{document.document_no}/file", desk.portal.applicant)
    assert (status, problem["code"]) == (409, "DocumentNeedsNoSeal")
    assert (await read(desk, f"/{document.document_no}", desk.portal.applicant))[1]["issuer"] is None


async def test_a_sealed_document_is_a_file_and_a_picture(desk: Desk, maker: SealMaker) -> None:
    document = await drafted(desk, K.REFUSAL_DECISION)
    sealed = maker.seal_document(APPROVAL, document.content)
    path = f"cases/{desk.case_no}/documents/{document.document_no}/sealed"
    assert (await desk.put(APPROVAL, path, sealed)).status_code == 200
    assert await read(desk, f"/{document.document_no}/file", desk.portal.applicant) == (
        200,
        {"content": sealed},
    )
    status, picture = await read(desk, f"/{document.document_no}/rendering?page=1", desk.portal.applicant)
    assert status == 200
    assert picture["content"].startswith(b"\x89PNG")
    status, problem = await read(desk, f"/{document.document_no}/rendering?page=9", desk.portal.applicant)
    assert (status, problem["code"]) == (404, "PageNotFound")


async def test_every_reading_is_on_record_with_its_reader(desk: Desk) -> None:
    document = await drafted(desk, K.REFUSAL_DECISION)
    for path, headers in [
        ("", desk.portal.applicant),
        (f"/{document.document_no}", desk.officer(APPROVAL)),
        (f"/{document.document_no}/file", desk.portal.applicant),
    ]:
        await read(desk, path, headers)
    async with desk.portal.context.database.read() as session:
        entries = await session.scalars(
            select(AuditEntry).where(AuditEntry.action.startswith("document")).order_by(AuditEntry.seq)
        )
        found = [(each.action, each.role, each.actor) for each in entries]
    assert found == [
        ("documents.read", "applicant", "applicant-1"),
        ("document.read", "officer", f"officer-{APPROVAL}"),
        ("document.file", "applicant", "applicant-1"),
    ]


async def stored(desk: Desk, document_no: str, content: bytes, body: str = APPROVAL) -> tuple[int, str]:
    answer = await desk.put(body, f"cases/{desk.case_no}/documents/{document_no}/sealed", content)
    return answer.status_code, answer.json().get("code", "")


async def test_the_worker_of_the_body_reads_what_it_is_to_compose_and_nobody_else(desk: Desk) -> None:
    document = await drafted(desk, K.REFUSAL_DECISION)
    answer = await desk.get(APPROVAL, f"documents/{document.document_no}")
    assert answer.status_code == 200
    assert answer.json()["content"] == document.content
    assert answer.json()["items"] == ["food_license"]
    assert (await desk.get(FIRE, f"documents/{document.document_no}")).json()["code"] == "NotYourCase"
    assert (await desk.get(APPROVAL, "documents/WS99")).json()["code"] == "NotYourCase"


async def test_only_the_drafted_document_under_its_bodys_right_seal_is_taken(
    desk: Desk, maker: SealMaker
) -> None:
    document = await drafted(desk, K.REFUSAL_DECISION)
    number, content = document.document_no, document.content
    changed = content | {"remedies": "本决定不可申请行政复议。"}
    refused = (422, "DocumentRefused")
    assert await stored(desk, number, b"nothing") == refused
    assert await stored(desk, number, maker.seal_document(APPROVAL, changed)) == refused
    assert await stored(desk, number, maker.seal_document(APPROVAL, content, SealKind.ACCEPTANCE)) == refused
    assert await stored(desk, number, maker.seal_document(FIRE, content)) == refused
    assert (
        await stored(desk, number, SealMaker(desk.portal.context).seal_document(APPROVAL, content)) == refused
    )
    right = maker.seal_document(APPROVAL, content)
    assert await stored(desk, number, right, FIRE) == (404, "NotYourCase")
    assert await stored(desk, number, right) == (200, "")


async def test_the_first_sealed_file_stays(desk: Desk, maker: SealMaker) -> None:
    document = await drafted(desk, K.REFUSAL_DECISION)
    first = maker.seal_document(APPROVAL, document.content)
    assert (await stored(desk, document.document_no, first))[0] == 200
    second = maker.seal_document(APPROVAL, document.content)
    assert (await stored(desk, document.document_no, second))[0] == 200
    kept = await read(desk, f"/{document.document_no}/file", desk.portal.applicant)
    assert kept == (200, {"content": first})
