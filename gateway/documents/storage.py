"""The sealed file of a document: taken once it verifies; the first one stays."""

import hashlib

from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.verification import Result
from chain.documents.page import PageData
from chain.documents.verification import verify_document
from chain.trust.folder import read_trust
from gateway.certificates.verdicts import READERS
from gateway.dependencies import Context
from gateway.documents.drafting import SEALED
from gateway.documents.errors import DocumentNeedsNoSeal, DocumentNotFound, DocumentRefused
from gateway.documents.parties import next_to_seal, note_seal, seals_on
from gateway.store.models import Document

MAX_DOCUMENT_BYTES = 4 * 1024 * 1024


async def document_of(
    session: AsyncSession, case_no: str, document_no: str, *, lock: bool = False
) -> Document:
    """The document, locked on request for this transaction. Raises ``DocumentNotFound``."""
    found = await session.get(Document, (case_no, document_no), with_for_update=lock or None)
    if found is None:
        raise DocumentNotFound
    return found


async def check_sealed(context: Context, document: Document, content: bytes) -> None:
    """Raises ``DocumentNeedsNoSeal``, or ``DocumentRefused`` unless it is the document under the seals of those who sealed it
    before and the right seal of the body that comes next."""
    if document.seal is None:
        raise DocumentNeedsNoSeal
    data, seals = PageData.from_json(document.content), seals_on(document) + 1
    if not await READERS.do(_is_sound, context, data, seals, content):
        raise DocumentRefused


def _is_sound(context: Context, data: PageData, seals: int, content: bytes) -> bool:
    trusted = read_trust(context.settings.roots_folder)
    verdict = verify_document(
        content, data, trusted.roots, context.now(), evidence=trusted.evidence, sealed=seals
    )
    return verdict.result is Result.PASSED


def keep_sealed(document: Document, body: str, content: bytes, ref: str, context: Context) -> None:
    """Record the file that ``body`` sealed, whose turn it is."""
    at = context.now()
    if document.parties is not None:
        note_seal(document, body, at)
        if next_to_seal(document) is not None:
            document.partial_ref = ref
            return
    document.blob_ref, document.partial_ref = ref, None
    document.sha256 = hashlib.sha256(content).hexdigest()
    document.sealed_at, document.state = at, SEALED
