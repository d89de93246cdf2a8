"""The container of a package: a ZIP that has exactly one way of being written, so that one changed byte is seen.

Files are stored as they are (nothing is compressed: years later no packer's version matters, and nothing can swell), in
the order of their names, with fixed times and without links; the archive's comment is the SM3 digest of all bytes before
it. Every ZIP program opens it; one that packs it anew makes another file, which is refused.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chain.archive.errors import MalformedPackage, PackageTooLarge
from chain.crypto.sm3 import sm3

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UNIX = 20, 3 << 8
_NO_FLAGS = _STORED = _MIDNIGHT = _NOTHING = 0
_DAY = 0x21
"""1 January 1980, the first day that a ZIP can name."""
_REGULAR_FILE = 0o100644 << 16
_COMMENT = "SM3:{}"
_NAME = re.compile(r"[0-9A-Za-z_-]+(/[0-9A-Za-z_-]+)*(\.[0-9A-Za-z_-]+)*")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a package from outside: its bytes, and the number of its files."""

    size: int = 128 * 2**20
    files: int = 2000


DEFAULT_LIMITS = Limits()


def is_name(name: str) -> bool:
    """Whether a file in a package may be called so: ASCII, relative, no way out of the package."""
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def write(files: Mapping[str, bytes]) -> bytes:
    """The container of ``files`` by name; the same bytes for the same files. Raises :class:`MalformedPackage` for a name
    that :func:`is_name` does not allow."""
    if not files or not all(is_name(name) for name in files):
        raise MalformedPackage("归档信息包内的文件名不合规。")
    body = b"".join(_pieces({name: files[name] for name in sorted(files)}))
    return body + _comment(body)


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """The files by name, when ``data`` is exactly what writing them gives; any bytes are answered in bounded time.

    Raises :class:`MalformedPackage`, :class:`PackageTooLarge`.
    """
    if len(data) > limits.size:
        raise PackageTooLarge
    files = dict(_entries(data, limits))
    position = 0
    for piece in _pieces(files):
        if not data.startswith(piece, position):
            raise MalformedPackage
        position += len(piece)
    if data[position:] != _comment(data[:position]):
        raise MalformedPackage
    return files


def _entries(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The files that stand one behind the other at the beginning; names only ever rise, so none stands twice."""
    position, count, last = 0, 0, ""
    while data.startswith(_LOCAL_MARK, position) and position + _LOCAL.size <= len(data):
        count += 1
        if count > limits.files:
            raise PackageTooLarge
        fields = _LOCAL.unpack_from(data, position)
        start = position + _LOCAL.size
        content = start + fields[9]
        position = content + fields[7]
        name = data[start:content].decode("ascii", errors="replace")
        if position > len(data) or not is_name(name) or name <= last:
            raise MalformedPackage
        last = name
        yield name, data[content:position]
    if not count:
        raise MalformedPackage


def _pieces(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Everything but the comment: each file behind its header, the directory, the end."""
    directory, offset = [], 0
    for name, content in files.items():
        encoded, size = name.encode("ascii"), len(content)
        shared = (_NO_FLAGS, _STORED, _MIDNIGHT, _DAY, zlib.crc32(content), size, size, len(encoded))
        header = _LOCAL.pack(_LOCAL_MARK, _VERSION, *shared, _NOTHING) + encoded
        rest = (_NOTHING, _NOTHING, _NOTHING, _NOTHING, _REGULAR_FILE, offset)
        directory.append(_CENTRAL.pack(_CENTRAL_MARK, _UNIX | _VERSION, _VERSION, *shared, *rest) + encoded)
        yield header
        yield content
        offset += len(header) + size
    listed = b"".join(directory)
    yield listed
    count = len(directory)
    comment = len(_comment(b""))
    yield _END.pack(_END_MARK, _NOTHING, _NOTHING, count, count, len(listed), offset, comment)


def _comment(body: bytes) -> bytes:
    return _COMMENT.format(sm3(body).hex()).encode("ascii")
