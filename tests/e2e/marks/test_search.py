"""The search finds a mark wherever and however it was written."""

import base64
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.e2e.marks.search import Searcher, encodings

MARK = "冯密印A1"
SEARCHER = Searcher({"mark": MARK})
WRITTEN = {
    "utf-8": MARK.encode(),
    "utf-16 with its mark": MARK.encode("utf-16"),
    "utf-16-be": MARK.encode("utf-16-be"),
    "gbk": MARK.encode("gbk"),
    "json": json.dumps({"a": MARK}).encode(),
    "json, capitals": b'{"a":"\\u51AF\\u5BC6\\u5370A1"}',
    "query": b"/cases?name=%E5%86%AF%E5%AF%86%E5%8D%B0A1",
    "hex": b"0x" + MARK.encode().hex().encode(),
    "gzip": gzip.compress(b"before " + MARK.encode()),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_a_mark_is_found_however_it_was_written(written: bytes) -> None:
    assert list(SEARCHER.search("here", written))


@given(
    before=st.binary(max_size=40),
    behind=st.binary(max_size=40),
    name=st.sampled_from(sorted(encodings(MARK))),
)
def test_a_mark_is_found_between_any_bytes(before: bytes, behind: bytes, name: str) -> None:
    content = before + encodings(MARK)[name] + behind
    assert any(found.place == "here" for found in SEARCHER.search("here", b" " + content))


@given(before=st.binary(max_size=40), behind=st.binary(max_size=40))
def test_a_mark_is_found_in_base64_of_any_bytes_around_it(before: bytes, behind: bytes) -> None:
    content = base64.b64encode(before + MARK.encode() + behind)
    assert list(SEARCHER.search("here", content))


def test_a_mark_is_found_behind_a_megabyte_of_zeros_at_its_offset() -> None:
    (found,) = SEARCHER.search("here", bytes(1_000_000) + MARK.encode())
    assert found.offset == 1_000_000


def test_a_mark_is_found_in_an_archive_and_in_a_file_name(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", "." * 100 + MARK)
    (tmp_path / "archive.zip").write_bytes(packed.getvalue())
    (tmp_path / f"{MARK}.txt").write_bytes(b"")
    places = {found.place for found in SEARCHER.search_files(tmp_path)}
    assert places == {"archive.zip!inner.txt", f"name of {MARK}.txt"}


def test_nothing_is_found_where_nothing_is() -> None:
    assert not list(SEARCHER.search("here", b"\x00" * 10_000 + "冯密 印A1".encode()))
