"""Time stamps: asked for, given, and read, also as other makers write them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from asn1crypto import cms, tsp, x509
from cryptography import x509 as x509_names
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from chain.clock import SystemClock
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate, Purpose
from chain.trust.asn1 import SignedContentInfo, TimeStampResponse
from chain.trust.cms import GM_SIGNED_DATA, sign_message
from chain.trust.der import SHA1_OID, SHA256_OID
from chain.trust.errors import MalformedTimestamp, TimestampNotGiven
from chain.trust.timestamping import (
    REHEARSAL_POLICY,
    RequestingTimestamper,
    TimestampAuthority,
    timestamp_request,
)
from chain.trust.token import TST_INFO, TimestampToken
from tests.unit.chain.trust.houses import NOW, Authority, Stopped, extension

ROOT = Authority.root()
STAMPER = ROOT.certify("演练时间戳服务", purpose=Purpose.TIME_STAMPING)
AUTHORITY = TimestampAuthority(STAMPER, Stopped())
CONTENT = b"the value of a signature"


def token() -> bytes:
    """A genuine one over :data:`CONTENT`."""
    return RequestingTimestamper(AUTHORITY.answer).token_over(CONTENT)


@given(st.binary(max_size=200), st.integers(0, 10**9))
def test_a_stamp_says_when_what_was_stamped(content: bytes, seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    authority = TimestampAuthority(STAMPER, Stopped(at))
    read = TimestampToken(RequestingTimestamper(authority.answer).token_over(content))
    signer = read.signer()
    assert read.time == at
    assert read.latest == at + timedelta(seconds=1)
    assert read.policy == REHEARSAL_POLICY
    assert read.is_over(content)
    assert not read.is_over(content + b"\0")
    assert signer is not None
    assert signer.der == STAMPER.certificate


def test_no_two_stamps_have_the_same_number() -> None:
    assert len({TimestampToken(token()).serial_number for _ in range(20)}) == 20


def failure(request: bytes) -> str:
    """Why the authority refuses."""
    answer = TimeStampResponse.load(AUTHORITY.answer(request), strict=True)
    assert answer["status"]["status"].native == "rejection"
    assert not answer["token"].native
    (named,) = answer["status"]["fail_info"].native
    return str(named)


def asking(**changes: object) -> bytes:
    """A request that differs from a right one."""
    imprint = {"hash_algorithm": {"algorithm": SM3_OID}, "hashed_message": sm3(CONTENT)}
    der: bytes = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint} | changes).dump()
    return der


@pytest.mark.parametrize(
    ("request_der", "reason"),
    [
        (b"", "bad_data_format"),
        (b"\x30\x00", "bad_data_format"),
        (timestamp_request(CONTENT, 1)[:-1], "bad_data_format"),
        (timestamp_request(CONTENT, 1) + b"\0", "bad_data_format"),
        (asking(version="v2"), "bad_request"),
        (
            asking(message_imprint={"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)}),
            "bad_alg",
        ),
        (
            asking(message_imprint={"hash_algorithm": {"algorithm": SM3_OID}, "hashed_message": bytes(20)}),
            "bad_data_format",
        ),
        (asking(req_policy="1.2.3.4"), "unaccepted_policy"),
        (
            asking(extensions=[{"extn_id": "1.2.3.4", "critical": False, "extn_value": b"\x05\x00"}]),
            "unaccepted_extensions",
        ),
    ],
)
def test_what_the_authority_cannot_answer_it_refuses_with_the_reason(request_der: bytes, reason: str) -> None:
    assert failure(request_der) == reason


def test_without_nonce_and_certificate_the_authority_leaves_both_out() -> None:
    answer = TimeStampResponse.load(AUTHORITY.answer(asking(req_policy=REHEARSAL_POLICY)))
    read = TimestampToken(answer["token"].dump())
    assert read.nonce is None
    assert read.certificates == ()
    assert read.signer() is None


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: b"",
        lambda _: AUTHORITY.answer(b""),
        lambda _: AUTHORITY.answer(timestamp_request(CONTENT, 1)),
        lambda request: AUTHORITY.answer(_another_content(request)),
        lambda request: AUTHORITY.answer(request)[:-1],
        lambda request: _signature_broken(AUTHORITY.answer(request)),
    ],
    ids=["nothing", "a refusal", "an answer of before", "over something else", "cut off", "signature broken"],
)
def test_an_answer_that_is_none_is_not_taken(answer: Callable[[bytes], bytes]) -> None:
    with pytest.raises(TimestampNotGiven):
        RequestingTimestamper(answer).token_over(CONTENT)


def _another_content(request: bytes) -> bytes:
    return request.replace(sm3(CONTENT), sm3(b"something else"))


def _signature_broken(answer: bytes) -> bytes:
    return answer[:-1] + bytes([answer[-1] ^ 1])


def rewritten(change: Callable[[SignedContentInfo], None]) -> bytes:
    """A genuine token with something changed outside what is signed."""
    info = SignedContentInfo.load(token())
    change(info)
    der: bytes = info.dump(force=True)
    return der


def signed_anew(change: Callable[[cms.CMSAttributes], list[object]]) -> bytes:
    """A genuine token whose signed attributes were changed by the authority itself."""

    def sign(info: SignedContentInfo) -> None:
        signer = info["content"]["signer_infos"][0]
        attributes = cms.CMSAttributes(change(signer["signed_attrs"]))
        signer["signed_attrs"] = attributes
        signer["signature"] = STAMPER.sign(cms.CMSAttributes(list(attributes)).dump(force=True))

    return rewritten(sign)


def signer_of(der: bytes) -> bytes | None:
    """Whose the token is."""
    found = TimestampToken(der).signer()
    return None if found is None else found.der


def test_what_is_written_in_the_manner_of_gm_t_0010_is_read() -> None:
    def renamed(info: SignedContentInfo) -> None:
        info["content_type"] = GM_SIGNED_DATA
        signer = info["content"]["signer_infos"][0]
        signer["signature_algorithm"] = {"algorithm": "1.2.156.10197.1.301.1"}
        info["content"]["version"] = 1

    assert signer_of(rewritten(renamed)) == STAMPER.certificate


def test_a_signer_may_be_named_by_its_key() -> None:
    def renamed(info: SignedContentInfo) -> None:
        key = Certificate(STAMPER.certificate).key_identifier
        info["content"]["signer_infos"][0]["sid"] = cms.SignerIdentifier("subject_key_identifier", key)

    assert signer_of(rewritten(renamed)) == STAMPER.certificate


def test_certificates_beside_the_signer_s_do_no_harm() -> None:
    def beside(info: SignedContentInfo) -> None:
        strangers = [ROOT.der, another_curve(), Authority.root().certify().certificate]
        own = list(info["content"]["certificates"])
        read = [cms.CertificateChoices("certificate", x509.Certificate.load(der)) for der in strangers]
        info["content"]["certificates"] = [*read, *own]

    assert signer_of(rewritten(beside)) == STAMPER.certificate


def another_curve() -> bytes:
    """A certificate that is not one of SM2."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509_names.Name([x509_names.NameAttribute(NameOID.COMMON_NAME, "P-256")])
    builder = x509_names.CertificateBuilder(name, name, key.public_key(), 1, NOW, NOW + timedelta(days=1))
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def test_attributes_that_the_authority_signed_anew_are_read() -> None:
    assert signer_of(signed_anew(list)) == STAMPER.certificate


