"""A sealed file is held to its page data: the text, the data inside, the kind of seal, and who made it out."""

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from chain.certificates.verification import Result
from chain.documents.compose import PAGE_DATA_ATTACHMENT, compose_document
from chain.documents.kinds import DocumentKind, SealKind
from chain.documents.page import PageData, Part
from chain.documents.verification import carried_data, says, verify_document
from chain.ofd.model import Attachment, Document, Page
from chain.ofd.package import read_package, write_package
from chain.ofd.writer import write_ofd
from tests.conformance.document_samples import sample_document
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, sealed_document
from tests.fonts import fonts_or_skip

LATER = NOW + timedelta(days=1)
WANTED = sample_document(DocumentKind.REFUSAL_DECISION)


@pytest.fixture(scope="module")
def pki() -> RehearsalPki:
    """Fresh keys."""
    fonts_or_skip()
    return RehearsalPki()


def failed(content: bytes, pki: RehearsalPki) -> set[str]:
    """Keys of what did not pass."""
    verdict = verify_document(content, WANTED, [pki.root], LATER)
    return {finding.key for finding in verdict.findings if not finding.passed}


def test_the_document_that_was_drafted_passes(pki: RehearsalPki) -> None:
    verdict = verify_document(sealed_document(WANTED, pki), WANTED, [pki.root], LATER)
    assert verdict.result is Result.PASSED
    assert (verdict.identifier, verdict.seals) == (WANTED.number, ("演练市行政审批服务局",))


@pytest.mark.parametrize(
    ("other", "keys"),
    [
        (replace(WANTED, remedies=""), {"metadata", "text"}),
        (replace(WANTED, parts=(*WANTED.parts, Part("另缴费用。"))), {"metadata", "text"}),
        (replace(WANTED, basis=()), {"metadata"}),
        (replace(WANTED, seal=SealKind.ACCEPTANCE), {"metadata", "seal_kind"}),
    ],
    ids=["without remedies", "with a further paragraph", "other data inside", "another seal"],
)
def test_another_document_under_a_sound_seal_is_refused(
    other: PageData, keys: set[str], pki: RehearsalPki
) -> None:
    assert failed(sealed_document(other, pki), pki) == keys


PAGE_FILE, DOCUMENT_FILE = "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Document.xml"
BESIDE = {
    "a template page": {
        DOCUMENT_FILE: (b"</ofd:CommonData>", b'<ofd:TemplatePage ID="9000" BaseLoc="T.xml"/></ofd:CommonData>'),
        PAGE_FILE: (b"<ofd:Content>", b'<ofd:Template TemplateID="9000"/><ofd:Content>'),
    },
    "an annotation": {
        DOCUMENT_FILE: (b"</ofd:Document>", b"<ofd:Annotations>A.xml</ofd:Annotations></ofd:Document>")
    },
    "a composite object": {
        PAGE_FILE: (b"</ofd:Layer>", b'<ofd:CompositeObject ID="9003" ResourceID="1" Boundary="0 0 9 9"/></ofd:Layer>')
    },
    "a shape": {PAGE_FILE: (b"</ofd:Layer>", b'<ofd:PathObject ID="9003" Boundary="0 0 9 9"/></ofd:Layer>')},
    "text that is switched off": {PAGE_FILE: (b"<ofd:TextObject ", b'<ofd:TextObject Visible="false" ')},
    "transparent text": {PAGE_FILE: (b"<ofd:TextObject ", b'<ofd:TextObject Alpha="0" ')},
    "white text": {PAGE_FILE: (b'Value="0 0 0"', b'Value="255 255 255"')},
    "text outside the page": {PAGE_FILE: (b'Boundary="', b'Boundary="2')},
    "other glyphs": {PAGE_FILE: (b"<ofd:TextCode ", b'<ofd:CGTransform CodePosition="0"/><ofd:TextCode ')},
    "an element of somebody's own": {PAGE_FILE: (b"</ofd:Layer>", b'<x xmlns="urn:x"/></ofd:Layer>')},
}  # fmt: skip


@pytest.mark.parametrize("kind", BESIDE)
def test_pages_that_show_something_else_than_their_text_do_not_say_it(kind: str) -> None:
    """The text is all there: another body would seal what is shown with it, or in its place."""
    files = read_package(compose_document(WANTED).ofd)
    assert says(write_package(files), WANTED)
    for name, (old, new) in BESIDE[kind].items():
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
    assert not says(write_package(files), WANTED)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a file"])
def test_what_is_no_file_is_refused(content: bytes, pki: RehearsalPki) -> None:
    assert failed(content, pki) == {"structure"}


def test_a_stranger_to_the_trusted_roots_is_not_taken(pki: RehearsalPki) -> None:
    verdict = verify_document(sealed_document(WANTED, pki), WANTED, [RehearsalPki().root], LATER)
    assert verdict.result is Result.INDETERMINATE


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a file"])
def test_what_is_no_file_carries_no_document(content: bytes) -> None:
    assert carried_data(content) is None


def test_a_document_carries_what_it_says(pki: RehearsalPki) -> None:
    assert carried_data(sealed_document(WANTED, pki)) == WANTED


@pytest.mark.parametrize(
    "attached",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b"{}",
        orjson.dumps(WANTED.to_json() | {"basis": [{}]}),
        orjson.dumps(WANTED.to_json() | {"parts": [{"text": "x", "lines": [1]}]}),
        orjson.dumps(WANTED.to_json() | {"issuer": {"name": [], "code": "x", "fictitious": True}}),
        orjson.dumps(WANTED.to_json() | {"kind": "letter"}),
    ],
    ids=["nothing", "a list", "deep", "empty", "basis", "lines", "issuer", "kind"],
)
def test_a_strangers_data_make_no_document(attached: bytes) -> None:
    file = write_ofd(
        Document(
            doc_id="0" * 32,
            title="文书",
            created=WANTED.issued,
            pages=(Page(210, 297, ()),),
            attachments=(Attachment(PAGE_DATA_ATTACHMENT, attached, "json"),),
        )
    )

    assert carried_data(file) is None
