"""Draft a document in the transaction of the act that produces it: numbered, filled in, and told to the engine."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Body
from chain.certificates.data import Issuer
from chain.clock import BEIJING
from chain.documents.kinds import DocumentKind, common_nature, nature_of
from forms.documents import Draft, fill, load_templates, number_of
from forms.documents.templates import Wording
from gateway import outbox
from gateway.certificates.numbers import next_number
from gateway.dependencies import Context
from gateway.documents.addressee import applicant_name
from gateway.documents.laws import cited
from gateway.documents.parties import as_drafted
from gateway.store.models import Case, Document, ItemCase

DRAFTED, SEALED, PLAIN = "drafted", "sealed", "plain"
"""States of a document: waits for its seal, sealed, and one that nobody seals."""

_CASE_NO: BindParameter[str] = bindparam("case_no")
_DRAFTED_BEFORE = select(Document.key, Document.document_no).where(Document.case_no == _CASE_NO)


async def draft(
    context: Context,
    session: AsyncSession,
    case: Case,
    *,
    kind: DocumentKind,
    items: Sequence[ItemCase],
    body: str,
    key: str,
    at: datetime,
    values: Mapping[str, Any],
    jointly: Sequence[str] = (),
) -> Document:
    """The document of ``kind`` on ``items`` that ``body`` makes out, and ``jointly`` with it the bodies named there, which
    sign and seal it in their order; the one drafted before for the same ``key``.

    ``values`` are those of the kind (``chain.documents.placeholders``); the common ones are found here. The caller's
    transaction has locked the case. Raises :class:`forms.documents.DocumentIncomplete`.
    """
    before = {
        row.key: row.document_no for row in await session.execute(_DRAFTED_BEFORE, {"case_no": case.case_no})
    }
    if key in before:
        return await session.get_one(Document, (case.case_no, before[key]))
    templates = load_templates(context.settings.document_templates)
    known = [context.catalogue.item(item.item) for item in items]
    wording = templates.wording(kind, common_nature(nature_of(item.kind) for item in known))
    issuer, *joint = (context.catalogue.body(each) for each in (body, *jointly))
    day = at.astimezone(BEIJING).date()
    number = await document_number(session, wording, issuer, templates.short_names, day.year)
    theme = context.catalogue.theme(case.theme)
    common = {
        "theme": theme.name,
        "applicant": applicant_name(theme, case.form),
        "lead_body": context.catalogue.body(case.lead_body).name,
        "item_names": "、".join(item.name for item in items),
        "laws": cited(law for item in known for law in item.law),
        "received_on": case.received_at,
    }
    made = Draft(
        kind=kind,
        case_no=case.case_no,
        document_no=f"WS{len(before) + 1:02d}",
        number=number,
        issuer=_issuer(issuer),
        issued=day,
        joint=tuple(_issuer(each) for each in joint),
    )
    page = fill(wording, made, {**common, **values})
    document = Document(
        case_no=case.case_no,
        document_no=made.document_no,
        kind=kind.value,
        items=[item.item for item in items],
        body=body,
        number=number or None,
        seal=None if page.seal is None else page.seal.value,
        title=page.title,
        content=page.to_json(),
        key=key,
        drafted_at=at,
        state=PLAIN if page.seal is None else DRAFTED,
        parties=None if page.seal is None else as_drafted((body, *jointly)),
    )
    session.add(document)
    if document.seal is not None:
        await tell_to_seal(session, document, body)
    return document


async def tell_to_seal(session: AsyncSession, document: Document, body: str) -> None:
    """Start ``document_issue`` of ``body``; the engine is told codes only, and the body's worker asks for the page data.

    One process a body on the same key: the engine begins the next when the one before has ended.
    """
    variables = {"case_no": document.case_no, "document_no": document.document_no, "body": body}
    if len(document.items) == 1:
        variables["item"] = document.items[0]
    mark = "" if body == document.body else body
    await outbox.publish_for(
        session, document.case_no, "document-drafted", document.document_no, variables, mark
    )


def _issuer(body: Body) -> Issuer:
    return Issuer(body.name, body.uscc, body.fictitious)


async def document_number(
    session: AsyncSession, wording: Wording, body: Body, short_names: Mapping[str, str], year: int
) -> str:
    """The next number (文号) of the body, the kind's number word and the year; empty for a document without one."""
    if not wording.number:
        return ""
    short = f"{body.region_name}{short_names.get(body.department, body.department_name)}"
    series = f"document/{body.code}/{number_of(wording, '', year, 0)}"
    return number_of(wording, short, year, await next_number(session, series))
