"""ASN.1: wrong lengths at every place, and values that would keep a reader busy for hours."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from asn1crypto import core

from chain.certificates.seal_checks import check_seals
from chain.certificates.verdict import Finding, Result
from chain.crypto.der import CERTIFICATE_LIMITS, SEAL_LIMITS, DerLimits, require_der
from chain.crypto.errors import MalformedCertificate, MalformedDer
from chain.crypto.x509 import Certificate
from chain.ofd.package import read_package
from chain.ofd.reader import OfdReader
from chain.seal import asn1
from chain.seal.errors import MalformedSeal
from chain.seal.reading import read_signature
from tests.unit.chain.hostile.der import element, nodes
from tests.unit.chain.hostile.verdicts import LATER, SIGN, VALUE, Sound

SEAL = f"{SIGN}/Seal.esl"
WRONG = [
    b"\x00",
    b"\x7f",
    b"\x80",
    b"\x81\x05",
    b"\x82\x00\x80",
    b"\x84\xff\xff\xff\xff",
    b"\x89" + b"\xff" * 9,
]


def with_value(sound: Sound, values: Iterator[bytes]) -> Iterator[tuple[Finding, ...]]:
    """The findings on the seal of the open file with each of these in the place of its signature's value."""
    reader, roots = OfdReader(sound.open), [Certificate(sound.pki.root)]
    assert all(each.passed for each in check_seals(reader, roots, LATER).findings)
    for value in values:
        reader.files[VALUE] = value
        yield check_seals(reader, roots, LATER).findings


@pytest.mark.parametrize("length", WRONG)
def test_a_wrong_length_anywhere_is_refused(length: bytes, sound: Sound) -> None:
    value = read_package(sound.open)[VALUE]
    places = [node for node in nodes(value) if value[node.start + 1 : node.content] != length]
    assert len(places) > 50
    wrong = (value[: node.start + 1] + length + value[node.content :] for node in places)
    for findings in with_value(sound, wrong):
        assert any(each.result is Result.FAILED for each in findings)


@pytest.mark.parametrize("step", [-1, 1])
def test_a_length_that_is_off_by_one_is_refused(step: int, sound: Sound) -> None:
    value = read_package(sound.open)[VALUE]
    last = [node.content - 1 for node in nodes(value)]
    wrong = (value[:at] + bytes([(value[at] + step) % 256]) + value[at + 1 :] for at in last)
    for findings in with_value(sound, wrong):
        assert any(each.result is Result.FAILED for each in findings)


ENDLESS = {
    "an identifier of a megabyte": element(6, b"\xff" * 2**20 + b"\x01"),
    "an integer of a megabyte": element(2, b"\x7f" * 2**20),
    "a date of a megabyte": element(24, b"2" * 2**20),
    "an identifier under a tag of its own": element(0x88, b"\xff" * 2**16 + b"\x01"),
    "sequences within each other": b"\x30\x80" * 50_000,
    "a hundred thousand elements": element(0x30, b"\x05\x00" * 100_000),
    "a text in pieces": element(0x2C, element(12, b"a") * 1000),
    "a length without end": b"\x30\x80\x05\x00\x00\x00",
    "a length that is longer than it need be": b"\x30\x81\x02\x05\x00",
    "a tag of many bytes": b"\x1f" + b"\xff" * 1000 + b"\x01\x00",
    "more than the limit": element(4, bytes(SEAL_LIMITS.size)),
    "two instead of one": b"\x05\x00\x05\x00",
    "an end without a beginning": b"\x00\x00",
    "a length and nothing behind it": b"\x30\x05",
    "half a header": b"\x30",
    "nothing": b"",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_would_keep_a_reader_busy_is_refused_unread(kind: str, sound: Sound) -> None:
    unread = patch.object(core.Sequence, "load", side_effect=AssertionError("was read"))
    with unread, pytest.raises(MalformedSeal):
        read_signature(ENDLESS[kind])
    with unread, pytest.raises(MalformedCertificate):
        Certificate(ENDLESS[kind])
    for file in (VALUE, SEAL):
        assert sound.verdict(sound.changed(sound.open, {file: ENDLESS[kind]})).result is Result.FAILED


def test_the_limits_are_met_exactly() -> None:
    flat = element(0x30, b"\x05\x00" * 4)
    require_der(flat, DerLimits(size=len(flat), elements=5, depth=2))
    for limits in (DerLimits(len(flat) - 1, 5, 2), DerLimits(len(flat), 4, 2)):
        with pytest.raises(MalformedDer):
            require_der(flat, limits)
    nested = element(0x30, element(0x30, element(0x30, b"")))
    require_der(nested, DerLimits(100, 100, 3))
    with pytest.raises(MalformedDer):
        require_der(nested, DerLimits(100, 100, 2))


def test_every_certificate_and_seal_of_ours_is_der_within_the_limits(sound: Sound) -> None:
    require_der(sound.pki.root, CERTIFICATE_LIMITS)
    for file in (VALUE, SEAL):
        require_der(read_package(sound.locked)[file], SEAL_LIMITS)


@pytest.mark.parametrize("year", ["0000", "0001", "9999"])
def test_a_year_that_no_clock_shows_is_answered_with_a_verdict(year: str, sound: Sound) -> None:
    """Whatever comparing such dates does, it does not get out."""
    value = read_package(sound.open)[VALUE]
    changed = value.replace(b"\x18\x0f2026", b"\x18\x0f" + year.encode())
    assert changed != value
    assert sound.verdict(sound.changed(sound.open, {VALUE: changed})).result is Result.FAILED


def test_a_seal_of_an_unknown_version_is_refused(sound: Sound) -> None:
    value = asn1.load(asn1.SealSignature, read_package(sound.open)[VALUE])
    value["to_sign"]["seal"]["info"]["header"]["version"] = 7
    with pytest.raises(MalformedSeal):
        read_signature(value.dump(force=True))
