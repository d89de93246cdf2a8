"""Certificates as the issuing body's worker makes them: allocate, compose, seal."""

from collections.abc import Awaitable, Callable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import Conflict
from gateway.archive.changes import file_changed
from gateway.certificates import storage
from gateway.certificates.allocation import allocate
from gateway.certificates.errors import CertificateNotFound
from gateway.certificates.versions import version_sealed
from gateway.deliveries.opening import owe_certificate
from gateway.deliveries.sealing import part_sealed
from gateway.dependencies import Context
from gateway.obligations.errors import CertificateWithheld
from gateway.obligations.watching import withheld
from gateway.procedure.record import Actor
from gateway.store.models import Case, Certificate
from gateway.worker_api import sealed_schemas
from gateway.worker_api.access import own_item
from gateway.worker_api.archive import led_and_answered
from gateway.worker_api.errors import NotYourCase
from gateway.worker_api.once import Call

_ATTEMPTS = 3


async def allocated(
    context: Context, call: Call, item: str, request: sealed_schemas.CertificateWanted
) -> sealed_schemas.CertificateAllocated:
    """A version of the certificate of a case and item, as far as it is; the same for every job.

    Raises ``NotYourCase``, ``CertificateWithheld``, ``NoCertificateHere``, ``CertificateStopped``, ``NotGranted``,
    ``BusinessUnknown``.
    """
    for _ in range(_ATTEMPTS):
        try:
            async with context.database.write() as session:
                case, item_case = await own_item(session, call.caller, call.case_no, item)
                if await withheld(session, call.case_no, item):
                    raise CertificateWithheld
                actor = Actor.of(call.caller, "worker")
                found = await allocate(context, session, case, item_case, actor, request.version)
                await call.audit(session, context)
            return sealed_schemas.CertificateAllocated.model_validate(
                {
                    "identifier": found.identifier,
                    "type": found.type_code,
                    "template": found.template,
                    "data": found.data,
                    "state": found.state,
                    "sealed_at": found.sealed_at,
                }
            )
        except IntegrityError:
            continue
    raise Conflict


async def put_original(
    context: Context, call: Call, identifier: str, content: bytes
) -> sealed_schemas.CertificateStored:
    """Keep the unsealed file; the first one stays. Raises ``NotYourCase``, ``OriginalRefused``."""
    certificate = await _issued_by(context, call, identifier)
    if certificate.original_ref is not None:
        return _original(certificate)
    await storage.check_original(certificate, content)
    ref = await context.blobs.put(content)
    kept = await _keep(
        context,
        call,
        identifier,
        certificate.case_no,
        lambda row: storage.keep_original(row, content, ref, context),
    )
    return _original(kept)


async def put_sealed(
    context: Context, call: Call, identifier: str, content: bytes
) -> sealed_schemas.CertificateStored:
    """Keep the sealed file once it verifies; the first one stays.

    Raises ``NotYourCase``, ``OriginalMissing``, ``SealedRefused``.
    """
    certificate = await _issued_by(context, call, identifier)
    if certificate.sealed_ref is None:
        await storage.check_sealed(context, certificate, content)
        ref = await context.blobs.put(content)
        certificate = await _keep(
            context,
            call,
            identifier,
            certificate.case_no,
            lambda row: storage.keep_sealed(row, content, ref, context),
        )
        async with context.database.write() as session:
            await session.get_one(Case, certificate.case_no, with_for_update=True)
            await file_changed(context, session, certificate.case_no)
    return sealed_schemas.CertificateStored(
        identifier=certificate.identifier,
        sha256=certificate.sealed_sha256 or "",
        sealed_at=certificate.sealed_at,
    )


async def original_file(context: Context, call: Call, identifier: str) -> bytes:
    """The unsealed file, for the issuing body. Raises ``NotYourCase``."""
    return await _read(context, call, identifier, lambda row: row.original_ref, _only_issuer)


async def sealed_file(context: Context, call: Call, identifier: str) -> bytes:
    """The sealed file, for the issuing body and, to file it, the body that led the ended chain.

    Raises ``NotYourCase``.
    """
    return await _read(context, call, identifier, lambda row: row.sealed_ref, _issuer_or_archivist)


async def _read(
    context: Context,
    call: Call,
    identifier: str,
    ref_of: Callable[[Certificate], str | None],
    may_read: Callable[[AsyncSession, Call, Certificate], Awaitable[bool]],
) -> bytes:
    async with context.database.write() as session:
        found = await _found(session, identifier)
        ref = ref_of(found)
        if ref is None or not await may_read(session, call, found):
            raise NotYourCase
        await call.audit(session, context, {"certificate": found.identifier, "case_no": found.case_no})
    return await context.blobs.get(ref)


async def _only_issuer(_: AsyncSession, call: Call, certificate: Certificate) -> bool:
    return certificate.body == call.caller.body


async def _issuer_or_archivist(session: AsyncSession, call: Call, certificate: Certificate) -> bool:
    if certificate.body == call.caller.body:
        return True
    case = await session.get(Case, certificate.case_no)
    return case is not None and await led_and_answered(session, call.caller, case)


async def _found(session: AsyncSession, identifier: str, *, lock: bool = False) -> Certificate:
    try:
        return await storage.certificate_of(session, identifier, lock=lock)
    except CertificateNotFound:
        raise NotYourCase from None


async def _issued_by(context: Context, call: Call, identifier: str) -> Certificate:
    async with context.database.read() as session:
        found = await _found(session, identifier)
    if found.body != call.caller.body:
        raise NotYourCase
    return found


async def _keep(
    context: Context,
    call: Call,
    identifier: str,
    case_no: str,
    keep: Callable[[Certificate], None],
) -> Certificate:
    async with context.database.write() as session:
        # The case first, as with every act: what is sealed here may end the version before.
        case = await session.get_one(Case, case_no, with_for_update=True, populate_existing=True)
        found = await _found(session, identifier, lock=True)
        before = found.state
        keep(found)
        if found.state != before and found.state == "sealed":
            await version_sealed(context, session, found, Actor.of(call.caller, "worker"))
        if found.sealed_ref is not None:
            await owe_certificate(context, session, case, found)
            await part_sealed(session, case_no)
        await call.audit(session, context, {"certificate": found.identifier, "case_no": found.case_no})
    return found


def _original(certificate: Certificate) -> sealed_schemas.CertificateStored:
    return sealed_schemas.CertificateStored(
        identifier=certificate.identifier,
        sha256=certificate.original_sha256 or "",
        sealed_at=certificate.sealed_at,
    )
