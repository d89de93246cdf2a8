"""Documents for the people of a case: the list, the page data, the sealed file and a picture of it."""

from collections.abc import Collection, Mapping

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.documents.kinds import DocumentKind, SealKind
from chain.documents.page import PageData
from chain.ofd.reader import OfdReader
from chain.ofd.render import render_png
from gateway.cases.access import View, visible_case
from gateway.cases.views import record_reading
from gateway.deliveries.electronic import opened
from gateway.dependencies import Caller, Context
from gateway.documents import schemas
from gateway.documents.drafting import DRAFTED, PLAIN, SEALED
from gateway.documents.errors import DocumentNeedsNoSeal, DocumentNotFound, DocumentNotSealed, PageNotFound
from gateway.documents.listed import documents_of
from gateway.documents.owed import draft_of_case, owes_documents
from gateway.documents.parties import bodies_of, parties_of, with_progress
from gateway.drawing import draw
from gateway.procedure.annulment import annulled_documents
from gateway.store.models import Case, Correction, Document

RENDERING_DPI = 110
_ANNULLED = "本文书所载决定未生效，文书已作废。"

_CASE_NO: BindParameter[str] = bindparam("case_no")
_CORRECTIONS = (
    select(Correction.document_no, Correction.notice_no)
    .where(Correction.case_no == _CASE_NO)
    .order_by(Correction.correction_no)
)
_STATES = {DRAFTED: "待签章", SEALED: "已签章", PLAIN: "由申请人签署"}
_NOTES = {DRAFTED: "本文书尚未加盖电子印章，正式文书以签章后的版式文件为准。"}


async def listing(context: Context, caller: Caller, case_no: str) -> schemas.Documents:
    """The documents of a case; audited. Raises ``CaseNotFound``."""
    await _draft_what_is_owed(context, caller, case_no)
    async with context.database.write() as session:
        case, view = await visible_case(session, caller, case_no)
        found = await documents_of(session, case_no)
        annulled = await annulled_documents(session, case_no)
        await record_reading(context, session, caller, view, case_no, "documents.read", None)
        corrected = await _corrected(session, case_no)
    lines = [
        schemas.DocumentLine.model_validate(
            _line(
                context,
                each,
                corrected,
                annulled=each.document_no in annulled,
                readable=may_read(caller, view, case, bodies_of(each)),
            )
        )
        for each in found
        if view is View.SUPERVISOR or may_read(caller, view, case, bodies_of(each))
    ]
    return schemas.Documents(case_no=case_no, documents=lines)


async def page(context: Context, caller: Caller, case_no: str, document_no: str) -> schemas.DocumentPage:
    """The page data; audited. Raises ``CaseNotFound``, ``DocumentNotFound``."""
    document = await _read(context, caller, case_no, document_no, "document.read")
    async with context.database.read() as session:
        annulled = document_no in await annulled_documents(session, case_no)
        corrected = await _corrected(session, case_no)
    data = PageData.from_json(document.content)
    return schemas.DocumentPage.model_validate(
        {
            **_line(context, document, corrected, annulled=annulled, readable=True),
            "case_no": case_no,
            "title": data.title,
            "addressee": data.addressee,
            "parts": [{"text": part.text, "lines": list(part.lines)} for part in data.parts],
            "basis": list(data.basis),
            "remedies": data.remedies,
            "signers": list(data.signers),
            "issuer": "、".join(issuer.name for issuer in data.issuers) or None,
            "issued": data.issued,
            "note": _ANNULLED if annulled else _note(context, document),
            "sha256": document.sha256,
        }
    )


async def sealed_file(context: Context, caller: Caller, case_no: str, document_no: str) -> bytes:
    """The sealed OFD; audited.

    Raises ``CaseNotFound``, ``DocumentNotFound``, ``DocumentNotSealed``, ``DocumentNeedsNoSeal``.
    """
    document = await _read(context, caller, case_no, document_no, "document.file")
    return await _content(context, document)


