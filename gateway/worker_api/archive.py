"""The dossier of an ended case, and the package in which the lead body files it."""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import BadInput
from chain.identifiers import CertificateIdentifier
from gateway.dependencies import Caller, Context
from gateway.notices.numbering import NoticeKind
from gateway.store.models import Case, CaseFile, Certificate, Decision, Document, File, Finding, Notice
from gateway.worker_api import schemas
from gateway.worker_api.access import led_case
from gateway.worker_api.errors import NotEnded, NotYourCase
from gateway.worker_api.once import Call

_SUFFIXES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_ZIP = b"PK\x03\x04"
_ANSWERED = select(Notice.notice_no).where(
    Notice.case_no == bindparam("case_no"), Notice.kind == NoticeKind.ANSWER
)


class NotAPackage(BadInput):
    """What was brought is no ZIP archive."""

    message = "归档包应为 ZIP 格式。"


@dataclass(frozen=True, slots=True)
class Record:
    """A document that is written from the store: the same bytes each time while the case rests."""

    name: str
    content: bytes


async def led_and_answered(session: AsyncSession, caller: Caller, case: Case) -> bool:
    """Whether the caller's body leads the case and its one answer was given, so that it may be filed."""
    if case.lead_body != caller.body:
        return False
    return await session.scalar(_ANSWERED, {"case_no": case.case_no}) is not None


async def read_dossier(context: Context, call: Call) -> dict[str, Any]:
    """What belongs in the package: facts of the case and ``documents[{path, href, sha256}]``; audited.

    Raises ``NotYourCase``, ``NotEnded``.
    """
    async with context.database.write() as session:
        case = await _ended_case(session, call)
        documents = [
            *(_record_line(case, record) for record in await _records(session, case)),
            *await _material_lines(session, case),
            *await _certificate_lines(session, case),
            *await _document_lines(session, case),
        ]
        await call.audit(session, context)
    return {
        "case_no": case.case_no,
        "theme": case.theme,
        "region": case.region,
        "lead_body": case.lead_body,
        "situation": case.situation,
        "received_at": case.received_at.isoformat(),
        "accepted_at": case.accepted_at.isoformat() if case.accepted_at else None,
        "documents": documents,
    }


async def read_record(context: Context, call: Call, name: str) -> bytes:
    """A document of the dossier that is written from the store. Raises ``NotYourCase``, ``NotEnded``."""
    async with context.database.write() as session:
        case = await _ended_case(session, call)
        found = next((record for record in await _records(session, case) if record.name == name), None)
        if found is None:
            raise NotYourCase
        await call.audit(session, context, {"record": name})
    return found.content


async def keep_archive(context: Context, call: Call, content: bytes) -> schemas.Archived:
    """Keep the package; the first one stays. Raises ``NotYourCase``, ``NotEnded``, ``NotAPackage``."""
    if not content.startswith(_ZIP):
        raise NotAPackage
    async with context.database.read() as session:
        case = await _ended_case(session, call)
    if case.archive_reference is not None:
        return schemas.Archived(reference=case.archive_reference)
    ref = await context.blobs.put(content)
    async with context.database.write() as session:
        case = await _ended_case(session, call)
        if case.archive_reference is None:
            case.archived_at, case.archive_ref = context.now(), ref
            case.archive_reference = f"DA-{case.case_no}"
        await call.audit(session, context, {"sha256": hashlib.sha256(content).hexdigest()})
    return schemas.Archived(reference=case.archive_reference)


async def _ended_case(session: AsyncSession, call: Call) -> Case:
    case = await led_case(session, call.caller, call.case_no)
    if not await led_and_answered(session, call.caller, case):
        raise NotEnded
    return case


async def _records(session: AsyncSession, case: Case) -> list[Record]:
    notices = await session.scalars(
        select(Notice).where(Notice.case_no == case.case_no).order_by(Notice.sent_at, Notice.notice_no)
    )
    return [
        Record("application.json", _json(case.form)),
        *(Record(f"notice-{notice.notice_no}.json", _notice(notice)) for notice in notices),
        Record("decisions.json", _json(await _decisions(session, case))),
        *(
            Record(f"document-{document.document_no}.json", _json(document.content))
            for document in await _documents(session, case)
        ),
    ]


async def _documents(session: AsyncSession, case: Case) -> list[Document]:
    rows = await session.scalars(
        select(Document).where(Document.case_no == case.case_no).order_by(Document.document_no)
    )
    return list(rows)


async def _document_lines(session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    """The sealed files; one that still waits for its seal is filed by its page data, as all are."""
    return [
        {
            "path": f"documents/{document.document_no}.ofd",
            "href": f"/worker/cases/{case.case_no}/documents/{document.document_no}/sealed",
            "sha256": document.sha256,
        }
        for document in await _documents(session, case)
        if document.sha256 is not None
    ]


def _notice(notice: Notice) -> bytes:
    return _json(
        {
            "notice_no": notice.notice_no,
            "kind": notice.kind,
            "scope": notice.scope,
            "body": notice.body,
            "result": notice.result,
            "outcomes": notice.outcomes,
            "gaps": notice.gaps,
            "text": notice.text,
            "sent_at": notice.sent_at,
            "due_at": notice.due_at,
            "answered_at": notice.answered_at,
            "answer": notice.answer,
        }
    )


async def _decisions(session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    rows = await session.scalars(
        select(Decision)
        .where(Decision.case_no == case.case_no, Decision.state != "void")
        .order_by(Decision.decided_at, Decision.task_key)
    )
    findings = list(await session.scalars(select(Finding).where(Finding.case_no == case.case_no)))
    return [
        {
            "task": str(row.task_key),
            "kind": row.kind,
            "item": row.item,
            "body": row.body,
            "outcome": row.outcome,
            "opinion": row.opinion,
            "gaps": row.gaps,
            "findings": [
                {"item": finding.item, "passed": finding.passed, "note": finding.note}
                for finding in sorted(findings, key=lambda each: each.item)
                if finding.task_key == row.task_key
            ],
            "decided_at": row.decided_at,
        }
        for row in rows
    ]


def _record_line(case: Case, record: Record) -> dict[str, Any]:
    return {
        "path": f"records/{record.name}",
        "href": f"/worker/cases/{case.case_no}/dossier/{record.name}",
        "sha256": hashlib.sha256(record.content).hexdigest(),
    }


async def _material_lines(session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    rows = await session.execute(
        select(CaseFile.material, File)
        .join(File, File.file_id == CaseFile.file_id)
        .where(CaseFile.case_no == case.case_no)
        .order_by(CaseFile.material, CaseFile.attached_at, File.file_id)
    )
    return [
        {
            "path": f"materials/{material}-{file.file_id}.{_SUFFIXES.get(file.media_type, 'bin')}",
            "href": f"/worker/cases/{case.case_no}/files/{file.file_id}",
            "sha256": file.sha256,
        }
        for material, file in rows
    ]


async def _certificate_lines(session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    rows = await session.scalars(
        select(Certificate)
        .where(Certificate.case_no == case.case_no, Certificate.state == "sealed")
        .order_by(Certificate.item)
    )
    return [
        {
            "path": f"certificates/{row.item}.ofd",
            "href": f"/worker/certificates/{CertificateIdentifier.parse(row.identifier).short}/sealed",
            "sha256": row.sealed_sha256,
        }
        for row in rows
    ]


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
