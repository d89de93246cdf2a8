"""Whether bytes are DER (X.690) at all, looked at before any library reads them: what passes is read in bounded work.

asn1crypto believes lengths, nests as deep as it is told to, and turns an object identifier of a megabyte into decimals
arc by arc, which takes hours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from chain.crypto.errors import MalformedDer, TooMuchDer

_BOOLEAN, _INTEGER, _NULL, _OBJECT_IDENTIFIER, _RELATIVE_OID = 1, 2, 5, 6, 13
_TIMES = (23, 24)
_END_OF_CONTENTS = 0
_CONSTRUCTED, _NUMBER, _LONG_FORM = 0x20, 0x1F, 0x80
_TAGGED = 0x40
"""From here on tags are of a class of their own."""
_COLLECTIONS = (16, 17)
"""SEQUENCE and SET: nothing else that DER writes has elements within it."""
_LONGEST = {
    _BOOLEAN: 1,
    _INTEGER: 1024,  # an RSA key of 8192 bits
    _NULL: 0,
    _OBJECT_IDENTIFIER: 64,
    _RELATIVE_OID: 64,
    **dict.fromkeys(_TIMES, 32),
}
_LONGEST_TAGGED = 4096
"""Content bytes under a tag that does not say what they are: an object identifier might be among them."""
_LONGEST_LENGTH = 4
"""Bytes in which a length is written: four reach beyond anything that is accepted."""


UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What asn1crypto raises on bytes that are DER and yet not what they should be."""


@dataclass(frozen=True, slots=True)
class DerLimits:
    """Bounds: bytes of the whole, number of its elements, how deep they stand within each other."""

    size: int
    elements: int
    depth: int


SEAL_LIMITS = DerLimits(size=4 * 2**20, elements=20_000, depth=24)
"""A seal holds a picture, some 20 kB to 200 kB, and a kilobyte for each certificate that may use it."""
CERTIFICATE_LIMITS = DerLimits(size=2**15, elements=2_000, depth=24)
"""A certificate of an SM2 key is a kilobyte or two."""


class _Left:
    """How many elements may still be read."""

    def __init__(self, elements: int) -> None:
        self.elements = elements


_left: ContextVar[_Left | None] = ContextVar("elements left", default=None)


@contextmanager
def at_most(elements: int | None) -> Iterator[None]:
    """Within, all that is read has so many elements together (``None``: any number, one piece as bounded as ever).

    The limits of one piece bound one piece: a file may hold 64 signatures, each with a seal, a token and its certificates, and
    each element takes some ten microseconds once asn1crypto reads it.
    """
    token = _left.set(None if elements is None else _Left(elements))
    try:
        yield
    finally:
        _left.reset(token)


def require_der(data: bytes, limits: DerLimits) -> None:
    """Return when ``data`` is one element of DER within the limits; raises :class:`MalformedDer`, and
    :class:`TooMuchDer` within :func:`at_most`.
    """
    if len(data) > limits.size:
        raise MalformedDer
    elements, left = _count(data, limits), _left.get()
    if left is None:
        return
    left.elements -= elements
    if left.elements < 0:
        raise TooMuchDer


def _count(data: bytes, limits: DerLimits) -> int:
    """The number of elements; raises :class:`MalformedDer`."""
    ends = [len(data)]
    position = elements = 0
    while ends:
        if position == ends[-1] and elements:
            ends.pop()
            continue
        elements += 1
        position, end, constructed = _header(data, position, ends[-1])
        if elements > limits.elements or len(ends) > limits.depth or (elements == 1 and end != len(data)):
            raise MalformedDer
        if constructed:
            ends.append(end)
        else:
            position = end
    return elements


def _header(data: bytes, position: int, limit: int) -> tuple[int, int, bool]:
    """Where the content of the element at ``position`` starts and ends, and whether elements stand in it."""
    if position + 2 > limit:
        raise MalformedDer
    tag, length = data[position], data[position + 1]
    start = position + 2
    if length >= _LONG_FORM:
        start, length = _long_length(data, start, length - _LONG_FORM)
    constructed = bool(tag & _CONSTRUCTED)
    if start + length > limit or not _tag_fits(tag, length, constructed=constructed):
        raise MalformedDer
    return start, start + length, constructed


def _long_length(data: bytes, start: int, count: int) -> tuple[int, int]:
    """DER writes a length in one way only: not indefinite, and no longer than it needs to be."""
    written = data[start : start + count]
    if not 1 <= count <= _LONGEST_LENGTH or len(written) != count or written[0] == 0:
        raise MalformedDer
    length = int.from_bytes(written, "big")
    if length < _LONG_FORM:
        raise MalformedDer
    return start + count, length


def _tag_fits(tag: int, length: int, *, constructed: bool) -> bool:
    number = tag & _NUMBER
    if number == _NUMBER or tag == _END_OF_CONTENTS:
        return False
    if tag < _TAGGED:
        return constructed is (number in _COLLECTIONS) and (
            constructed or length <= _LONGEST.get(number, length)
        )
    return constructed or length <= _LONGEST_TAGGED
