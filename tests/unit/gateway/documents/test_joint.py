"""A document of several bodies: each seals in its turn what those before sealed, and it is issued with the last seal."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from chain.documents.kinds import DocumentKind as K
from chain.documents.kinds import SealKind
from chain.documents.page import PageData
from gateway.archive.facts import file_facts
from gateway.archive.rules.papers import documents_sealed
from gateway.documents.public_check import check_document
from gateway.store.errors import FileMissing
from gateway.store.models import Case, Document
from tests.unit.gateway.documents.support import drafted
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json, SealMaker

ORDER = (APPROVAL, FIRE, URBAN)
OTHER = "market_379901"


class Killed(BaseException):
    """The process is gone: nothing catches it."""


@pytest.fixture
async def joint(desk: Desk, maker: SealMaker) -> Document:
    """A refusal by three bodies on one item; the maker's root is trusted."""
    assert maker.root
    return await drafted(desk, K.REFUSAL_DECISION, APPROVAL, key="joint", jointly=[FIRE, URBAN])


def path(desk: Desk, document: Document) -> str:
    return f"cases/{desk.case_no}/documents/{document.document_no}"


async def read(desk: Desk, document: Document, body: str) -> httpx.Response:
    """As the body's worker reads it."""
    return await desk.get(body, f"documents/{document.document_no}")


async def so_far(desk: Desk, document: Document, body: str) -> httpx.Response:
    return await desk.get(body, f"documents/{document.document_no}/sealed")


async def seals(
    desk: Desk, maker: SealMaker, document: Document, body: str, kind: SealKind | None = None
) -> httpx.Response:
    """``body`` seals what is there and hands it in, as its worker does."""
    before = await so_far(desk, document, body)
    content = before.content if before.status_code == 200 else None
    made = maker.seal_document(body, document.content, kind, before=content)
    return await desk.put(body, f"{path(desk, document)}/sealed", made)


async def shown(desk: Desk, document: Document, headers: dict[str, str] | None = None) -> Json:
    """The document as the applicant reads it."""
    answer = await desk.portal.client.get(
        f"/{path(desk, document)}", headers=headers or desk.portal.applicant
    )
    found: Json = answer.json()
    return found


async def kept(desk: Desk, document: Document) -> Document:
    async with desk.portal.context.database.read() as session:
        return await session.get_one(Document, (desk.case_no, document.document_no))


async def told(desk: Desk, document: Document) -> list[tuple[str, str]]:
    """Whom the engine was told of, with the message's id."""
    return [
        (row.payload["variables"]["body"], row.dedupe_key)
        for row in await desk.portal.outbox(documents=True)
        if row.payload["correlation_key"] == f"{desk.case_no}/{document.document_no}"
    ]


async def test_each_body_seals_in_its_turn_and_the_last_seal_issues_it(
    desk: Desk, joint: Document, maker: SealMaker
) -> None:
    told_first = await told(desk, joint)
    for number, body in enumerate(ORDER):
        answer = (await read(desk, joint, body)).json()
        assert (answer["state"], answer["seals_before"]) == ("drafted", number)
        stored = await seals(desk, maker, joint, body)
        assert stored.status_code == 200, stored.text
        assert stored.json()["sealed_at"] is not None
    name = f"document-drafted/{desk.case_no}/{joint.document_no}"
    row = await kept(desk, joint)

    assert told_first == [(APPROVAL, name)]
    assert await told(desk, joint) == [(APPROVAL, name), (FIRE, f"{name}/{FIRE}"), (URBAN, f"{name}/{URBAN}")]
    assert (row.state, row.partial_ref, row.body) == ("sealed", None, APPROVAL)
    assert row.blob_ref is not None
    content = await desk.portal.context.blobs.get(row.blob_ref)
    checked = await check_document(desk.portal.context, content)
    assert checked is not None
    assert checked.verdict.seals == ("示例一区行政审批服务局", "示例一区消防救援大队", "示例一区城市管理局")
    assert (checked.verdict.result, checked.status) == ("passed", "registered")


