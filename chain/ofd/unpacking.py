"""Reading a ZIP container from outside, so that no two readers can see different files in it.

Python's zipfile takes the last directory that it finds and passes over whatever stands before, between and behind the
files; another reader goes through the files themselves. Here every byte belongs to one file or to the directory, a
file's own header says what the directory says of it, and nothing is unpacked before all of that is known.
"""

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from chain.ofd.errors import MalformedOfd, OfdTooLarge
from chain.ofd.packing import Packed
from chain.ofd.zip_end import HIDDEN, directory_place, fields, with_zip64

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL_MARK, _CENTRAL_MARK, _DESCRIPTOR_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x07\x08"
_STORED, _DEFLATED = 0, 8
_DESCRIBED_BEHIND, _UTF8 = 0x8, 0x800
_NOT_PLAIN = 0x1 | 0x20 | 0x40 | 0x2000
"""Flags of encryption, of patches, and of masked headers."""
_UNICODE_NAME = 0x7075
_UNIX, _KIND_OF_FILE, _LINK = 3, 0o170000, 0o120000
_LONGEST_NAME = 512
"""Bytes; the names in an OFD are some forty."""
_LARGE, _LARGEST_KEPT = 2**16, 2**19
"""Bytes between which a file is taken for one that stands in many packages, the frame of a certificate: inflated once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a file from outside: bytes of the archive, number of its parts, unpacked bytes of one and of
    all.

    The largest archive and all that is unpacked from it are in memory at once, so that these bound the memory; a ratio
    of packed to unpacked needs no bound of its own.
    """

    archive: int = 32 * 2**20
    entries: int = 2000
    entry: int = 32 * 2**20
    total: int = 96 * 2**20


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the directory; ``raw`` is the name as it is written, ``offset`` where the file's header stands."""

    name: str
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")


def unpack(data: bytes, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """All files by name; raises :class:`MalformedOfd` or :class:`OfdTooLarge` before anything harmful is unpacked."""
    return {entry.name: _content(data, entry, start) for entry, start in _files(data, limits)}


def unpack_with_streams(
    data: bytes, limits: Limits = DEFAULT_LIMITS
) -> tuple[dict[str, bytes], dict[str, Packed]]:
    """All files as :func:`unpack` has them, and those that are deflated as they stand packed. Raises as it does."""
    files, packed = {}, {}
    for entry, start in _files(data, limits):
        files[entry.name] = _content(data, entry, start)
        if entry.method == _DEFLATED:
            packed[entry.name] = Packed(_stream(data, entry, start), entry.crc, entry.size)
    return files, packed


def _files(data: bytes, limits: Limits) -> Iterator[tuple[_Entry, int]]:
    """Each file's line of the directory, and where its content begins."""
    if len(data) > limits.archive:
        raise OfdTooLarge
    start, count, end = directory_place(data)
    if count > limits.entries:
        raise OfdTooLarge
    entries = list(_directory(data, start, count, end))
    _check(entries, limits)
    contents = _tiled(data, entries, start)
    return ((entry, contents[entry.name]) for entry in entries if not entry.is_folder)


def _directory(data: bytes, position: int, count: int, end: int) -> Iterator[_Entry]:
    for _ in range(count):
        if position + _CENTRAL.size > end:
            raise MalformedOfd
        fields = _CENTRAL.unpack_from(data, position)
        (
            mark,
            made_by,
            _,
            flags,
            method,
            _,
            _,
            crc,
            packed,
            size,
            name,
            extra,
            comment,
            disk,
            _,
            kind,
            offset,
        ) = fields
        start = position + _CENTRAL.size
        position = start + name + extra + comment
        if mark != _CENTRAL_MARK or disk or position > end:
            raise MalformedOfd
        raw, beside = data[start : start + name], data[start + name : start + name + extra]
        decoded = _decoded(raw, flags)
        _check_extra(beside, decoded)
        if made_by >> 8 == _UNIX and (kind >> 16) & _KIND_OF_FILE == _LINK:
            raise MalformedOfd("OFD文件内有指向别处的链接。")
        size, packed, offset = with_zip64(beside, size, packed, offset)
        yield _Entry(decoded, raw, flags, method, crc, packed, size, offset)
    if position != end:
        raise MalformedOfd(HIDDEN)


def _decoded(raw: bytes, flags: int) -> str:
    """Chinese makers write names in UTF-8 without saying so, or in the character set of their Windows."""
    for encoding in ("utf-8",) if flags & _UTF8 else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MalformedOfd("OFD文件内有不合规的文件路径。")


def _check_extra(extra: bytes, name: str) -> None:
    """Another name in the extra field is another file for those who read it; the same in UTF-8 is no other."""
    for kind, content in fields(extra):
        if kind == _UNICODE_NAME and content[5:] != name.encode():
            raise MalformedOfd(HIDDEN)


def _check(entries: list[_Entry], limits: Limits) -> None:
    if sum(entry.size for entry in entries) > limits.total or any(e.size > limits.entry for e in entries):
        raise OfdTooLarge
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry)
        twin = unicodedata.normalize("NFKC", entry.name.rstrip("/")).casefold()
        if twin in seen:
            raise MalformedOfd("OFD文件内有重名文件。")
        seen.add(twin)
        if entry.flags & _NOT_PLAIN or entry.method not in (_STORED, _DEFLATED):
            raise MalformedOfd("OFD文件经过加密或采用了不支持的压缩方式。")
        if entry.is_folder and entry.size:
            raise MalformedOfd(HIDDEN)


