"""Correcting clerical mistakes (更正) of documents and certificates: told in a notice, never overwritten.

What is corrected stays as it was made and is marked; a corrected certificate is a new version. No law speaks of it by
name: an organ may put right what it miswrote as long as the decision stays the same (from memory).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.events import Event
from chain.documents.page import PageData
from chain.errors import FieldProblem, FieldProblems
from chain.procedure import Act
from chain.procedure.licence import LicenceState, NotInForce
from gateway.aftercare import schemas
from gateway.aftercare.errors import CertificateUnderWay, NotTheNewestVersion
from gateway.aftercare.standing import standing_of
from gateway.cases.idempotency import Slot, once
from gateway.certificates.errors import CertificateNotFound
from gateway.certificates.library.recording import Cause, record_event
from gateway.certificates.storage import certificate_of
from gateway.certificates.versions import Difference, face_text, next_version
from gateway.dependencies import Caller, Context, Role
from gateway.documents.errors import DocumentNotFound
from gateway.on_record import put_on_record
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor, items_of_case
from gateway.store.models import Case, Certificate, Correction, Document, ItemCase

_CASE = select(Case).where(Case.case_no == bindparam("case_no")).with_for_update()
_COUNT = select(func.count()).select_from(Correction).where(Correction.case_no == bindparam("case_no"))
_NOT_THERE = "文书、证照上没有这段文字，请按原文填写。"
_SAME = "与有误的文字相同，请核对。"


@dataclass(frozen=True, slots=True)
class _Corrected:
    """What is corrected: as the notice names it, and where it is found."""

    name: str
    number: str
    text: Sequence[str]
    items: Sequence[ItemCase]
    document_no: str | None = None
    certificate: Certificate | None = None


async def correct_document(
    context: Context,
    caller: Caller,
    case_no: str,
    document_no: str,
    key: str,
    request: schemas.CorrectionMade,
) -> dict[str, Any]:
    """Correct a document once for its key. Raises ``DocumentNotFound``, ``FieldProblems``, ``IllegalAct``."""

    async def find(session: AsyncSession) -> tuple[Case, _Corrected]:
        case = await session.scalar(_CASE, {"case_no": case_no})
        document = None if case is None else await session.get(Document, (case_no, document_no))
        if case is None or document is None or document.body != caller.body:
            raise DocumentNotFound
        page = PageData.from_json(document.content)
        text = [
            page.title,
            page.addressee,
            *(line for part in page.parts for line in (part.text, *part.lines)),
        ]
        items = [each for each in await items_of_case(session, case_no) if each.item in document.items]
        number = f"文号：{document.number}" if document.number else f"编号：{document_no}"
        return case, _Corrected(page.title, number, text, items, document_no=document_no)

    route = f"POST /cases/{case_no}/documents/{document_no}/correction"
    return await _once(context, caller, route, key, request, find)


async def correct_certificate(
    context: Context, caller: Caller, identifier: str, key: str, request: schemas.CorrectionMade
) -> dict[str, Any]:
    """Correct the newest version of a certificate once for its key: a new version is made.

    Raises ``CertificateNotFound``, ``CertificateUnderWay``, ``NotTheNewestVersion``, ``NotInForce``, ``FieldProblems``.
    """

    async def find(session: AsyncSession) -> tuple[Case, _Corrected]:
        found = await certificate_of(session, identifier)
        if found.body != caller.body:
            raise CertificateNotFound
        case = (await session.scalars(_CASE, {"case_no": found.case_no})).one()
        await session.refresh(found)
        item = await session.get_one(ItemCase, (found.case_no, found.item))
        standing = await standing_of(context, session, item)
        if standing.certificate is not found:
            raise NotTheNewestVersion
        if found.state != "sealed":
            raise CertificateUnderWay
        if standing.state is not LicenceState.IN_FORCE:
            raise NotInForce.of(standing.state, Act.CORRECT)
        number = f"编号：{found.number}"
        return case, _Corrected(found.name, number, face_text(found), [item], certificate=found)

    route = f"POST /certificates/{identifier}/correction"
    return await _once(context, caller, route[:200], key, request, find)


async def _once(
    context: Context,
    caller: Caller,
    route: str,
    key: str,
    request: schemas.CorrectionMade,
    find: Any,
) -> dict[str, Any]:
    slot = Slot.of(caller.sub, route, key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case, subject = await find(session)
        _check(subject.text, request.corrections)
        row = await _recorded(context, session, caller, case, subject, request)
        made = None
        if subject.certificate is not None:
            pairs = tuple((each.wrong, each.right) for each in request.corrections)
            made = await next_version(
                context, session, case, subject.certificate, Act.CORRECT, Difference(corrections=pairs)
            )
        return schemas.CorrectionReceipt(
            case_no=case.case_no,
            correction_no=row.correction_no,
            document_no=row.document_no,
            certificate=row.certificate,
            new_certificate=None if made is None else made.identifier,
            notice_no=row.notice_no,
            at=row.at,
        ).model_dump(mode="json")

    return await once(context, slot, store)


def _check(text: Sequence[str], mistakes: Sequence[schemas.Mistake]) -> None:
    problems = [
        FieldProblem(f"corrections.{number}.wrong", "有误的文字", _NOT_THERE)
        for number, each in enumerate(mistakes)
        if all(each.wrong not in line for line in text)
    ] + [
        FieldProblem(f"corrections.{number}.right", "更正后的文字", _SAME)
        for number, each in enumerate(mistakes)
        if each.wrong == each.right
    ]
    if problems:
        raise FieldProblems(problems)


async def _recorded(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    case: Case,
    subject: _Corrected,
    request: schemas.CorrectionMade,
) -> Correction:
    count = await session.scalar(_COUNT, {"case_no": case.case_no}) or 0
    row = Correction(
        case_no=case.case_no,
        correction_no=f"GZ{count + 1:02d}",
        item=subject.items[0].item,
        document_no=subject.document_no,
        certificate=None if subject.certificate is None else subject.certificate.identifier,
        corrections=[each.model_dump() for each in request.corrections],
        subject={"name": subject.name, "number": subject.number},
        at=context.now(),
        notice_no=None,
    )
    session.add(row)
    await session.flush()
    acts = await perform(
        context,
        session,
        case,
        subject.items,
        Act.CORRECT,
        actor=Actor.of(caller, Role.OFFICER.value),
        key=f"correct/{row.correction_no}",
        detail={"correction_no": row.correction_no},
        reason=request.reason,
    )
    row.notice_no = acts[0].document_no if acts else None
    if subject.certificate is not None:
        await record_event(session, subject.certificate, Event.CORRECTED, Cause.of(acts[0]))
    await put_on_record(
        session,
        caller,
        Role.OFFICER,
        "aftercare.correct",
        at=row.at,
        case_no=case.case_no,
        detail={"correction_no": row.correction_no, "document_no": row.document_no},
    )
    return row
