"""Documents as the workers of the bodies that make them out compose and seal them."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.changes import file_changed
from gateway.deliveries.sealing import part_sealed
from gateway.dependencies import Context
from gateway.documents import storage
from gateway.documents.drafting import SEALED, tell_to_seal
from gateway.documents.errors import DocumentNotFound, DocumentNotYourTurn
from gateway.documents.parties import bodies_of, next_to_seal, sealed_by, seals_on
from gateway.messages.issued import tell_issued
from gateway.store.models import Case, Document
from gateway.worker_api import sealed_schemas
from gateway.worker_api.archive import led_and_answered
from gateway.worker_api.errors import NotYourCase
from gateway.worker_api.once import Call


async def read(context: Context, call: Call, document_no: str) -> sealed_schemas.DocumentDrafted:
    """The page data of a document that the caller's body issues, as far as it is for that body; audited.

    Raises ``NotYourCase``, ``DocumentNotYourTurn``.
    """
    async with context.database.write() as session:
        found = await _issued(session, call, document_no)
        sealed_at = sealed_by(found, call.caller.body or "")
        if sealed_at is None:
            _require_turn(found, call)
        await call.audit(session, context, {"document": document_no})
    return sealed_schemas.DocumentDrafted(
        document_no=document_no,
        kind=found.kind,
        items=found.items,
        seal=found.seal,
        content=found.content,
        state=found.state if sealed_at is None else SEALED,
        sealed_at=sealed_at,
        seals_before=seals_on(found) if sealed_at is None else 0,
    )


async def put_sealed(
    context: Context, call: Call, document_no: str, content: bytes
) -> sealed_schemas.DocumentStored:
    """Keep the sealed file once it verifies; the first one stays. The last of several bodies completes it.

    Raises ``NotYourCase``, ``DocumentNotYourTurn``, ``DocumentRefused``, ``DocumentNeedsNoSeal``.
    """
    body = call.caller.body or ""
    async with context.database.read() as session:
        document = await _issued(session, call, document_no)
    if sealed_by(document, body) is None:
        _require_turn(document, call)
        await storage.check_sealed(context, document, content)
        before, ref = document.partial_ref, await context.blobs.put(content)
        async with context.database.write() as session:
            # The case first, as with every act: a seal may be what the archive waits for.
            case = await session.get_one(Case, call.case_no, with_for_update=True, populate_existing=True)
            document = await storage.document_of(session, call.case_no, document_no, lock=True)
            if next_to_seal(document) == body:
                storage.keep_sealed(document, body, content, ref, context)
                await _follow(context, session, case, document)
            await call.audit(session, context, {"document": document_no})
        # What some bodies sealed is in the next file, and one that came second is in none.
        for laid_down in (before, ref):
            if laid_down is not None and laid_down not in (document.partial_ref, document.blob_ref):
                context.blobs.remove(laid_down)
    return sealed_schemas.DocumentStored(
        document_no=document_no, sha256=document.sha256 or "", sealed_at=sealed_by(document, body)
    )


async def _follow(context: Context, session: AsyncSession, case: Case, document: Document) -> None:
    """What a seal brings: the next body's turn, or the issued document."""
    following = next_to_seal(document)
    if following is not None:
        await tell_to_seal(session, document, following)
        return
    await part_sealed(session, case.case_no)
    await tell_issued(context, session, case, document)
    await file_changed(context, session, case.case_no)


async def sealed_file(context: Context, call: Call, document_no: str) -> bytes:
    """The sealed file, for the bodies that issue it and, to file it, the body that led the ended chain; as far as some of
    several bodies sealed it, for them alone. Raises ``NotYourCase``."""
    async with context.database.write() as session:
        found = await _found(session, call, document_no)
        case = await session.get(Case, call.case_no)
        own = call.caller.body in bodies_of(found)
        if not own and (case is None or not await led_and_answered(session, call.caller, case)):
            raise NotYourCase
        ref = found.blob_ref or (found.partial_ref if own else None)
        if ref is None:
            raise NotYourCase
        await call.audit(session, context, {"document": document_no})
    return await context.blobs.get(ref)


async def _issued(session: AsyncSession, call: Call, document_no: str) -> Document:
    """A document that the caller's body issues."""
    found = await _found(session, call, document_no)
    if call.caller.body not in bodies_of(found):
        raise NotYourCase
    return found


def _require_turn(document: Document, call: Call) -> None:
    if next_to_seal(document) != call.caller.body:
        raise DocumentNotYourTurn


async def _found(session: AsyncSession, call: Call, document_no: str) -> Document:
    try:
        return await storage.document_of(session, call.case_no, document_no)
    except DocumentNotFound:
        raise NotYourCase from None
