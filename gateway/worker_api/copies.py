"""Annotated copies as the issuing body's worker makes them: what to compose, and the sealed file."""

import hashlib

from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import CertificateData
from chain.errors import ChainError
from chain.ofd.reader import OfdReader
from gateway.certificates.copies.errors import CopyRefused
from gateway.certificates.copies.states import ORDERED, state_on
from gateway.certificates.verdicts import READERS, passes
from gateway.dependencies import Context
from gateway.store.models import Certificate, CertificateCopy
from gateway.worker_api import sealed_schemas
from gateway.worker_api.errors import NotYourCase
from gateway.worker_api.once import Call


async def read(context: Context, call: Call, copy_no: str) -> sealed_schemas.CopyOrdered:
    """What the copy says, and whether it is still to be made; audited. Raises ``NotYourCase``."""
    async with context.database.write() as session:
        copy, certificate = await _own(session, call, copy_no)
        await call.audit(session, context, {"copy": copy_no})
    return sealed_schemas.CopyOrdered(
        copy_no=copy_no,
        identifier=copy.identifier,
        type=certificate.type_code,
        item=certificate.item,
        template=certificate.template,
        data=copy.data,
        state=state_on(copy, certificate, context.now().date()),
        sealed_at=copy.sealed_at,
    )


async def put_sealed(context: Context, call: Call, copy_no: str, content: bytes) -> sealed_schemas.CopyStored:
    """Keep the sealed file once it verifies; the first one stays. Raises ``NotYourCase``, ``CopyRefused``."""
    async with context.database.read() as session:
        copy, certificate = await _own(session, call, copy_no)
    if copy.blob_ref is None:
        if state_on(copy, certificate, context.now().date()) != ORDERED:
            raise CopyRefused
        await _check(context, copy, certificate, content)
        ref = await context.blobs.put(content)
        async with context.database.write() as session:
            copy = await session.get_one(
                CertificateCopy, (call.case_no, copy_no), with_for_update=True, populate_existing=True
            )
            if copy.blob_ref is None:
                copy.blob_ref, copy.sha256 = ref, hashlib.sha256(content).hexdigest()
                copy.sealed_at = context.now()
            await call.audit(session, context, {"copy": copy_no})
    return sealed_schemas.CopyStored(copy_no=copy_no, sha256=copy.sha256 or "", sealed_at=copy.sealed_at)


async def _check(context: Context, copy: CertificateCopy, certificate: Certificate, content: bytes) -> None:
    wanted = CertificateData.from_json(copy.data).metadata()
    if not await READERS.do(_says, content, wanted) or not await passes(context, certificate, content):
        raise CopyRefused


def _says(content: bytes, metadata: dict[str, str]) -> bool:
    try:
        return OfdReader(content).metadata == metadata
    except ChainError:
        return False


async def _own(session: AsyncSession, call: Call, copy_no: str) -> tuple[CertificateCopy, Certificate]:
    found = await session.get(CertificateCopy, (call.case_no, copy_no))
    if found is None or found.body != call.caller.body:
        raise NotYourCase
    return found, await session.get_one(Certificate, found.identifier)
