"""Annotated copies for their holder and the issuing body; each reading is audited."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.certificates.copies import schemas
from gateway.certificates.copies.errors import CopyNotFound, CopyNotSealed
from gateway.certificates.copies.ordering import shown
from gateway.certificates.errors import CertificateNotFound
from gateway.certificates.service import role_of
from gateway.certificates.storage import certificate_of
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.store.models import Certificate, CertificateCopy

_COPIES = (
    select(CertificateCopy)
    .where(CertificateCopy.identifier == bindparam("identifier"))
    .order_by(CertificateCopy.requested_at, CertificateCopy.copy_no)
)


async def listing(context: Context, caller: Caller, identifier: str) -> schemas.Copies:
    """All copies of the certificate. Raises ``CertificateNotFound``."""
    async with context.database.write() as session:
        found = await _readable(context, session, caller, identifier, "certificate.copies", None)
        copies = list(await session.scalars(_COPIES, {"identifier": found.identifier}))
    today = context.now().date()
    return schemas.Copies(
        identifier=found.identifier,
        copies=[schemas.CopyRead.model_validate(shown(copy, found, today)) for copy in copies],
    )


async def sealed_file(context: Context, caller: Caller, identifier: str, copy_no: str) -> bytes:
    """The sealed OFD. Raises ``CertificateNotFound``, ``CopyNotFound``, ``CopyNotSealed``."""
    async with context.database.write() as session:
        found = await _readable(context, session, caller, identifier, "certificate.copy_file", copy_no)
        copy = await session.get(CertificateCopy, (found.case_no, copy_no))
    if copy is None or copy.identifier != found.identifier:
        raise CopyNotFound
    if copy.blob_ref is None:
        raise CopyNotSealed
    return await context.blobs.get(copy.blob_ref)


async def _readable(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    identifier: str,
    action: str,
    copy_no: str | None,
) -> Certificate:
    found = await certificate_of(session, identifier)
    role = await role_of(session, caller, found)
    if role not in (Role.APPLICANT, Role.OFFICER):
        raise CertificateNotFound
    detail = {"certificate": found.identifier} | ({} if copy_no is None else {"copy": copy_no})
    await put_on_record(session, caller, role, action, at=context.now(), case_no=found.case_no, detail=detail)
    return found