async def test_the_applicant_sees_how_far_it_is_and_gets_it_when_all_have_sealed(
    desk: Desk, joint: Document, maker: SealMaker
) -> None:
    await seals(desk, maker, joint, APPROVAL)
    page = await shown(desk, joint)
    client, applicant = desk.portal.client, desk.portal.applicant
    early = await client.get(f"/{path(desk, joint)}/file", headers=applicant)
    status = (await client.get(f"/cases/{desk.case_no}/status", headers=applicant)).json()
    for body in (FIRE, URBAN):
        await seals(desk, maker, joint, body)
    whole = await shown(desk, joint)
    file = await client.get(f"/{path(desk, joint)}/file", headers=applicant)

    assert page["state_name"] == "待签章（共3个机关盖章，已盖1个）"
    assert page["note"].endswith("尚待盖章：示例一区消防救援大队、示例一区城市管理局。")
    assert page["issuer"] == "示例一区行政审批服务局、示例一区消防救援大队、示例一区城市管理局"
    assert [party["sealed_at"] is not None for party in page["parties"]] == [True, False, False]
    assert [party["body"] for party in page["parties"]] == list(ORDER)
    assert (early.status_code, early.json()["code"]) == (409, "DocumentNotSealed")
    assert any("（共3个机关盖章，已盖1个）" in each["title"] for each in status["documents"])
    assert (whole["state_name"], whole["note"], file.status_code) == ("已签章", "", 200)
    status = (await client.get(f"/cases/{desk.case_no}/status", headers=applicant)).json()
    assert "已盖" not in str(status["documents"])


async def test_nobody_seals_out_of_turn_nor_who_does_not_issue_it(
    desk: Desk, joint: Document, maker: SealMaker
) -> None:
    early = await read(desk, joint, FIRE)
    sealed_early = await desk.put(
        FIRE, f"{path(desk, joint)}/sealed", maker.seal_document(FIRE, joint.content)
    )
    stranger = await read(desk, joint, OTHER)
    handed_in = await desk.put(
        OTHER, f"{path(desk, joint)}/sealed", maker.seal_document(OTHER, joint.content)
    )
    fetched = await so_far(desk, joint, OTHER)

    assert (early.status_code, early.json()["code"]) == (409, "DocumentNotYourTurn")
    assert sealed_early.json()["code"] == "DocumentNotYourTurn"
    assert {each.json()["code"] for each in (stranger, handed_in, fetched)} == {"NotYourCase"}
    assert (await kept(desk, joint)).partial_ref is None


async def test_what_bears_anothers_seal_or_lacks_those_before_is_not_taken(
    desk: Desk, joint: Document, maker: SealMaker
) -> None:
    await seals(desk, maker, joint, APPROVAL)
    first = (await so_far(desk, joint, FIRE)).content
    alone = maker.seal_document(FIRE, joint.content)
    another = maker.seal_document(URBAN, joint.content, before=first)
    kind = maker.seal_document(FIRE, joint.content, SealKind.ACCEPTANCE, before=first)
    data = PageData.from_json(joint.content)
    changed = replace(data, remedies="不得申请复议。").to_json()
    other = maker.seal_document(FIRE, changed, before=maker.seal_document(APPROVAL, changed))
    for content in (alone, another, kind, other, first, b"no file"):
        answer = await desk.put(FIRE, f"{path(desk, joint)}/sealed", content)
        assert answer.json()["code"] == "DocumentRefused", answer.text
    assert (await shown(desk, joint))["parties"][1]["sealed_at"] is None
    assert (await seals(desk, maker, joint, FIRE)).status_code == 200


async def test_a_job_that_comes_again_finds_its_seal_and_changes_nothing(
    desk: Desk, joint: Document, maker: SealMaker
) -> None:
    first = await seals(desk, maker, joint, APPROVAL)
    before = await kept(desk, joint)
    again = await read(desk, joint, APPROVAL)
    another = await desk.put(
        APPROVAL, f"{path(desk, joint)}/sealed", maker.seal_document(APPROVAL, joint.content)
    )
    after = await kept(desk, joint)

    assert (again.json()["state"], again.json()["sealed_at"]) == ("sealed", first.json()["sealed_at"])
    assert another.json()["sealed_at"] == first.json()["sealed_at"]
    assert (after.partial_ref, after.parties) == (before.partial_ref, before.parties)
    assert len(await told(desk, joint)) == 2


