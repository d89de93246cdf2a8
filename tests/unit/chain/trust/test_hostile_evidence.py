"""Any bytes may stand where evidence is expected: they are refused, never more than that."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chain.certificates.trust_checks import SealedBy, trust_answers
from chain.crypto.x509 import Certificate
from chain.trust.crl import RevocationList
from chain.trust.errors import MalformedEvidence
from chain.trust.evidence import Evidence
from chain.trust.ocsp import OcspResponse
from chain.trust.statements import Reason, Revocation
from chain.trust.timestamping import TimestampAuthority, timestamp_request
from chain.trust.token import TimestampToken
from tests.unit.chain.trust.houses import DAY, NOW, Authority, Stopped

ROOT = Authority.root()
STAMPER = ROOT.certify("演练时间戳服务")
SIGNER = Certificate(ROOT.certify().certificate)
REVOKED = Revocation(NOW - DAY, Reason.KEY_COMPROMISE)
CONTENT = b"the value of a signature"
CRL = ROOT.crl({SIGNER: REVOKED})
OCSP = ROOT.ocsp(SIGNER, REVOKED)
TOKEN = ROOT.timestamper().token_over(CONTENT)


def read_crl(der: bytes) -> bool:
    """Whether it is a list that convinces."""
    return RevocationList(der).statement_on(SIGNER, ROOT.certificate) is not None


def read_ocsp(der: bytes) -> bool:
    """Whether it is an answer that convinces."""
    return OcspResponse(der).statement_on(SIGNER, ROOT.certificate) is not None


def read_token(der: bytes) -> bool:
    """Whether it is a token that convinces."""
    token = TimestampToken(der)
    return token.signer() is not None and token.is_over(CONTENT)


KINDS: list[tuple[bytes, Callable[[bytes], bool]]] = [(CRL, read_crl), (OCSP, read_ocsp), (TOKEN, read_token)]


@pytest.mark.parametrize(("genuine", "convinces"), KINDS)
def test_genuine_evidence_convinces(genuine: bytes, convinces: Callable[[bytes], bool]) -> None:
    assert convinces(genuine)


def refused(convinces: Callable[[bytes], bool], der: bytes) -> bool:
    """Whether it is refused in the room's own words, or read and not believed."""
    try:
        return not convinces(der)
    except MalformedEvidence as error:
        return bool(error.detail)


@pytest.mark.parametrize(("genuine", "convinces"), KINDS)
@given(data=st.data())
def test_evidence_that_is_cut_off_is_refused(
    genuine: bytes, convinces: Callable[[bytes], bool], data: st.DataObject
) -> None:
    assert refused(convinces, genuine[: data.draw(st.integers(0, len(genuine) - 1))])


@pytest.mark.parametrize(("genuine", "convinces"), KINDS)
@given(data=st.data())
def test_a_changed_byte_never_makes_more_than_a_refusal(
    genuine: bytes, convinces: Callable[[bytes], bool], data: st.DataObject
) -> None:
    """What is outside the signature (names of algorithms, versions, certificates beside) may change without harm."""
    changed = bytearray(genuine)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(genuine) - 1))] = data.draw(st.integers(0, 255))
    der = bytes(changed)
    if not refused(convinces, der):
        assert _says_the_same(der, genuine)


def _says_the_same(der: bytes, genuine: bytes) -> bool:
    if genuine == CRL:
        read, right = (RevocationList(each).statement_on(SIGNER, ROOT.certificate) for each in (der, CRL))
        return read == right
    if genuine == OCSP:
        said, meant = (OcspResponse(each).statement_on(SIGNER, ROOT.certificate) for each in (der, OCSP))
        return said == meant
    token, original = TimestampToken(der), TimestampToken(TOKEN)
    return (token.time, token.serial_number) == (original.time, original.serial_number)


STRANGE_TYPES = [7, 8, 9, 11]
"""Tags that asn1crypto knows and cannot turn into values: object descriptor, instance-of, real, embedded PDV."""


@pytest.mark.parametrize("tag", STRANGE_TYPES)
@pytest.mark.parametrize(("genuine", "convinces"), KINDS)
def test_a_value_of_a_type_that_nobody_uses_is_refused(
    genuine: bytes, convinces: Callable[[bytes], bool], tag: int
) -> None:
    for position in range(0, len(genuine), 3):
        changed = bytearray(genuine)
        changed[position] = tag
        if not refused(convinces, bytes(changed)):
            assert _says_the_same(bytes(changed), genuine)


@given(st.binary(max_size=300))
@example(b"\x30\x80" * 2000)
@example(b"\x30\x84\xff\xff\xff\xff")
@example(b"\xa0" * 5000)
def test_any_bytes_are_refused(der: bytes) -> None:
    for _, convinces in KINDS:
        assert refused(convinces, der)


def nested(depth: int) -> bytes:
    """Structures in structures."""
    der = b""
    for _ in range(depth):
        length = len(der)
        head = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
        der = b"\x30" + head + der
    return der


@pytest.mark.parametrize("depth", [50, 1000, 10_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    for _, convinces in KINDS:
        assert refused(convinces, nested(depth))


@given(data=st.data())
def test_the_stamping_authority_answers_any_request(data: st.DataObject) -> None:
    genuine = timestamp_request(CONTENT, 2**62)
    request = bytearray(genuine)
    request[data.draw(st.integers(0, len(request) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(request)))
    assert TimestampAuthority(STAMPER, Stopped()).answer(bytes(request[:cut]))


@given(token=st.binary(max_size=100), crl=st.binary(max_size=100), cut=st.integers(0, len(TOKEN)))
def test_the_verifier_has_an_answer_whatever_is_handed_in(token: bytes, crl: bytes, cut: int) -> None:
    for stamp in (token, TOKEN[:cut]):
        sealed = SealedBy(SIGNER, SIGNER, NOW, NOW + 9 * DAY, CONTENT, stamp)
        evidence = Evidence((crl,), (token,), (crl, token))
        answers = trust_answers(sealed, [ROOT.certificate], evidence, NOW + timedelta(hours=1))
        assert all(finding.reason for finding in answers.findings)
