"""Compose a document: page data in, unsealed OFD out, with the places of its seals."""

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
    """A document and where the seals of its issuers go, in their order (none when nobody seals it); the leading body seals
    across the edges of several pages too."""

    ofd: bytes
    seal_places: tuple[SealPlace, ...]
    seam: tuple[Stamp, ...] = ()

    @property
    def seal_place(self) -> SealPlace | None:
        """Where the leading body's seal goes."""
        return next(iter(self.seal_places), None)


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


def composed_before(ofd: bytes, data: PageData, fonts: Fonts | None = None) -> Composed:
    """The document of ``data`` as the bodies before sealed it, for the next. Raises what :func:`compose_document` raises, and
    :class:`chain.ofd.errors.MalformedOfd`."""
    return _placed(ofd, lay_out(data, fonts or find_fonts()))


def _placed(ofd: bytes, layout: Layout) -> Composed:
    """The seals go on the last page, beneath the text, and the first over all edges."""
    if not layout.seals:
        return Composed(ofd, ())
    reader = OfdReader(ofd)
    pages = [(page.page_id, page_box(reader, page)) for page in reader.pages]
    places = (SealPlace(int(pages[-1][0]), box) for box in layout.seals)
    return Composed(ofd, tuple(places), seam(pages, layout.seals[0].width))