def _check_name(entry: _Entry) -> None:
    """Plain relative paths alone, and no part that Windows takes for another (``a.xml.``, ``a:b``)."""
    name = entry.name.removesuffix("/")
    plain = len(entry.raw) <= _LONGEST_NAME and name.isprintable() and not {"\\", ":"} & set(name)
    if not plain or any(not part or part.endswith((".", " ")) for part in name.split("/")):
        raise MalformedOfd("OFD文件内有不合规的文件路径。")


def _tiled(data: bytes, entries: list[_Entry], directory: int) -> dict[str, int]:
    """Where each content starts, when the files stand one behind the other without gap or overlap."""
    position, contents = 0, {}
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset != position:
            raise MalformedOfd(HIDDEN)
        start = _content_start(data, entry, directory)
        contents[entry.name] = start
        position = start + entry.packed
        position += _descriptor_length(data, entry, position)
    if position != directory:
        raise MalformedOfd(HIDDEN)
    return contents


def _content_start(data: bytes, entry: _Entry, directory: int) -> int:
    """Behind the file's own header, which has to say the same as the directory."""
    start = entry.offset + _LOCAL.size
    if start > directory:
        raise MalformedOfd
    mark, _, flags, method, _, _, crc, packed, size, name, length = _LOCAL.unpack_from(data, entry.offset)
    extra = data[start + name : start + name + length]
    _check_extra(extra, entry.name)
    size, packed = with_zip64(extra, size, packed)
    # A program that writes in one go leaves open what it does not know yet: it stands behind the content.
    left_open = {0} if entry.flags & _DESCRIBED_BEHIND else set()
    real = ((crc, entry.crc), (packed, entry.packed), (size, entry.size))
    same = (flags ^ entry.flags) & ~_UTF8 == 0 and method == entry.method
    if mark != _LOCAL_MARK or not same or data[start : start + name] != entry.raw:
        raise MalformedOfd(HIDDEN)
    if any(said not in {fact, *left_open} for said, fact in real):
        raise MalformedOfd(HIDDEN)
    content: int = start + name + length
    return content


def _descriptor_length(data: bytes, entry: _Entry, position: int) -> int:
    """A file that was written in one go has its sizes behind it, with a mark or without, in four bytes or in eight."""
    if not entry.flags & _DESCRIBED_BEHIND:
        return 0
    for form in ("<LLL", "<LQQ"):
        sizes = struct.pack(form, entry.crc, entry.packed, entry.size)
        for descriptor in (_DESCRIPTOR_MARK + sizes, sizes):
            if data.startswith(descriptor, position):
                return len(descriptor)
    raise MalformedOfd(HIDDEN)


def _content(data: bytes, entry: _Entry, start: int) -> bytes:
    """Never more than the directory announced, whatever the packed stream holds."""
    stream = _stream(data, entry, start)
    if entry.method == _STORED:
        content, checksum = stream, zlib.crc32(stream)
    elif _LARGE <= entry.size <= _LARGEST_KEPT and len(stream) <= _LARGEST_KEPT:
        content, checksum = _inflated_once(stream, entry.size)
    else:
        content, checksum = _inflated(stream, entry.size)
    if len(content) != entry.size or checksum != entry.crc:
        raise MalformedOfd
    return content


def _stream(data: bytes, entry: _Entry, start: int) -> bytes:
    return data[start : start + entry.packed]


def _inflated(packed: bytes, size: int) -> tuple[bytes, int]:
    """The content, and its checksum."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, size + 1)
    except zlib.error as error:
        raise MalformedOfd from error
    if not stream.eof or stream.unused_data or stream.unconsumed_tail:
        raise MalformedOfd
    return content, zlib.crc32(content)


_inflated_once = lru_cache(maxsize=16)(_inflated)
