"""Looking into DER and putting it together, for those who mean to break it."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """One element: where it starts, where its content starts and ends, and in what it stands (start to end)."""

    start: int
    content: int
    end: int
    within: tuple[int, ...]


def nodes(
    data: bytes, start: int = 0, end: int | None = None, within: tuple[int, ...] = ()
) -> Iterator[Node]:
    """Every element of DER, outer ones first; what does not hold together is passed over."""
    end = len(data) if end is None else end
    while start + 2 <= end:
        content, length = start + 2, data[start + 1]
        if length & 0x80:
            content += length & 0x7F
            length = int.from_bytes(data[start + 2 : content], "big")
        if content + length > end:
            return
        yield Node(start, content, content + length, within)
        if data[start] & 0x20 or _holds_der(data[start], data[content : content + length]):
            yield from nodes(data, content, content + length, (*within, start))
        start = content + length


def _holds_der(tag: int, content: bytes) -> bool:
    """Certificates stand in octet strings."""
    first = next(nodes(content), None) if tag == 4 and content.startswith(b"\x30") else None
    return first is not None and first.end == len(content)


def element(tag: int, content: bytes) -> bytes:
    """An element with the length that it has."""
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    written = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(written)]) + written + content


def replaced(data: bytes, node: Node, new: bytes) -> bytes:
    """The structure with another element (or none) in the place of ``node``; the lengths around it are put right."""
    around = [each for each in nodes(data) if each.start in node.within]
    for outer in sorted(around, key=lambda each: -each.start):
        inside = data[outer.content : node.start] + new + data[node.end : outer.end]
        new = element(data[outer.start], inside)
        node = outer
    return data[: node.start] + new + data[node.end :]
