"""Finds marks in bytes, whatever they were encoded as on their way."""

import base64
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

_ZEROS = re.compile(rb"\x00{4096,}")
"""Between these a file is searched: an engine's log is given its whole size at once and is mostly empty."""


@dataclass(frozen=True, slots=True)
class Found:
    """A mark that was found: which, encoded how, in which place, where."""

    mark: str
    encoding: str
    place: str
    offset: int


def encodings(text: str) -> dict[str, bytes]:
    """``text`` as it may appear in bytes. Base64 thrice, less the characters that depend on what stands beside it."""
    plain = text.encode()
    escaped = text.encode("ascii", "backslashreplace")
    wide = b"".join(b"\\u%04x" % ord(character) for character in text)
    percent = urllib.parse.quote(text, safe="")
    found = {
        "utf-8": plain,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "gb18030": text.encode("gb18030"),
        "escaped": escaped,
        "escaped, capitals": re.sub(rb"\\u\w{4}", lambda found: b"\\u" + found[0][2:].upper(), escaped),
        "escaped throughout": wide,
        "percent": percent.encode(),
        "percent, small": percent.lower().encode(),
        "hex": plain.hex().encode(),
        "hex, capitals": plain.hex().upper().encode(),
        "base64": base64.b64encode(plain)[: len(plain) * 8 // 6],
        "base64 after 1": base64.b64encode(b"\0" + plain)[2 : (len(plain) + 1) * 8 // 6],
        "base64 after 2": base64.b64encode(b"\0\0" + plain)[3 : (len(plain) + 2) * 8 // 6],
    }
    found |= {
        f"{name}, urlsafe": value.translate(bytes.maketrans(b"+/", b"-_"))
        for name, value in found.items()
        if name.startswith("base64")
    }
    return {name: value for number, (name, value) in enumerate(found.items()) if _is_first(found, number)}


def _is_first(found: Mapping[str, bytes], number: int) -> bool:
    values = list(found.values())
    return values.index(values[number]) == number


class Searcher:
    """Looks for ``marks`` (name to text) in every encoding."""

    def __init__(self, marks: Mapping[str, str]) -> None:
        self._needles = [
            (name, encoding, needle)
            for name, text in marks.items()
            for encoding, needle in encodings(text).items()
        ]

    def search(self, place: str, content: bytes) -> Iterator[Found]:
        """What is found in ``content``, and in what it unpacks to."""
        begin = 0
        for gap in [*_ZEROS.finditer(content), None]:
            end = gap.start() if gap else len(content)
            yield from self._search(place, content[begin:end], begin)
            begin = gap.end() if gap else end
        for name, inner in _unpacked(content):
            yield from self.search(f"{place}!{name}", inner)

    def search_files(self, folder: Path) -> Iterator[Found]:
        """What is found in the files under ``folder`` and in their names."""
        for file in sorted(folder.rglob("*")):
            place = str(file.relative_to(folder))
            yield from self._search(f"name of {place}", place.encode(), 0)
            if file.is_file() and not file.is_symlink():
                yield from self.search(place, file.read_bytes())

    def _search(self, place: str, content: bytes, at: int) -> Iterator[Found]:
        for mark, encoding, needle in self._needles:
            offset = content.find(needle)
            if offset >= 0:
                yield Found(mark, encoding, place, at + offset)


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The members of a ZIP archive; the content of a gzip or zlib stream."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif content.startswith((b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda")):
        try:
            yield "inflated", zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(content)
        except zlib.error:
            return


def lines(found: Iterable[Found]) -> list[str]:
    """One line each, for a failing test."""
    return [f"{each.mark} ({each.encoding}) in {each.place} at {each.offset}" for each in found]
