"""Documents that bring something along: programs in a PDF however they are hidden, archives behind a document."""

import io
import zipfile
import zlib

import pytest

from chain.certificates.fonts import find_fonts
from gateway.files.content import FileActive, check
from scripts.tools.demo.papers import paper
from tests.unit.gateway.files.test_uploads import image


def pdf(*objects: bytes) -> bytes:
    whole = b"\n".join(b"%d 0 obj\n%b\nendobj" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + whole + b"\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def stream(dictionary: bytes, content: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (dictionary, len(content), content)


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("a.exe", b"MZ")
    return packed.getvalue()


SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
ACTIVE = {
    "a script on opening": pdf(b"<</Type/Catalog/OpenAction 2 0 R>>", SCRIPT),
    "a name written with escapes": pdf(b"<</S /J#61v#61Script /JS (1)>>"),
    "a program to start": pdf(b"<</S/Launch/F(calc.exe)>>"),
    "rich media": pdf(b"<</Type/Annot/Subtype/RichMedia>>"),
    "a script in an object stream": pdf(stream(b"/Type/ObjStm/Filter/FlateDecode", zlib.compress(SCRIPT))),
    "encryption": pdf(b"<</Type/Catalog>>").replace(b"<</Root", b"<</Encrypt 9 0 R/Root"),
    "an archive behind a PDF": pdf(b"<<>>") + archive() + b"\nstartxref\n0\n%%EOF",
    "an archive behind an image": image("PNG") + archive(),
}
HARMLESS = {
    "a view on opening": pdf(b"<</Type/Catalog/OpenAction[3 0 R/Fit]>>"),
    "the words on a page": pdf(stream(b"", b"BT (/JavaScript /Launch) Tj ET")),
    "an embedded file of an invoice": pdf(b"<</Type/EmbeddedFile>>"),
    "names that begin alike": pdf(b"<</LaunchDate(x)/Encryption(x)>>"),
    "an image": image("JPEG"),
}


@pytest.mark.parametrize("content", ACTIVE.values(), ids=ACTIVE)
def test_a_document_that_brings_something_along_is_refused(content: bytes) -> None:
    with pytest.raises(FileActive, match="打印为 PDF"):
        check(content, "a.pdf")


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_document_is_taken(content: bytes) -> None:
    check(content, "a.pdf")


def test_a_paper_as_applicants_print_it_is_taken() -> None:
    check(paper("申请书", ["一行"], find_fonts().regular.path, "PDF"), "a.pdf")


def test_an_object_stream_that_grows_without_end_is_unpacked_no_further_than_its_bound() -> None:
    check(pdf(stream(b"/Type/ObjStm", zlib.compress(bytes(200_000_000)))), "a.pdf")
