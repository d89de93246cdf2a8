"""Documents of a submission follow its answer: drafted once, by whoever comes first, dated with the day of the application."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import BEIJING
from chain.documents.kinds import DocumentKind as K
from chain.documents.page import PageData
from chain.errors import ChainError
from gateway.documents import owed
from gateway.documents.owed import draft_of_case
from gateway.engine.errors import EngineUnavailable
from gateway.outbox import Dispatcher
from gateway.outbox.enqueue import Kind
from gateway.store.models import Document, OutboxMessage, ProcedureAct, Series
from tests.unit.gateway.agents.support import Parties
from tests.unit.gateway.obligations.support import asking
from tests.unit.gateway.outbox.test_outbox import Later, Recorder, raising
from tests.unit.gateway.portal import PDF, Portal, application
from tests.unit.gateway.window.support import CONTRACT, Window
from tests.unit.gateway.worker_api.support import APPROVAL, MATERIALS, Desk


class Killed(BaseException):
    """The process dies here."""


async def answered(portal: Portal, request: dict[str, Any] | None = None, **headers: str) -> Desk:
    """A case whose submission was answered just now."""
    if request is None:
        file_id = await portal.upload(PDF)
        request = application(materials=[{"material": key, "file_id": file_id} for key in MATERIALS])
    sent = headers or portal.applicant | portal.fresh_key()
    answer = await portal.client.post("/cases", json=request, headers=sent)
    assert answer.status_code == 202, answer.text
    return Desk(portal, answer.json()["case_no"])


def gateway(portal: Portal, engine: Recorder | None = None, later: float = 0) -> Dispatcher:
    """The outbox of a gateway, some seconds from now."""
    clock = Later(timedelta(seconds=later))
    made = Dispatcher(portal.context.database, engine or Recorder(), clock=clock)
    made.on_documents = partial(draft_of_case, portal.context)
    return made


async def killed(dispatcher: Dispatcher) -> None:
    """The gateway dies while it delivers."""
    with pytest.raises(Killed):
        await dispatcher.drain()


async def documents(desk: Desk) -> list[Document]:
    async with desk.portal.context.database.read() as session:
        rows = select(Document).where(Document.case_no == desk.case_no).order_by(Document.document_no)
        return list(await session.scalars(rows))


async def kinds(desk: Desk) -> list[str]:
    return [each.kind for each in await documents(desk)]


async def listed(desk: Desk) -> list[str]:
    """What the applicant sees among the documents."""
    answer = await desk.portal.client.get(f"/cases/{desk.case_no}/documents", headers=desk.portal.applicant)
    assert answer.status_code == 200, answer.text
    return [each["kind"] for each in answer.json()["documents"]]


async def told_in_status(desk: Desk) -> list[str]:
    answer = await desk.portal.client.get(f"/cases/{desk.case_no}/status", headers=desk.portal.applicant)
    return [each["title"] for each in answer.json()["documents"]]


async def row_of(desk: Desk) -> OutboxMessage:
    """The row that has the documents drafted."""
    async with desk.portal.context.database.read() as session:
        key = f"documents/{desk.case_no}"
        return (await session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == key))).one()


async def one_receipt(desk: Desk) -> Document:
    """The receipt, which stands once: one document, one number drawn, one message to the engine, on every act."""
    (receipt,) = await documents(desk)
    async with desk.portal.context.database.read() as session:
        drawn = await session.scalars(select(Series.last).where(Series.name.startswith("document/")))
        acts = await session.scalars(select(ProcedureAct).where(ProcedureAct.case_no == desk.case_no))
        assert list(drawn) == [1]
        assert {act.document_no for act in acts} == {receipt.document_no}
    sealing = [
        row for row in await desk.portal.outbox(documents=True) if "document-drafted" in row.dedupe_key
    ]
    assert len(sealing) == 1
    return receipt


async def test_the_answer_does_not_wait_for_the_receipt_which_follows_at_once(portal: Portal) -> None:
    desk = await answered(portal)
    assert await kinds(desk) == []
    engine = Recorder()
    gateway_outbox = gateway(portal, engine)
    while await gateway_outbox.drain():
        pass
    receipt = await one_receipt(desk)
    assert (receipt.kind, receipt.document_no, receipt.body) == (K.RECEIPT, "WS01", APPROVAL)
    assert [call.split()[0] for call in engine.calls] == ["restaurant.submitted", "document-drafted"]
    assert (await row_of(desk)).done_at is not None


async def test_an_applicant_who_asks_first_finds_the_receipt(portal: Portal) -> None:
    desk = await answered(portal)
    assert await told_in_status(desk) == ["材料接收凭证（正在生成）"]
    assert await listed(desk) == [K.RECEIPT]
    assert await told_in_status(desk) == ["材料接收凭证"]
    await gateway(portal).drain()
    await one_receipt(desk)


async def test_a_receipt_is_read_by_its_number_before_anybody_listed_it(portal: Portal) -> None:
    desk = await answered(portal)
    path = f"/cases/{desk.case_no}/documents/WS01"
    answer = await portal.client.get(path, headers=portal.applicant)
    assert answer.json()["kind"] == K.RECEIPT
    await one_receipt(desk)


async def test_a_stranger_who_asks_has_nothing_drafted(portal: Portal) -> None:
    desk = await answered(portal)
    stranger = portal.who("somebody", "applicant")
    for path in ("documents", "documents/WS01"):
        answer = await portal.client.get(f"/cases/{desk.case_no}/{path}", headers=stranger)
        assert answer.status_code == 404
    assert await kinds(desk) == []


async def test_several_gateways_and_readers_at_once_draft_one_receipt(portal: Portal) -> None:
    desk = await answered(portal)
    outboxes = [gateway(portal) for _ in range(3)]
    await asyncio.gather(*(each.drain() for each in outboxes), *(listed(desk) for _ in range(3)))
    await one_receipt(desk)


STEPS: dict[str, str] = {
    "before anything is drafted": "gateway.documents.owed.draft_for",
    "before its number is drawn": "gateway.documents.drafting.document_number",
    "when its number is drawn and nothing is written": "gateway.documents.drafting.fill",
    "before the engine is told": "gateway.documents.drafting.tell_to_seal",
}


@pytest.mark.parametrize("step", STEPS)
async def test_a_gateway_that_dies_on_the_way_leaves_it_to_the_next(
    portal: Portal, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await answered(portal)

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(STEPS[step], die)
        await killed(gateway(portal))
    await left_to_the_next(desk)


async def test_a_gateway_that_dies_when_it_drafted_and_did_not_mark_leaves_it_to_the_next(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, mark = await answered(portal), Dispatcher._release

    async def die(dispatcher: Dispatcher, session: AsyncSession, row: OutboxMessage, values: Any) -> None:
        if row.kind == Kind.DRAFT_DOCUMENTS:
            raise Killed
        await mark(dispatcher, session, row, values)

    with monkeypatch.context() as patch:
        patch.setattr(Dispatcher, "_release", die)
        await killed(gateway(portal))
    await left_to_the_next(desk)


async def left_to_the_next(desk: Desk) -> None:
    """Nothing of the receipt is there; while the dead one's lease lasts nobody takes it over, then the next one drafts it."""
    assert await kinds(desk) == []
    assert await gateway(desk.portal).drain() == 0
    after = gateway(desk.portal, later=30)
    while await after.drain():
        pass
    await one_receipt(desk)


