"""Anybody can have a document checked: what it is, whether it is whole, whether it still counts."""

from dataclasses import replace

import pytest

from chain.documents.kinds import DocumentKind as K
from chain.documents.kinds import SealKind
from chain.documents.page import PageData
from chain.procedure import Act
from gateway.store.models import Document, ProcedureAct
from tests.unit.gateway.documents.support import drafted
from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json, SealMaker


@pytest.fixture
async def refusal(desk: Desk, maker: SealMaker) -> Document:
    """A refusal on record; the maker's root is trusted."""
    return await drafted(desk, K.REFUSAL_DECISION)


async def checked(desk: Desk, content: bytes) -> Json:
    answer = await desk.portal.client.post(
        "/certificates/verification", files={"file": ("决定书.ofd", content)}
    )
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def not_passed(found: Json) -> dict[str, str]:
    return {each["key"]: each["reason"] for each in found["findings"] if each["result"] != "passed"}


async def test_a_sealed_document_is_recognised_and_passes(
    desk: Desk, refusal: Document, maker: SealMaker
) -> None:
    found = await checked(desk, maker.seal_document(APPROVAL, refusal.content))

    assert (found["kind"], found["kind_name"], found["result"]) == (
        "document", "不予许可（办理）决定书", "passed",
    )  # fmt: skip
    assert (found["identifier"], found["seals"]) == (refusal.number, ["示例一区行政审批服务局"])
    assert (found["status"], found["status_name"]) == ("registered", "已登记")


async def test_a_document_that_says_something_else_than_what_was_registered_does_not_pass(
    desk: Desk, refusal: Document, maker: SealMaker
) -> None:
    other = replace(PageData.from_json(refusal.content), remedies="")
    found = await checked(desk, maker.seal_document(APPROVAL, other.to_json()))

    assert found["result"] == "failed"
    assert not_passed(found) == {
        "metadata": "文书数据与登记的不一致。",
        "text": "文书内容与登记的不一致。",
    }


async def test_a_document_under_another_seal_of_its_body_does_not_pass(
    desk: Desk, refusal: Document, maker: SealMaker
) -> None:
    found = await checked(desk, maker.seal_document(APPROVAL, refusal.content, SealKind.ACCEPTANCE))

    assert (found["result"], set(not_passed(found))) == ("failed", {"seal_kind"})


async def test_a_sound_document_of_elsewhere_is_for_its_body_to_confirm(
    desk: Desk, refusal: Document, maker: SealMaker
) -> None:
    elsewhere = replace(PageData.from_json(refusal.content), case_no="YL370000-20260302-0000000000")
    found = await checked(desk, maker.seal_document(APPROVAL, elsewhere.to_json()))

    assert (found["kind"], found["result"], found["status"]) == ("document", "indeterminate", None)
    assert not_passed(found) == {"registered": "本平台没有登记该文书，请向出具机关核实。"}


async def test_a_document_whose_decision_never_took_effect_says_so(
    desk: Desk, refusal: Document, maker: SealMaker
) -> None:
    now = desk.portal.context.now()
    async with desk.portal.context.database.write() as session:
        session.add(
            ProcedureAct(
                case_no=desk.case_no,
                item="food_license",
                number=99,
                act=Act.ANNUL,
                at=now,
                effective_at=now,
                body=APPROVAL,
                role="system",
                actor="system",
                detail={"number": 98, "document_no": refusal.document_no},
                key="annul/98",
            )
        )
    found = await checked(desk, maker.seal_document(APPROVAL, refusal.content))

    assert (found["status"], found["status_name"]) == ("annulled", "已作废（所载决定未生效）")
    assert (found["result"], found["file_result"]) == ("failed", "passed")


async def test_what_is_neither_is_still_told_as_no_certificate(desk: Desk) -> None:
    found = await checked(desk, b"PK\x03\x04")

    assert (found["kind"], found["result"], set(not_passed(found))) == (
        "certificate",
        "failed",
        {"structure"},
    )
