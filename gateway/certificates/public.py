"""What the public page tells about a certificate."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import HOLDER_RESIDENT, CertificateData, Holder, chinese_date
from chain.identifiers import CertificateIdentifier
from gateway.certificates.errors import CertificateNotFound
from gateway.certificates.joint_permit import JOINT_PERMIT
from gateway.certificates.page import LicenceLine, PublicFacts, SuccessorLine
from gateway.certificates.public_token import is_token_of
from gateway.certificates.status import cause_name, status_name, status_on
from gateway.certificates.storage import certificate_of, successor_of
from gateway.dependencies import Context
from gateway.store import audit
from gateway.store.models import Certificate

_PUBLIC = "public"


async def public_facts(context: Context, identifier: str, token: str | None) -> PublicFacts:
    """The facts behind a QR code; without its token nothing that tells who the holder is.

    Raises ``CertificateNotFound``, also while it is not sealed.
    """
    now = context.now()
    async with context.database.read() as session:
        certificate = await certificate_of(session, identifier)
        if certificate.state != "sealed":
            raise CertificateNotFound
        shown = is_token_of(certificate.public_token, token)
        licences = await _licences(context, session, certificate) if shown else []
        successor = await successor_of(session, certificate)
    if shown:
        await _note_reading(context, certificate)
    data = CertificateData.from_json(certificate.data)
    status = status_on(certificate, now.date())
    return PublicFacts(
        name=data.type_name,
        identifier=certificate.identifier,
        number=certificate.number if shown else None,
        holder=_holder(data.holder) if shown else None,
        issuer=data.issuer.name,
        issued=chinese_date(data.issued),
        valid=chinese_date(data.expires) if data.expires else "长期",
        good=status == "valid",
        status_name=status_name(status, certificate.type_code),
        fictitious=data.issuer.fictitious,
        checked=f"{now:%Y-%m-%d %H:%M:%S}",
        licences=licences,
        version=certificate.version,
        successor=None if successor is None else _successor(context, successor),
    )


def _successor(context: Context, certificate: Certificate) -> SuccessorLine:
    short = CertificateIdentifier.parse(certificate.identifier).short
    return SuccessorLine(
        identifier=certificate.identifier,
        cause=cause_name(certificate),
        status_name=status_name(status_on(certificate, context.now().date()), certificate.type_code),
        link=f"/v/{short}",
    )


async def _note_reading(context: Context, certificate: Certificate) -> None:
    """Somebody who had the QR code before him was told the holder; who it was, nobody knows."""
    async with context.database.write() as session:
        await audit.record(
            session,
            at=context.now(),
            actor=_PUBLIC,
            role=_PUBLIC,
            action="certificate.shown",
            case_no=certificate.case_no,
            detail={"certificate": certificate.identifier},
        )


def _holder(holder: Holder) -> str:
    return masked(holder.name) if holder.code_type == HOLDER_RESIDENT else holder.name


def masked(name: str) -> str:
    """A person's name with the first character hidden: ``*示例``."""
    return f"*{name[1:]}" if len(name) > 1 else "*"


async def _licences(context: Context, session: AsyncSession, certificate: Certificate) -> list[LicenceLine]:
    """The item licences that a joint permit shows, each with its state today."""
    if certificate.template != JOINT_PERMIT:
        return []
    listed = {licence.number for licence in CertificateData.from_json(certificate.data).licences}
    rows = await session.scalars(
        select(Certificate)
        .where(
            Certificate.case_no == certificate.case_no,
            Certificate.number.in_(listed),
            Certificate.state == "sealed",
        )
        .order_by(Certificate.version)
    )
    # The newest version of each: what the licence says today.
    by_number = {row.number: row for row in rows}
    return [
        LicenceLine(
            name=row.name,
            number=row.number,
            status_name=status_name(status_on(row, context.now().date()), row.type_code),
            link=f"/v/{CertificateIdentifier.parse(row.identifier).short}",
        )
        for licence in CertificateData.from_json(certificate.data).licences
        if (row := by_number.get(licence.number)) is not None
    ]
