"""Pages of a PDF are counted, and no file, however hostile, holds the job up: what cannot be counted is not known."""

import io
import time
from pathlib import Path

import pytest
from pypdf import PdfWriter

from workers.archive import pdf
from workers.archive.pdf import PdfPages


def with_pages(number: int) -> bytes:
    """A PDF of blank pages."""
    written, output = PdfWriter(), io.BytesIO()
    for _ in range(number):
        written.add_blank_page(100, 100)
    written.write(output)
    return output.getvalue()


@pytest.mark.parametrize("pages", [1, 7])
def test_the_pages_of_a_pdf_are_counted(pages: int) -> None:
    assert PdfPages()(with_pages(pages)) == pages


def turning_in_a_circle() -> bytes:
    """A PDF whose page tree leads back to its root."""
    return with_pages(1).replace(b"/Kids [ 4 0 R ]", b"/Kids [ 2 0 R ]")


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"%PDF-1.7",
        b"\x00" * 1000,
        with_pages(3)[:300],
        turning_in_a_circle(),
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.7\n" + b"[" * 200_000 + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
    ],
    ids=[
        "nothing",
        "a mark alone",
        "zeros",
        "cut off",
        "a circle",
        "a catalog that is its own page tree",
        "deeply nested",
    ],
)
def test_a_pdf_that_cannot_be_read_has_unknown_pages(hostile: bytes) -> None:
    assert PdfPages()(hostile) is None


def test_a_pdf_beyond_the_largest_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LARGEST", 10)
    assert PdfPages()(with_pages(1)) is None


def test_a_reader_that_does_not_come_to_an_end_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass\n", encoding="ascii")
    monkeypatch.setattr(pdf, "__file__", str(endless))
    count, began = PdfPages(seconds=0.6, longest=0.4), time.monotonic()
    assert [count(b"%PDF-1.7") for _ in range(5)] == [None] * 5
    assert time.monotonic() - began < 3, "all of them together are held to the seconds"