def without(name: str) -> Callable[[cms.CMSAttributes], list[object]]:
    """Leave an attribute out."""
    return lambda attributes: [each for each in attributes if each["type"].native != name]


def exchanged(name: str, value: object) -> Callable[[cms.CMSAttributes], list[object]]:
    """Give an attribute another value."""
    return lambda attributes: [*without(name)(attributes), {"type": name, "values": [value]}]


def meaning(certificate: bytes, algorithm: str = SM3_OID) -> tsp.SigningCertificateV2:
    """The attribute that names the signer's certificate by its digest."""
    digest = sm3(certificate)
    return tsp.SigningCertificateV2(
        {"certs": [{"hash_algorithm": {"algorithm": algorithm}, "cert_hash": digest}]}
    )


@pytest.mark.parametrize(
    "change",
    [
        without("content_type"),
        without("message_digest"),
        without("signing_certificate_v2"),
        exchanged("content_type", "data"),
        exchanged("message_digest", sm3(b"something else")),
        exchanged("signing_certificate_v2", meaning(ROOT.der)),
        exchanged("signing_certificate_v2", meaning(STAMPER.certificate, SHA256_OID)),
        exchanged("signing_certificate_v2", tsp.SigningCertificateV2({"certs": []})),
        lambda attributes: [*attributes, next(iter(without("content_type")(attributes)))],
    ],
)
def test_a_token_that_does_not_describe_itself_is_nobody_s(
    change: Callable[[cms.CMSAttributes], list[object]],
) -> None:
    assert signer_of(signed_anew(change)) is None


