"""Compose a document: page data in, unsealed OFD out, with the place of its seal."""

from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5

from chain.certificates.compose import SealPlace
from chain.certificates.fonts import Fonts, find_fonts
from chain.documents.layout import Layout, lay_out
from chain.documents.page import PageData
from chain.ofd.model import Attachment, Document
from chain.ofd.reader import OfdReader
from chain.ofd.writer import write_ofd

PAGE_DATA_ATTACHMENT = "document.json"


@dataclass(frozen=True, slots=True)
class Composed:
    """An unsealed document and where its seal goes; ``None`` when nobody seals it."""

    ofd: bytes
    seal_place: SealPlace | None


def compose_document(data: PageData, fonts: Fonts | None = None) -> Composed:
    """The unsealed document; the same bytes for the same page data, so a repeated job does no harm.

    Raises :class:`chain.certificates.errors.FontsMissing`.
    """
    layout = lay_out(data, fonts or find_fonts())
    ofd = write_ofd(
        Document(
            doc_id=uuid5(NAMESPACE_OID, f"{data.case_no}/{data.document_no}").hex,
            title=data.title,
            created=data.issued,
            pages=layout.pages,
            metadata=data.metadata(),
            attachments=(Attachment(PAGE_DATA_ATTACHMENT, data.dump(), "json"),),
        )
    )
    return Composed(ofd, seal_place(ofd, layout))


def seal_place(ofd: bytes, layout: Layout) -> SealPlace | None:
    """Where the seal goes on the last page of the file that was written from ``layout``."""
    if layout.seal is None:
        return None
    return SealPlace(int(OfdReader(ofd).pages[-1].page_id), layout.seal)
