"""Make a reading copy: the pages of the sealed OFD in a PDF, the mark, the metadata, and a PAdES signature over all of it."""

from io import BytesIO

from asn1crypto import keys, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, EmbeddedFileParams, FileSpec, embed_file
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chain.certificates.fonts import Fonts, find_fonts
from chain.certificates.metadata_files import METADATA_JSON, METADATA_XML, metadata_files
from chain.ofd.drawn import drawn, page_box
from chain.ofd.reader import OfdReader
from gateway.certificates.reading_copy.canvas import POINTS, Canvas
from gateway.certificates.reading_copy.identity import Identity
from gateway.certificates.reading_copy.strip import HEIGHT, MARK, RED, Pointer, strip

SIGNATURE_FIELD = "ReadingCopy"
_TYPES = {METADATA_JSON: "application/json", METADATA_XML: "application/xml"}
_REASON = "证明本阅读副本由本平台制作且未被改动；不代替电子证照原件上的电子印章"
_MARK_SIZE = 46.0


def make_reading_copy(sealed: bytes, pointer: Pointer, signer: Identity) -> bytes:
    """The signed PDF of a sealed OFD of this installation.

    Raises :class:`FontsMissing`, :class:`MalformedOfd`; the file was verified when it was taken in.
    """
    return _signed(_composed(OfdReader(sealed), pointer, find_fonts()), signer)


def _composed(reader: OfdReader, pointer: Pointer, fonts: Fonts) -> bytes:
    writer = PdfFileWriter(stream_xrefs=False)
    writer.document_meta.title = f"{reader.title}（{MARK}）"
    writer.document_meta.subject = f"原件的电子证照标识：{pointer.identifier}"
    writer.root["/Lang"] = generic.pdf_string("zh-CN")
    for page in reader.pages:
        box = page_box(reader, page)
        canvas = Canvas(writer, box.width, box.height + HEIGHT)
        for item in drawn(reader, page):
            canvas.draw(item)
        for item in strip(pointer, box.height, box.width, fonts):
            canvas.draw(item)
        canvas.mark_across(MARK, fonts.bold.subset(MARK), _MARK_SIZE, RED)
        canvas.finished()
    for name, content in metadata_files(reader).items():
        _embed(writer, name, content)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _embed(writer: PdfFileWriter, name: str, content: bytes) -> None:
    data = EmbeddedFileObject.from_file_data(
        writer, content, params=EmbeddedFileParams(embed_checksum=False), mime_type=_TYPES[name]
    )
    spec = FileSpec(
        file_spec_string=name,
        file_name=name,
        embedded_data=data,
        description="证照元数据",
    )
    embed_file(writer, spec)


def _signed(pdf: bytes, signer: Identity) -> bytes:
    """Certified: no change after it goes unnoticed. The signature's field lies on the mark."""
    root = x509.Certificate.load(signer.root)
    key = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(signer.certificate),
        signing_key=keys.PrivateKeyInfo.load(signer.key),
        cert_registry=SimpleCertificateStore.from_certs([root]),
    )
    about = signers.PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=_REASON,
    )
    place = (
        round(8 * POINTS),
        round((HEIGHT - 9) * POINTS),
        round(36 * POINTS),
        round((HEIGHT - 1) * POINTS),
    )
    field = fields.SigFieldSpec(SIGNATURE_FIELD, on_page=0, box=place)
    signing = signers.PdfSigner(about, key, stamp_style=NoOpStampStyle(), new_field_spec=field)
    output = BytesIO()
    signing.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=output)
    return output.getvalue()