async def rendering(
    context: Context, caller: Caller, case_no: str, document_no: str, page_number: int
) -> bytes:
    """A PNG picture of page ``page_number`` (from 1) of the sealed file; audited.

    Raises what :func:`sealed_file` raises, and ``PageNotFound``.
    """
    document = await _read(context, caller, case_no, document_no, "document.rendering")
    content = await _content(context, document)
    return await draw(_drawn, content, page_number - 1)


def _drawn(content: bytes, index: int) -> bytes:
    reader = OfdReader(content)
    if index >= len(reader.pages):
        raise PageNotFound
    return render_png(reader, index, RENDERING_DPI)


async def _content(context: Context, document: Document) -> bytes:
    if document.state == PLAIN:
        raise DocumentNeedsNoSeal
    if document.blob_ref is None:
        raise DocumentNotSealed
    return await context.blobs.get(document.blob_ref)


async def _draft_what_is_owed(context: Context, caller: Caller, case_no: str) -> None:
    """Whoever asks before the outbox came to it has the documents of the submission drafted. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        if not await owes_documents(session, case_no):
            return
        await visible_case(session, caller, case_no)
    # A transaction of its own: a reading under a mandate holds the mandate, and a case is locked before.
    async with context.database.write() as session:
        await draft_of_case(context, session, case_no)


async def _read(context: Context, caller: Caller, case_no: str, document_no: str, action: str) -> Document:
    await _draft_what_is_owed(context, caller, case_no)
    async with context.database.write() as session:
        case, view = await visible_case(session, caller, case_no)
        found = await session.get(Document, (case_no, document_no))
        if found is None or not may_read(caller, view, case, bodies_of(found)):
            raise DocumentNotFound
        detail = {"document": document_no}
        await record_reading(context, session, caller, view, case_no, action, detail)
        if view is View.APPLICANT and found.state == SEALED:
            await opened(context, session, caller, case_no, document_no)
    return found


def may_read(caller: Caller, view: View, case: Case, bodies: Collection[str]) -> bool:
    """Who reads a document that ``bodies`` make out: its applicant, a clerk of the leading body too; an officer those of
    their own body, of the leading body all."""
    if view is View.OFFICER:
        return caller.body in (*bodies, case.lead_body)
    return view in (View.APPLICANT, View.CLERK)


async def _corrected(session: AsyncSession, case_no: str) -> dict[str, list[str]]:
    """The notices that corrected each document of a case, by their numbers."""
    found: dict[str, list[str]] = {}
    for document_no, notice_no in await session.execute(_CORRECTIONS, {"case_no": case_no}):
        if document_no is not None and notice_no is not None:
            found.setdefault(document_no, []).append(notice_no)
    return found


def _line(
    context: Context,
    document: Document,
    corrected: Mapping[str, list[str]],
    *,
    annulled: bool,
    readable: bool,
) -> dict[str, object]:
    body_name = context.catalogue.body(document.body).name
    seal = None if document.seal is None else SealKind(document.seal)
    return {
        "document_no": document.document_no,
        "kind": document.kind,
        "kind_name": DocumentKind(document.kind).label,
        "number": document.number,
        "items": document.items,
        "body": document.body,
        "body_name": body_name,
        "parties": [
            {
                "body": party.body,
                "body_name": context.catalogue.body(party.body).name,
                "sealed_at": party.sealed_at,
            }
            for party in parties_of(document)
        ],
        "seal": document.seal,
        "seal_name": None if seal is None else seal.name_for(body_name),
        "state": document.state,
        "state_name": "已作废" if annulled else with_progress(_STATES[document.state], document),
        "drafted_at": document.drafted_at,
        "sealed_at": document.sealed_at,
        "delivered_at": document.delivered_at,
        "annulled": annulled,
        "corrected_by": corrected.get(document.document_no, []),
        "readable": readable,
    }


def _note(context: Context, document: Document) -> str:
    """What is to be known while it is not sealed; of a joint document also whose seals are still to come."""
    note = _NOTES.get(document.state, "")
    if document.parties is None or not note:
        return note
    missing = (party.body for party in parties_of(document) if party.sealed_at is None)
    names = "、".join(context.catalogue.body(body).name for body in missing)
    return f"{note}本文书由{len(document.parties)}个机关联合出具，依次盖章，尚待盖章：{names}。"