async def test_two_jobs_of_a_body_at_once_leave_one_file_and_one_next(
    desk: Desk, joint: Document, maker: SealMaker
) -> None:
    made = [maker.seal_document(APPROVAL, joint.content) for _ in range(2)]
    answers = await asyncio.gather(
        *(desk.put(APPROVAL, f"{path(desk, joint)}/sealed", each) for each in made)
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await so_far(desk, joint, FIRE)).content in made
    assert [body for body, _ in await told(desk, joint)] == [APPROVAL, FIRE]
    partial = (await kept(desk, joint)).partial_ref
    for body in (FIRE, URBAN):
        assert (await seals(desk, maker, joint, body)).status_code == 200
    assert (await kept(desk, joint)).state == "sealed"
    with pytest.raises(FileMissing):
        await desk.portal.context.blobs.get(str(partial))


STEPS = {
    "before the file is kept": "gateway.worker_api.documents.storage.keep_sealed",
    "before the next body is told": "gateway.worker_api.documents.tell_to_seal",
    "when all is written": "gateway.worker_api.documents.Call.audit",
}


@pytest.mark.parametrize("step", STEPS)
async def test_a_gateway_that_dies_while_it_keeps_a_seal_leaves_the_turn_with_that_body(
    desk: Desk, joint: Document, maker: SealMaker, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seals(desk, maker, joint, APPROVAL)
    before = (await so_far(desk, joint, FIRE)).content
    made = maker.seal_document(FIRE, joint.content, before=before)

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(STEPS[step], die)
        with pytest.raises(Killed):
            await desk.put(FIRE, f"{path(desk, joint)}/sealed", made)
    turn = (await read(desk, joint, FIRE)).json()

    assert (turn["state"], turn["seals_before"]) == ("drafted", 1)
    assert (await so_far(desk, joint, FIRE)).content == before
    assert [body for body, _ in await told(desk, joint)] == [APPROVAL, FIRE]
    for body in (FIRE, URBAN):
        assert (await seals(desk, maker, joint, body)).status_code == 200
    assert [body for body, _ in await told(desk, joint)] == list(ORDER)
    assert (await kept(desk, joint)).state == "sealed"


async def test_the_officers_of_every_body_that_issues_it_read_it_and_no_others(
    desk: Desk, joint: Document
) -> None:
    for body in ORDER:
        assert (await shown(desk, joint, desk.officer(body)))["title"]
    await drafted(desk, K.REFUSAL_DECISION, FIRE, ["fire_inspection"], key="alone")
    assert (await shown(desk, joint, desk.officer(OTHER)))["code"] in {"CaseNotFound", "DocumentNotFound"}


async def test_a_file_that_some_bodies_sealed_is_no_document_for_whoever_checks_it(
    desk: Desk, joint: Document, maker: SealMaker
) -> None:
    await seals(desk, maker, joint, APPROVAL)
    partial = (await so_far(desk, joint, FIRE)).content
    checked = await check_document(desk.portal.context, partial)
    assert checked is not None
    assert checked.verdict.result == "failed"


async def test_the_file_check_says_how_many_seals_are_there(
    desk: Desk, joint: Document, maker: SealMaker
) -> None:
    await seals(desk, maker, joint, APPROVAL)
    async with desk.portal.context.database.read() as session:
        case = await session.get_one(Case, desk.case_no)
        facts = await file_facts(desk.portal.context, session, case)
    found = [each.sentence for each in documents_sealed(facts)]
    assert any(each.endswith("尚未加盖电子印章（共3个机关盖章，已盖1个）。") for each in found)
    assert sum("共3个" in each for each in found) == 1


async def test_what_one_body_issues_alone_is_as_it_was(desk: Desk) -> None:
    document = await drafted(desk)
    row = await kept(desk, document)
    page = await shown(desk, document)
    assert (row.parties, "joint" in row.content) == (None, False)
    assert [party["body"] for party in page["parties"]] == [APPROVAL]
    assert page["state_name"] == "待签章"