async def test_a_gateway_that_dies_after_drafting_leaves_nothing_to_do(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await answered(portal)
    with monkeypatch.context() as patch:
        patch.setattr("gateway.outbox.dispatcher._deliveries", _Dead())
        await killed(gateway(portal, Recorder(raising(EngineUnavailable))))
    after = gateway(portal, later=30)
    while await after.drain():
        pass
    await one_receipt(desk)


class _Dead:
    def labels(self, *_: str) -> None:
        raise Killed


async def test_a_receipt_drafted_in_the_new_year_is_of_the_day_of_the_application(portal: Portal) -> None:
    portal.clock.moment = datetime(2026, 12, 31, 23, 59, 59, tzinfo=BEIJING)
    desk = await answered(portal)
    portal.clock.move(timedelta(minutes=5))
    await gateway(portal).drain()
    receipt = await one_receipt(desk)
    page = PageData.from_json(receipt.content)
    assert page.issued.isoformat() == "2026-12-31"
    assert receipt.drafted_at.date().isoformat() == "2026-12-31"
    assert receipt.number is not None
    assert "〔2026〕" in receipt.number


async def test_what_was_handed_in_later_does_not_stand_on_the_receipt(portal: Portal) -> None:
    window = Window(portal)
    desk = Desk(portal, (await window.take_in())["case_no"])
    portal.clock.move(timedelta(minutes=1))
    paper = {"material": CONTRACT, "copies": 1, "place": "一楼综合窗口"}
    assert (await window.send(f"/window/cases/{desk.case_no}/papers", paper)).status_code == 201
    await gateway(portal).drain()
    (receipt,) = await documents(desk)
    assert "（电子件，1份）" in str(receipt.content)
    assert "纸质件" not in str(receipt.content)


async def test_the_receipt_waits_for_no_engine(portal: Portal) -> None:
    desk = await answered(portal)
    await gateway(portal, Recorder(raising(EngineUnavailable))).drain()
    assert await kinds(desk) == [K.RECEIPT]


async def test_an_act_that_comes_first_has_the_receipt_numbered_before_its_own_document(
    portal: Portal,
) -> None:
    desk = await answered(portal)
    assert (await desk.post(APPROVAL, "acceptance")).status_code == 200
    assert (await kinds(desk))[:2] == [K.RECEIPT, K.ACCEPTANCE_NOTICE]
    await gateway(portal).drain()
    assert Counter(await kinds(desk))[K.RECEIPT] == 1


async def test_what_was_undertaken_and_the_mandate_follow_the_receipt(portal: Portal) -> None:
    parties = Parties(portal)
    number = await parties.accepted()
    request = await asking(portal, tolerated=("food_facilities",), committed=("premises_proof",))
    file_id = await portal.upload(PDF, headers=parties.agent)
    for entry in request["materials"]:
        entry["file_id"] = file_id
    desk = await answered(portal, request, **parties.under(number))
    assert await kinds(desk) == []
    portal.clock.move(timedelta(days=1))
    await gateway(portal).drain()
    found = await documents(desk)
    assert [each.kind for each in found] == [K.RECEIPT, K.TOLERANCE_UNDERTAKING, K.COMMITMENT, K.MANDATE]
    assert {each.drafted_at.date().isoformat() for each in found} == {"2026-03-02"}
    assert "委托代理人" in str(found[0].content)


async def test_a_mandate_filed_before_the_receipt_was_drafted_comes_after_it(portal: Portal) -> None:
    desk = await answered(portal)
    await Parties(portal).accepted(scope={"case_nos": [desk.case_no], "acts": ["read"]})
    assert await kinds(desk) == [K.RECEIPT, K.MANDATE]


async def test_a_draft_that_fails_is_tried_again(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await answered(portal)

    def fail(*_: Any, **__: Any) -> None:
        raise ChainError

    with monkeypatch.context() as patch:
        patch.setattr(owed, "draft_for", fail)
        await gateway(portal).drain()
    row = await row_of(desk)
    assert (row.done_at, row.failed_code, row.leased_by) == (None, None, None)
    await gateway(portal, later=1).drain()
    await one_receipt(desk)
