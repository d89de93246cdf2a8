"""ZIP archives put together byte by byte, as no honest program writes them."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_FIELDS = ("flags", "method", "crc", "packed", "size")


@dataclass(frozen=True)
class Member:
    """One file.

    ``local`` and ``central`` override what its own header and the directory say of it: ``flags``, ``method``, ``crc``,
    ``packed``, ``size``, ``name``, ``extra``, in the directory also ``offset``, ``made_by``, ``kind``. ``before`` and
    ``behind`` are bytes that belong to no file; ``listed`` is whether the directory knows it, ``stored`` whether it is kept
    unpacked.
    """

    name: bytes
    content: bytes = b""
    local: Mapping[str, object] = field(default_factory=dict)
    central: Mapping[str, object] = field(default_factory=dict)
    before: bytes = b""
    behind: bytes = b""
    listed: bool = True
    stored: bool = False


def assemble(
    members: Sequence[Member], *, comment: bytes = b"", tail: bytes = b"", count: int | None = None
) -> bytes:
    """The archive; ``count`` is how many lines its directory is said to have."""
    body, lines = b"", []
    for member in members:
        packed = member.content if member.stored else _deflated(member.content)
        facts = {
            "flags": 0,
            "method": 0 if member.stored else 8,
            "crc": zlib.crc32(member.content),
            "packed": len(packed),
            "size": len(member.content),
            "name": member.name,
            "extra": b"",
            "offset": len(body) + len(member.before),
            "made_by": 20,
            "kind": 0,
        }
        body += member.before + _local({**facts, **member.local}) + packed + member.behind
        if member.listed:
            lines.append(_central({**facts, **member.central}))
    directory = b"".join(lines)
    number = len(lines) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, len(directory), len(body), len(comment))
    return body + directory + end + comment + tail


def members_of(files: Mapping[str, bytes]) -> list[Member]:
    """Honest members, OFD.xml first."""
    return [Member(name.encode(), files[name]) for name in sorted(files, key=lambda n: (n != "OFD.xml", n))]


def _deflated(content: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(content) + stream.flush()


def _local(facts: Mapping[str, object]) -> bytes:
    flags, method, crc, packed, size = (facts[name] for name in _FIELDS)
    name, extra = _bytes(facts, "name"), _bytes(facts, "extra")
    lengths = (len(name), len(extra))
    return (
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, method, 0, 33, crc, packed, size, *lengths)
        + name
        + extra
    )


def _central(facts: Mapping[str, object]) -> bytes:
    flags, method, crc, packed, size = (facts[name] for name in _FIELDS)
    name, extra = _bytes(facts, "name"), _bytes(facts, "extra")
    head = struct.pack("<4s6H3L", b"PK\1\2", facts["made_by"], 20, flags, method, 0, 33, crc, packed, size)
    rest = struct.pack("<5H2L", len(name), len(extra), 0, 0, 0, facts["kind"], facts["offset"])
    return head + rest + name + extra


def _bytes(facts: Mapping[str, object], name: str) -> bytes:
    value = facts[name]
    assert isinstance(value, bytes)
    return value
