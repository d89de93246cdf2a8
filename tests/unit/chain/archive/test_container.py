"""The container can be written in one way only, and any other bytes are refused, whatever they are."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chain.archive import container
from chain.archive.container import Limits
from chain.archive.errors import MalformedPackage, PackageTooLarge

FILES = {"manifest.json": b"{}", "items/food_license.zip": b"\x00" * 10, "empty": b""}


def test_what_was_written_is_read_and_any_zip_program_opens_it() -> None:
    data = container.write(FILES)
    assert container.read(data) == FILES
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == FILES


def test_the_order_in_which_files_come_does_not_matter() -> None:
    assert container.write(FILES) == container.write(dict(reversed(FILES.items())))


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../up", "a/../b", "a//b", "a\\b", "c:a", "a/", ".hidden", "中文", "a\n", "x" * 201],
)
def test_a_name_that_could_lead_out_or_mislead_is_neither_written_nor_read(name: str) -> None:
    assert not container.is_name(name)
    with pytest.raises(MalformedPackage):
        container.write({name: b"x"})
    with pytest.raises(MalformedPackage):
        container.read(zipped({name: b"x"}))


def zipped(files: dict[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """The same files by an ordinary ZIP program."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, compression)
    return output.getvalue()


def with_a_link(files: dict[str, bytes]) -> bytes:
    """A container in which the first file pretends to be a link."""
    data = bytearray(container.write(files))
    mode = data.index(b"PK\x01\x02") + 38
    data[mode : mode + 4] = struct.pack("<L", 0o120777 << 16)
    return bytes(data)


def with_a_wrong_size(files: dict[str, bytes]) -> bytes:
    """A container whose first file claims four gigabytes."""
    data = bytearray(container.write(files))
    data[18:26] = struct.pack("<2L", 2**32 - 1, 2**32 - 1)
    return bytes(data)


def twice(files: dict[str, bytes]) -> bytes:
    """A container in which each file stands twice."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for name in [*files, *files]:
            archive.writestr(name, files[name])
    return output.getvalue()


@pytest.mark.parametrize(
    "hostile",
    [
        lambda files: zipped(files),
        lambda files: zipped({**files, "bomb": b"\x00" * 10**7}, compression=zipfile.ZIP_DEFLATED),
        with_a_link,
        with_a_wrong_size,
        twice,
        lambda files: container.write(files) + b"behind",
        lambda files: b"before" + container.write(files),
        lambda files: container.write(files)[:-1],
        lambda files: container.write(files)[:40],
        lambda _: b"",
        lambda _: b"PK\x03\x04",
        lambda _: b"PK\x05\x06" + b"\x00" * 18,
    ],
    ids=[
        "packed anew",
        "compressed",
        "a link",
        "wrong sizes",
        "duplicates",
        "something behind",
        "something before",
        "cut off",
        "a piece",
        "nothing",
        "a mark alone",
        "an empty archive",
    ],
)
def test_what_is_not_exactly_as_written_is_refused(hostile: Callable[[dict[str, bytes]], bytes]) -> None:
    with pytest.raises(MalformedPackage):
        container.read(hostile(FILES))


def test_more_than_the_limits_is_refused_before_it_is_looked_at() -> None:
    data = container.write(FILES)
    with pytest.raises(PackageTooLarge):
        container.read(data, Limits(size=len(data) - 1))
    with pytest.raises(PackageTooLarge):
        container.read(data, Limits(files=len(FILES) - 1))


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
@example(b"PK\x03\x04" + b"\xff" * 40)
def test_any_bytes_are_answered_with_a_refusal(data: bytes) -> None:
    with pytest.raises(MalformedPackage):
        container.read(data)


def test_every_single_changed_byte_is_seen() -> None:
    data = container.write(FILES)
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 0x20
        with pytest.raises((MalformedPackage, PackageTooLarge)):
            container.read(bytes(changed))
