"""Certificates for their holders, their issuing bodies and the public."""

from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import CertificateData
from chain.identifiers import CertificateIdentifier
from chain.ofd.reader import OfdReader
from chain.ofd.render import render_png
from chain.trust.statements import in_words
from gateway.agents.acting import confirm_reading
from gateway.certificates import schemas
from gateway.certificates.errors import CertificateNotFound, NotYetSealed
from gateway.certificates.reading_copy.identity import identity
from gateway.certificates.reading_copy.making import make_reading_copy
from gateway.certificates.reading_copy.strip import Pointer
from gateway.certificates.status import status_name, status_on
from gateway.certificates.storage import certificate_of, successor_of
from gateway.certificates.verification import verified
from gateway.deliveries.electronic import opened
from gateway.dependencies import Caller, Context, Role
from gateway.drawing import draw
from gateway.on_record import put_on_record
from gateway.store.models import Case, Certificate

RENDERING_DPI = 150


async def read(context: Context, caller: Caller, identifier: str) -> schemas.CertificateRead:
    """The metadata, for the applicant of the case and officers of the issuing body; the reading is audited.

    Raises ``CertificateNotFound``.
    """
    certificate = await _readable(context, caller, identifier, "certificate.read")
    async with context.database.read() as session:
        successor = await successor_of(session, certificate)
    status = status_on(certificate, context.now().date())
    return schemas.CertificateRead(
        identifier=certificate.identifier,
        type=certificate.type_code,
        name=certificate.name,
        number=certificate.number,
        case_no=certificate.case_no,
        item=certificate.item,
        body=certificate.body,
        body_name=context.catalogue.body(certificate.body).name,
        holder=certificate.holder,
        state=certificate.state,
        status=status,
        status_name=status_name(status, certificate.type_code),
        version=certificate.version,
        supersedes=certificate.supersedes,
        superseded_by=None if successor is None else successor.identifier,
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        sealed_at=certificate.sealed_at,
        sha256=certificate.sealed_sha256,
        metadata=CertificateData.from_json(certificate.data).metadata(),
    )


async def sealed_file(context: Context, caller: Caller, identifier: str) -> tuple[Certificate, bytes]:
    """The sealed OFD; audited. Raises ``CertificateNotFound``, ``NotYetSealed``."""
    certificate = await _readable(context, caller, identifier, "certificate.file")
    if certificate.sealed_ref is None:
        raise NotYetSealed
    return certificate, await context.blobs.get(certificate.sealed_ref)


async def rendering(context: Context, caller: Caller, identifier: str) -> tuple[Certificate, bytes]:
    """A PNG picture of the sealed certificate; audited. Raises ``CertificateNotFound``, ``NotYetSealed``."""
    certificate, content = await sealed_file(context, caller, identifier)
    return certificate, await draw(lambda: render_png(OfdReader(content), dpi=RENDERING_DPI))


async def reading_copy(context: Context, caller: Caller, identifier: str) -> tuple[Certificate, bytes]:
    """A signed PDF of the sealed certificate, marked as a copy; audited.

    Raises ``CertificateNotFound``, ``NotYetSealed``, ``FontsMissing``.
    """
    certificate = await _readable(context, caller, identifier, "certificate.reading_copy")
    if certificate.sealed_ref is None:
        raise NotYetSealed
    sealed = await context.blobs.get(certificate.sealed_ref)
    now = context.now()
    parsed = CertificateIdentifier.parse(certificate.identifier)
    pointer = Pointer(
        identifier=certificate.identifier,
        address=f"{context.settings.public_url.rstrip('/')}/v/{parsed.short}",
        scanned=CertificateData.from_json(certificate.data).verification_url,
        status=status_name(status_on(certificate, now.date()), certificate.type_code),
        made=in_words(now),
    )
    signer = identity(context.settings.keys_folder, now)
    return certificate, await draw(make_reading_copy, sealed, pointer, signer)


async def verify(context: Context, content: bytes) -> schemas.VerificationVerdict:
    """The verdict on a file from anybody, a certificate or a document, and what this installation knows of it today."""
    return schemas.VerificationVerdict.of(await verified(context, content))


async def _readable(context: Context, caller: Caller, identifier: str, action: str) -> Certificate:
    async with context.database.write() as session:
        found = await certificate_of(session, identifier)
        role = await role_of(session, caller, found)
        if role is None:
            raise CertificateNotFound
        detail = {"certificate": found.identifier}
        await put_on_record(
            session, caller, role, action, at=context.now(), case_no=found.case_no, detail=detail
        )
        if role is Role.APPLICANT and found.sealed_at is not None:
            await opened(context, session, caller, found.case_no, found.identifier)
    return found


async def role_of(session: AsyncSession, caller: Caller, certificate: Certificate) -> Role | None:
    """In which role the caller may read it: as its holder, as an officer of its issuing body, or as a clerk who hands out
    the results of the case."""
    case = await session.get(Case, certificate.case_no)
    if caller.has(Role.APPLICANT) and case is not None and case.applicant_sub == caller.principal:
        await confirm_reading(session, caller, case)
        return Role.APPLICANT
    if caller.has(Role.OFFICER) and caller.body == certificate.body:
        return Role.OFFICER
    if caller.has(Role.CLERK) and case is not None and case.lead_body == caller.body:
        return Role.CLERK
    return None
