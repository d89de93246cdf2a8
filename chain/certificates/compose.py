"""Compose a certificate: template and data in, unsealed OFD out."""

from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5

from chain.certificates.data import CertificateData
from chain.certificates.fonts import Fonts, find_fonts
from chain.certificates.layout import lay_out
from chain.certificates.metadata_files import METADATA_JSON, METADATA_XML, as_json, as_xml
from chain.certificates.template import load_template
from chain.ofd.model import Attachment, Box, Document
from chain.ofd.writer import write_ofd


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where the issuing body's seal goes: the page's ID and the box in millimetres."""

    page_ref: int
    box: Box


def compose_certificate(template_key: str, data: CertificateData, fonts: Fonts | None = None) -> bytes:
    """The unsealed certificate; the same bytes for the same data, so a repeated job does no harm.

    Raises :class:`UnknownTemplate`, :class:`CertificateDataIncomplete`, :class:`ContentDoesNotFit`,
    :class:`MissingGlyph`, :class:`FontsMissing`.
    """
    page = lay_out(load_template(template_key), data, fonts or find_fonts())
    metadata = data.metadata()
    return write_ofd(
        Document(
            doc_id=_doc_id(data),
            title=data.type_name,
            created=data.issued,
            pages=(page,),
            metadata=metadata,
            attachments=(
                Attachment(METADATA_JSON, as_json(metadata, data.licences), "json"),
                Attachment(METADATA_XML, as_xml(metadata, data.licences), "xml"),
            ),
        )
    )


def _doc_id(data: CertificateData) -> str:
    """An annotated copy is another document than its certificate, and each than the next."""
    made = "" if data.annotation is None else "/".join(data.annotation.metadata().values())
    return uuid5(NAMESPACE_OID, f"{data.identifier}{made}").hex


def seal_place(template_key: str) -> SealPlace:
    """Where certificates of this template are sealed."""
    square = load_template(template_key).seal
    return SealPlace(1, Box(square.x, square.y, square.size, square.size))
