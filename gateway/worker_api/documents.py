"""Documents as the worker of the body that makes them out composes and seals them."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.changes import file_changed
from gateway.deliveries.sealing import part_sealed
from gateway.dependencies import Context
from gateway.documents import storage
from gateway.documents.errors import DocumentNotFound
from gateway.messages.issued import tell_issued
from gateway.store.models import Case, Document
from gateway.worker_api import schemas
from gateway.worker_api.archive import led_and_answered
from gateway.worker_api.errors import NotYourCase
from gateway.worker_api.once import Call


async def read(context: Context, call: Call, document_no: str) -> schemas.DocumentDrafted:
    """The page data of a document of the caller's body, as far as it is; audited. Raises ``NotYourCase``."""
    async with context.database.write() as session:
        found = await _found(session, call, document_no)
        if found.body != call.caller.body:
            raise NotYourCase
        await call.audit(session, context, {"document": document_no})
    return schemas.DocumentDrafted(
        document_no=document_no,
        kind=found.kind,
        items=found.items,
        seal=found.seal,
        content=found.content,
        state=found.state,
        sealed_at=found.sealed_at,
    )


async def put_sealed(
    context: Context, call: Call, document_no: str, content: bytes
) -> schemas.DocumentStored:
    """Keep the sealed file once it verifies; the first one stays.

    Raises ``NotYourCase``, ``DocumentRefused``, ``DocumentNeedsNoSeal``.
    """
    async with context.database.read() as session:
        document = await _found(session, call, document_no)
    if document.body != call.caller.body:
        raise NotYourCase
    if document.blob_ref is None:
        await storage.check_sealed(context, document, content)
        ref = await context.blobs.put(content)
        async with context.database.write() as session:
            # The case first, as with every act: a seal may be what the archive waits for.
            case = await session.get_one(Case, call.case_no, with_for_update=True, populate_existing=True)
            document = await storage.document_of(session, call.case_no, document_no, lock=True)
            storage.keep_sealed(document, content, ref, context)
            await part_sealed(session, call.case_no)
            await tell_issued(context, session, case, document)
            await file_changed(context, session, call.case_no)
            await call.audit(session, context, {"document": document_no})
    return schemas.DocumentStored(
        document_no=document_no, sha256=document.sha256 or "", sealed_at=document.sealed_at
    )


async def sealed_file(context: Context, call: Call, document_no: str) -> bytes:
    """The sealed file, for its body and, to file it, the body that led the ended chain. Raises ``NotYourCase``."""
    async with context.database.write() as session:
        found = await _found(session, call, document_no)
        case = await session.get(Case, call.case_no)
        own = found.body == call.caller.body
        if not own and (case is None or not await led_and_answered(session, call.caller, case)):
            raise NotYourCase
        if found.blob_ref is None:
            raise NotYourCase
        await call.audit(session, context, {"document": document_no})
    return await context.blobs.get(found.blob_ref)


async def _found(session: AsyncSession, call: Call, document_no: str) -> Document:
    try:
        return await storage.document_of(session, call.case_no, document_no)
    except DocumentNotFound:
        raise NotYourCase from None
