"""The holder has an annotated copy made: on record with its purpose, then made by the issuing body's worker."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.annotation import Annotation
from chain.certificates.data import CertificateData
from chain.clock import BEIJING
from chain.errors import FieldProblem, FieldProblems
from gateway import outbox
from gateway.cases.idempotency import Slot, once
from gateway.certificates.copies.errors import CertificateDoesNotCount, TooManyCopies
from gateway.certificates.copies.schemas import NewCopy
from gateway.certificates.copies.states import STATE_NAMES, state_on
from gateway.certificates.errors import CertificateNotFound
from gateway.certificates.service import role_of
from gateway.certificates.status import VALID, status_on
from gateway.certificates.storage import certificate_of
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.store.models import Case, Certificate, CertificateCopy

LONGEST = timedelta(days=366)
"""How far from today a copy may be used (the house's own rule: the standard leaves it to the holder)."""
MOST_A_DAY = 20
"""Copies of one certificate in a day: each is a seal, which is counted and costs time (the house's own rule)."""

_COUNT = select(func.count()).where(CertificateCopy.case_no == bindparam("case_no"))
_TODAY = select(func.count()).where(
    CertificateCopy.identifier == bindparam("identifier"), CertificateCopy.requested_at >= bindparam("since")
)


async def order(
    context: Context, caller: Caller, key: str, identifier: str, request: NewCopy
) -> dict[str, Any]:
    """Order a copy once for its key.

    Raises ``CertificateNotFound`` for everybody but the holder, ``CertificateDoesNotCount``, ``FieldProblems``,
    ``TooManyCopies``, ``IdempotencyKeyReused``.
    """
    asked = request.model_dump(mode="json")
    slot = Slot.of(caller.sub, f"POST /certificates/{identifier}/copies", key, asked)

    async def store(session: AsyncSession) -> dict[str, Any]:
        found = await certificate_of(session, identifier)
        if await role_of(session, caller, found) is not Role.APPLICANT:
            raise CertificateNotFound
        # Acts on the case end certificates, and they number what they leave: one at a time.
        await session.get_one(Case, found.case_no, with_for_update=True, populate_existing=True)
        await session.refresh(found)
        now = context.now()
        await _refuse_unless_possible(session, found, request, now)
        copy = await _ordered(session, caller, found, request, now)
        detail = {"certificate": found.identifier, "copy": copy.copy_no}
        await put_on_record(
            session, caller, Role.APPLICANT, "certificate.copy", at=now, case_no=found.case_no, detail=detail
        )
        return shown(copy, found, now.date())

    return await once(context, slot, store)


def shown(copy: CertificateCopy, certificate: Certificate, day: date) -> dict[str, Any]:
    """The copy as its readers see it on ``day``, plain JSON."""
    annotation = CertificateData.from_json(copy.data).annotation
    state = state_on(copy, certificate, day)
    return {
        "copy_no": copy.copy_no,
        "identifier": copy.identifier,
        "purpose": "" if annotation is None else annotation.purpose,
        "recipient": "" if annotation is None else annotation.recipient,
        "until": copy.until.isoformat(),
        "state": state,
        "state_name": STATE_NAMES[state],
        "requested_at": copy.requested_at.isoformat(),
        "sealed_at": None if copy.sealed_at is None else copy.sealed_at.isoformat(),
        "sha256": copy.sha256,
    }


async def _refuse_unless_possible(
    session: AsyncSession, certificate: Certificate, request: NewCopy, now: datetime
) -> None:
    today = now.date()
    if status_on(certificate, today) != VALID:
        raise CertificateDoesNotCount
    latest = min(certificate.valid_until or date.max, today + LONGEST)
    if not today <= request.until <= latest:
        reason = f"使用期限应当在今天至{latest.isoformat()}之间，请重新填写。"
        raise FieldProblems([FieldProblem("until", "使用期限", reason)])
    since = datetime.combine(today, time(), BEIJING)
    made = await session.scalar(_TODAY, {"identifier": certificate.identifier, "since": since})
    if (made or 0) >= MOST_A_DAY:
        raise TooManyCopies


async def _ordered(
    session: AsyncSession, caller: Caller, certificate: Certificate, request: NewCopy, now: datetime
) -> CertificateCopy:
    """Codes only go to the engine; the issuing body's worker asks for the rest."""
    original = CertificateData.from_json(certificate.data)
    annotation = Annotation(now, original.holder.name, request.purpose, request.recipient, request.until)
    count = await session.scalar(_COUNT, {"case_no": certificate.case_no}) or 0
    copy = CertificateCopy(
        case_no=certificate.case_no,
        copy_no=f"JZ{count + 1:02d}",
        identifier=certificate.identifier,
        body=certificate.body,
        data=replace(original, annotation=annotation).to_json(),
        until=request.until,
        requested_at=now,
        requested_by=caller.sub,
        blob_ref=None,
        sha256=None,
        sealed_at=None,
    )
    session.add(copy)
    await session.flush()
    variables = {"case_no": copy.case_no, "copy_no": copy.copy_no, "body": copy.body}
    await outbox.publish_for(session, copy.case_no, "copy-ordered", copy.copy_no, variables)
    return copy
