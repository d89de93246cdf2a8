"""OFD packages: written the same each time, and hostile ones refused before they do harm."""

import contextlib
import struct
import warnings
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chain.errors import BadInput, TooLarge
from chain.ofd.errors import MalformedOfd, OfdTooLarge
from chain.ofd.model import Attachment, Box, Document, Page, Picture, Shape
from chain.ofd.package import Limits, read_package, resolve, write_package
from chain.ofd.paths import polylines
from chain.ofd.reader import OfdReader
from chain.ofd.render import render_page
from chain.ofd.writer import write_ofd
from chain.ofd.xml import parse

RED = (200, 0, 0)


def red_dot() -> bytes:
    """A PNG of one red pixel."""
    output = BytesIO()
    Image.new("RGB", (1, 1), RED).save(output, "PNG")
    return output.getvalue()


def small_document() -> Document:
    """A page without text: a filled square, a picture, an attachment, metadata."""
    square = Shape("M 10 10 L 40 10 L 40 40 L 10 40 C", fill=(0, 0, 200))
    return Document(
        doc_id="0" * 32,
        title="演练",
        created=date(2026, 3, 9),
        pages=(Page(100, 50, (square, Picture(Box(60, 10, 20, 20), red_dot()))),),
        metadata={"ZZMC": "演练证照"},
        attachments=(Attachment("metadata.json", b"{}", "json"),),
    )


def archive_of(*entries: tuple[str, bytes]) -> bytes:
    """A ZIP with these entries, as a hostile maker would write it."""
    output = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, content in entries:
            archive.writestr(name, content)
    return output.getvalue()


def test_the_same_document_is_written_byte_for_byte_the_same() -> None:
    assert write_ofd(small_document()) == write_ofd(small_document())


def test_what_was_written_is_read_back() -> None:
    reader = OfdReader(write_ofd(small_document()))
    assert reader.title == "演练"
    assert reader.metadata == {"ZZMC": "演练证照"}
    assert reader.attachments == {"metadata.json": b"{}"}
    assert len(reader.pages) == 1
    assert reader.signatures == ()


def test_shapes_and_pictures_are_drawn_where_they_stand() -> None:
    image = render_page(OfdReader(write_ofd(small_document())), dpi=51)
    scale = image.width / 100
    assert image.getpixel((round(25 * scale), round(25 * scale))) == (0, 0, 200)
    assert image.getpixel((round(70 * scale), round(20 * scale))) == RED
    assert image.getpixel((round(50 * scale), round(45 * scale))) == (255, 255, 255)


@given(
    st.dictionaries(
        st.text("abc/", min_size=1).filter(lambda t: resolve("", t) == t and "/" not in t[:1]),
        st.binary(max_size=50),
        max_size=5,
    )
)
def test_a_package_reads_back_as_written(files: dict[str, bytes]) -> None:
    files = {**files, "OFD.xml": b"<x/>"}
    assert read_package(write_package(files)) == files


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "a/../../b", "a//b", "./a", "a\\b", "C:evil", "a\nb", "a/./b"]
)
def test_a_path_trick_is_refused(name: str) -> None:
    with pytest.raises(MalformedOfd):
        read_package(archive_of(("OFD.xml", b"<x/>"), (name, b"")))


@pytest.mark.parametrize("twin", ["Doc_0/a.xml", "doc_0/A.XML"])
def test_a_name_that_stands_twice_is_refused(twin: str) -> None:
    with pytest.raises(MalformedOfd, match="重名"):
        read_package(archive_of(("OFD.xml", b"<x/>"), ("Doc_0/a.xml", b"1"), (twin, b"2")))


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip" * 50, archive_of(("other.xml", b"<x/>"))])
def test_what_is_no_package_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedOfd):
        read_package(data)


@pytest.mark.parametrize(
    "limits", [Limits(archive=10), Limits(entries=1), Limits(entry=1000), Limits(total=1000)]
)
def test_a_bomb_is_refused_by_its_size(limits: Limits) -> None:
    data = archive_of(("OFD.xml", b"<x/>"), ("bomb", bytes(100_000)))
    with pytest.raises(OfdTooLarge):
        read_package(data, limits)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = archive_of(("OFD.xml", b"<x/>"), ("bomb", bytes(100_000)))
    lying = data.replace(struct.pack("<L", 100_000), struct.pack("<L", 10))
    assert lying != data
    with pytest.raises(MalformedOfd):
        read_package(lying)


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "other.dtd"><a/>',
        b"<!DOCTYPE a><a/>",
        b"<a>",
        b"",
    ],
)
def test_a_doctype_or_broken_xml_is_refused(xml: bytes) -> None:
    with pytest.raises(MalformedOfd):
        parse(xml)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_damaged_file_is_read_or_refused_but_never_crashes(position: int, change: int) -> None:
    data = bytearray(write_ofd(small_document()))
    data[position % len(data)] ^= change
    with contextlib.suppress(BadInput, TooLarge):
        render_page(OfdReader(bytes(data)), dpi=20)


@pytest.mark.parametrize("path", ["L 1 1", "M 1", "M 1 x", "X 1 1", "M 1 1 B 1 2 3"])
def test_a_malformed_path_is_refused(path: str) -> None:
    with pytest.raises(MalformedOfd):
        polylines(path)


def test_curves_end_where_they_should() -> None:
    line = polylines("M 0 0 B 0 1 1 1 1 0 Q 2 2 3 0 L 4 0 C")[0]
    assert {line[0], line[-1]} == {(0, 0)}
    assert (1, 0) in line
    assert (3, 0) in line


@pytest.mark.parametrize(
    ("base", "location", "name"),
    [
        ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Document.xml"),
        ("Doc_0/Document.xml", "Pages/P.xml", "Doc_0/Pages/P.xml"),
        ("Doc_0/Signs/S.xml", "/Doc_0/a", "Doc_0/a"),
        ("Doc_0/Signs/S.xml", "../a", "Doc_0/a"),
    ],
)
def test_locations_are_found_from_where_they_stand(base: str, location: str, name: str) -> None:
    assert resolve(base, location) == name
