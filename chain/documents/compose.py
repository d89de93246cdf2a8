"""Compose a document: page data in, unsealed OFD out, with the place of its seal."""

from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5

from chain.certificates.compose import SealPlace
from chain.certificates.fonts import Fonts, find_fonts
from chain.documents.layout import Layout, lay_out
from chain.documents.page import PageData
from chain.ofd.drawn import page_box
from chain.ofd.model import Attachment, Document
from chain.ofd.reader import OfdReader, Stamp
from chain.ofd.seam import seam
from chain.ofd.writer import write_ofd

PAGE_DATA_ATTACHMENT = "document.json"


@dataclass(frozen=True, slots=True)
class Composed:
    """An unsealed document and where its seal goes (``None`` when nobody seals it), also across the edges of several pages."""

    ofd: bytes
    seal_place: SealPlace | None
    seam: tuple[Stamp, ...] = ()


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
    return _placed(ofd, layout)


def _placed(ofd: bytes, layout: Layout) -> Composed:
    """The seal goes on the last page, beneath the text, and over all edges."""
    if layout.seal is None:
        return Composed(ofd, None)
    reader = OfdReader(ofd)
    pages = [(page.page_id, page_box(reader, page)) for page in reader.pages]
    return Composed(ofd, SealPlace(int(pages[-1][0]), layout.seal), seam(pages, layout.seal.width))
