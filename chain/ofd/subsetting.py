"""Writing a small TrueType file from compiled glyphs (ISO/IEC 14496-22): what a subset shares with all others is compiled once.

fontTools builds and compiles every table of every subset anew, which took longer than all the rest of a page.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

_VERSION = 0x00010000
_CHECKSUM_MAGIC = 0xB1B0AFBA
_ADJUSTMENT, _LOCA_FORMAT, _GLYPHS, _METRICS, _FIRST_CHAR = 8, 50, 4, 34, 64
"""Where these stand: in head (two), maxp, hhea and OS/2."""
_WINDOWS, _BASIC, _FULL = 3, 1, 10
_LAST_BASIC = 0xFFFF
_32_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Glyph:
    """A compiled glyph at a multiple of four bytes, its line of hmtx, and its share in glyf's checksum: made once for all
    subsets."""

    outline: bytes
    metrics: bytes
    checksum: int


def glyph_of(compiled: bytes, advance: int, bearing: int) -> Glyph:
    """The glyph with its advance and left side bearing."""
    outline = compiled + bytes(-len(compiled) % 4)
    return Glyph(outline, struct.pack(">Hh", advance, bearing), _checksum(outline))


@dataclass(frozen=True, slots=True)
class Subset:
    """``glyphs`` by number; ``characters`` leads to the numbers."""

    glyphs: Sequence[Glyph]
    characters: Mapping[int, int]


def write_subset(shared: Mapping[str, bytes], subset: Subset) -> bytes:
    """The file; ``shared`` holds tables by tag, of which head, hhea, maxp and OS/2 are told what this subset is."""
    count = len(subset.glyphs)
    outlines = [glyph.outline for glyph in subset.glyphs]
    ends = accumulate(map(len, outlines), initial=0)
    first, last = min(subset.characters, default=0), max(subset.characters, default=0)
    tables = {
        **shared,
        "OS/2": _with(shared["OS/2"], _FIRST_CHAR, ">HH", min(first, _LAST_BASIC), min(last, _LAST_BASIC)),
        "cmap": _cmap(subset.characters),
        "glyf": b"".join(outlines),
        "head": _with(_with(shared["head"], _LOCA_FORMAT, ">h", 1), _ADJUSTMENT, ">L", 0),
        "hhea": _with(shared["hhea"], _METRICS, ">H", count),
        "hmtx": b"".join(glyph.metrics for glyph in subset.glyphs),
        "loca": struct.pack(f">{count + 1}L", *ends),
        "maxp": _with(shared["maxp"], _GLYPHS, ">H", count),
    }
    return _file(tables, {"glyf": sum(glyph.checksum for glyph in subset.glyphs) & _32_BITS})


def _with(table: bytes, place: int, form: str, *values: int) -> bytes:
    changed = bytearray(table)
    struct.pack_into(form, changed, place, *values)
    return bytes(changed)


def _cmap(characters: Mapping[int, int]) -> bytes:
    """Format 4 for readers of any age, and format 12 where a character lies beyond the first 65,536."""
    ordered = sorted(characters.items())
    basic = _format_4([each for each in ordered if each[0] <= _LAST_BASIC])
    if not ordered or ordered[-1][0] <= _LAST_BASIC:
        return struct.pack(">HHHHL", 0, 1, _WINDOWS, _BASIC, 12) + basic
    head = struct.pack(">HHHHLHHL", 0, 2, _WINDOWS, _BASIC, 20, _WINDOWS, _FULL, 20 + len(basic))
    return head + basic + _format_12(ordered)


def _format_4(ordered: Sequence[tuple[int, int]]) -> bytes:
    """A segment for each character: few stand next to each other in a text of Chinese."""
    segments = [(char, (glyph - char) & 0xFFFF) for char, glyph in ordered if char < _LAST_BASIC]
    segments.append((_LAST_BASIC, 1))
    count = len(segments)
    power = 1 << (count.bit_length() - 1)
    chars = struct.pack(f">{count}H", *(char for char, _ in segments))
    deltas = struct.pack(f">{count}H", *(delta for _, delta in segments))
    length = 16 + 8 * count
    search = (2 * count, 2 * power, power.bit_length() - 1, 2 * (count - power))
    return struct.pack(">7H", 4, length, 0, *search) + chars + bytes(2) + chars + deltas + bytes(2 * count)


def _format_12(ordered: Sequence[tuple[int, int]]) -> bytes:
    groups = b"".join(struct.pack(">LLL", char, char, glyph) for char, glyph in ordered)
    return struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(ordered)) + groups


def _file(tables: Mapping[str, bytes], checksums: Mapping[str, int]) -> bytes:
    """Directory and tables, each at a multiple of four bytes, and the checksum of it all in head; of some tables theirs is
    known."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = [
        struct.pack(">LHHHH", _VERSION, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    ]
    place, bodies, head, checksum = 12 + 16 * count, [], 0, 0
    for tag, table in sorted(tables.items()):
        head = place if tag == "head" else head
        body = table + bytes(-len(table) % 4)
        of_table = checksums[tag] if tag in checksums else _checksum(body)
        checksum += of_table
        directory.append(struct.pack(">4sLLL", tag.encode("ascii"), of_table, place, len(table)))
        bodies.append(body)
        place += len(body)
    front = b"".join(directory)
    checksum += _checksum(front)
    whole = b"".join((front, *bodies))
    return _with(whole, head + _ADJUSTMENT, ">L", (_CHECKSUM_MAGIC - checksum) & _32_BITS)


def _checksum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & _32_BITS