def with_algorithms(digest: str, signature: str) -> bytes:
    """A token that names other algorithms than were used."""

    def renamed(info: SignedContentInfo) -> None:
        signer = info["content"]["signer_infos"][0]
        signer["digest_algorithm"] = {"algorithm": digest}
        signer["signature_algorithm"] = {"algorithm": signature}

    return rewritten(renamed)


@pytest.mark.parametrize(
    "algorithms",
    [
        (SHA256_OID, "1.2.156.10197.1.501"),
        (SHA1_OID, "1.2.156.10197.1.501"),
        (SM3_OID, "1.2.840.10045.4.3.2"),
    ],
)
def test_other_algorithms_are_not_taken(algorithms: tuple[str, str]) -> None:
    assert signer_of(with_algorithms(*algorithms)) is None


def test_a_token_of_two_signers_is_refused() -> None:
    def doubled(info: SignedContentInfo) -> None:
        signer = info["content"]["signer_infos"][0]
        info["content"]["signer_infos"] = [signer, signer.copy()]

    with pytest.raises(MalformedTimestamp):
        TimestampToken(rewritten(doubled))


def over(info: dict[str, object]) -> bytes:
    """A token of the authority that says what it never says by itself."""
    genuine = SignedContentInfo.load(token())["content"]["enclosed"]["content"].native
    said = tsp.TSTInfo.load(genuine)
    for name, value in info.items():
        said[name] = value
    return sign_message(TST_INFO, said.dump(force=True), STAMPER, enclose_certificate=True)


@pytest.mark.parametrize(
    "info",
    [
        {"version": "v2"},
        {"accuracy": {"seconds": -1}},
        {"extensions": [extension("1.2.3.4", b"\x05\x00")]},
    ],
)
def test_a_token_that_says_what_is_not_understood_is_refused(info: dict[str, object]) -> None:
    harmless = over({"extensions": [extension("1.2.3.4", b"\x05\x00", critical=False)]})
    assert signer_of(harmless) == STAMPER.certificate
    with pytest.raises(MalformedTimestamp):
        TimestampToken(over(info))


def test_a_time_without_its_zone_is_refused() -> None:
    genuine = SignedContentInfo.load(token())["content"]["enclosed"]["content"].native
    local = genuine.replace(b"\x18\x0f20260309020000Z", b"\x18\x0f202603090200.00")
    assert local != genuine
    with pytest.raises(MalformedTimestamp):
        TimestampToken(sign_message(TST_INFO, local, STAMPER, enclose_certificate=True))


def test_a_signed_message_of_another_kind_is_no_token() -> None:
    with pytest.raises(MalformedTimestamp):
        TimestampToken(sign_message("1.2.840.113549.1.7.1", b"text", STAMPER, enclose_certificate=True))


def test_the_authority_follows_the_clock_that_it_is_given() -> None:
    authority = TimestampAuthority(STAMPER, SystemClock())
    read = TimestampToken(RequestingTimestamper(authority.answer).token_over(CONTENT))
    assert abs(read.time - SystemClock().now()) < timedelta(minutes=5)
