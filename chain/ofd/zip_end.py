"""Where the directory of a ZIP container stands, as its end says, be it in the form for large archives (Zip64) or in both.

No OFD needs Zip64; some programs write it always. Where both forms speak, they say the same.
"""

import struct
from collections.abc import Iterator

from chain.ofd.errors import MalformedOfd

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_MARK, _LOCATOR_MARK, _END_64_MARK = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_LENGTH_64 = _END_64.size - 12
"""Bytes of the Zip64 end behind its own length; more would be an extension that only some readers know."""
_LONGEST_COMMENT = 2**16 - 1
_IN_ZIP64_SHORT, _IN_ZIP64 = 0xFFFF, 0xFFFFFFFF
_ZIP64 = 0x0001
HIDDEN = "OFD文件的压缩包结构不合规，其中可能藏有其他内容。"


def directory_place(data: bytes) -> tuple[int, int, int]:
    """Where the directory starts, how many lines it has, where it ends. A comment behind the end may not look like another
    end. Raises :class:`MalformedOfd`.
    """
    at = data.rfind(_END_MARK, max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if at < 0 or at + _END.size > len(data):
        raise MalformedOfd
    _, disk, first_disk, count_here, count, size, start, comment = _END.unpack_from(data, at)
    if not disk == first_disk == 0 or count_here != count or at + _END.size + comment != len(data):
        raise MalformedOfd(HIDDEN)
    if data.startswith(_LOCATOR_MARK, max(0, at - _LOCATOR.size)):
        start, size, count, at = _zip64(data, at - _LOCATOR.size, start, size, count)
    if start + size != at:
        raise MalformedOfd(HIDDEN)
    return start, count, at


def _zip64(data: bytes, locator: int, *said: int) -> tuple[int, int, int, int]:
    """Start, size and lines of the directory, and where the Zip64 end stands; ``said`` is what the short end has of them."""
    _, disk, at, disks = _LOCATOR.unpack_from(data, locator)
    if disk or disks != 1 or at + _END_64.size != locator:
        raise MalformedOfd(HIDDEN)
    mark, length, _, _, disk, first_disk, count_here, count, size, start = _END_64.unpack_from(data, at)
    single = disk == first_disk == 0 and count_here == count
    left_open = (_IN_ZIP64, _IN_ZIP64, _IN_ZIP64_SHORT)
    same = all(
        short in (real, elsewhere)
        for short, real, elsewhere in zip(said, (start, size, count), left_open, strict=True)
    )
    if mark != _END_64_MARK or length != _LENGTH_64 or not single or not same:
        raise MalformedOfd(HIDDEN)
    return start, size, count, at


def with_zip64(extra: bytes, *values: int) -> tuple[int, ...]:
    """Size, packed size and offset, each from the extra field where the header leaves it to that and the field is there.
    Raises :class:`MalformedOfd`."""
    wide = next((content for kind, content in fields(extra) if kind == _ZIP64), None)
    if wide is None or _IN_ZIP64 not in values:
        return values
    found, position = [], 0
    for value in values:
        if value == _IN_ZIP64:
            if position + 8 > len(wide):
                raise MalformedOfd(HIDDEN)
            (value,) = struct.unpack_from("<Q", wide, position)
            position += 8
        found.append(value)
    return tuple(found)


def fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The parts of an extra field: what each is, and what it holds."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        yield kind, extra[position + 4 : position + 4 + length]
        position += 4 + length
