"""Answers on the status of certificates: who may give them, and of which certificate they speak."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from asn1crypto import ocsp as asn1
from hypothesis import given
from hypothesis import strategies as st

from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.x509 import Certificate, Purpose, Validity
from chain.seal.signer import KeySigner
from chain.trust.der import SHA1_OID, SHA256_OID
from chain.trust.errors import MalformedOcspResponse
from chain.trust.ocsp import OcspResponse, Status, make_ocsp_response
from chain.trust.statements import Reason, Revocation
from tests.unit.chain.trust.houses import DAY, NOW, Authority, extension

ROOT = Authority.root()
SIGNER = Certificate(ROOT.certify().certificate)
OTHER = Certificate(ROOT.certify("另一单位").certificate)
RESPONDER = ROOT.certify("演练状态服务", purpose=Purpose.OCSP_SIGNING)

MOMENTS = st.integers(-(10**8), 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds))
REVOCATIONS = st.none() | st.builds(Revocation, MOMENTS, st.sampled_from(Reason))


@given(REVOCATIONS, REVOCATIONS, MOMENTS, st.sampled_from([SM3_OID, SHA1_OID, SHA256_OID]))
def test_what_was_answered_is_read(
    first: Revocation | None, second: Revocation | None, issued: datetime, algorithm: str
) -> None:
    statuses = [Status(SIGNER, first), Status(OTHER, second)]
    der = make_ocsp_response(ROOT.signer, ROOT.certificate, statuses, issued, issued + DAY, algorithm)
    for certificate, revocation in ((SIGNER, first), (OTHER, second)):
        statement = OcspResponse(der).statement_on(certificate, ROOT.certificate)
        assert statement is not None
        assert statement.revocation == revocation
        assert (statement.this_update, statement.next_update) == (issued, issued + DAY)


def believed(responder: KeySigner) -> bool:
    """Whether an answer of this responder on a certificate of the root counts."""
    der = ROOT.ocsp(SIGNER, responder=responder)
    return OcspResponse(der).statement_on(SIGNER, ROOT.certificate) is not None


def test_the_issuer_and_whom_it_set_apart_may_answer() -> None:
    assert believed(ROOT.signer)
    assert believed(RESPONDER)


@pytest.mark.parametrize(
    "responder",
    [
        lambda: ROOT.certify("演练单位"),
        lambda: ROOT.certify("演练时间戳", purpose=Purpose.TIME_STAMPING),
        lambda: Authority.root().certify("演练状态服务", purpose=Purpose.OCSP_SIGNING),
        lambda: ROOT.authority().certify("演练状态服务", purpose=Purpose.OCSP_SIGNING),
        lambda: Authority.root().signer,
        lambda: ROOT.certify("演练状态服务", Validity(NOW - 9 * DAY, NOW - DAY), Purpose.OCSP_SIGNING),
        lambda: ROOT.certify("演练状态服务", Validity(NOW + DAY, NOW + 9 * DAY), Purpose.OCSP_SIGNING),
        lambda: (
            ROOT.issue(
                extension("extended_key_usage", ["ocsp_signing"]),
                extension("key_usage", {"key_encipherment"}),
            ).signer
        ),
        lambda: (
            ROOT.issue(
                extension("extended_key_usage", ["ocsp_signing"]), extension("1.2.3.4", b"\x05\x00")
            ).signer
        ),
    ],
    ids=[
        "not set apart",
        "set apart for something else",
        "another root's",
        "an authority's beneath",
        "another root itself",
        "ended before",
        "begins after",
        "not for signing",
        "unknown critical extension",
    ],
)
def test_nobody_else_may_answer(responder: Callable[[], KeySigner]) -> None:
    assert not believed(responder())


def test_an_answer_on_one_certificate_says_nothing_of_another() -> None:
    response = OcspResponse(ROOT.ocsp(SIGNER))
    assert response.statement_on(OTHER, ROOT.certificate) is None


def test_an_answer_on_a_certificate_of_another_issuer_of_the_same_name_says_nothing() -> None:
    namesake = Authority.root()
    response = OcspResponse(namesake.ocsp(SIGNER))
    assert response.statement_on(SIGNER, namesake.certificate) is None
    assert response.statement_on(SIGNER, ROOT.certificate) is None


def spoiled(change: Callable[[asn1.ResponseData], None]) -> OcspResponse:
    """An answer of the root, changed and signed again."""
    response = asn1.OCSPResponse.load(ROOT.ocsp(SIGNER))
    basic = response["response_bytes"]["response"].parsed
    change(basic["tbs_response_data"])
    basic["signature"] = ROOT.signer.sign(basic["tbs_response_data"].dump(force=True))
    made = asn1.OCSPResponse(
        {
            "response_status": "successful",
            "response_bytes": {
                "response_type": "basic_ocsp_response",
                "response": asn1.BasicOCSPResponse.load(basic.dump(force=True)),
            },
        }
    )
    return OcspResponse(made.dump())


def test_unknown_is_no_answer() -> None:
    def unknown(body: asn1.ResponseData) -> None:
        body["responses"][0]["cert_status"] = asn1.CertStatus("unknown", asn1.StatusUnknown())

    assert spoiled(unknown).statement_on(SIGNER, ROOT.certificate) is None
    assert spoiled(lambda _: None).statement_on(SIGNER, ROOT.certificate) is not None


def test_an_answer_with_a_critical_extension_that_is_not_understood_is_none() -> None:
    def critical(body: asn1.ResponseData) -> None:
        body["responses"][0]["single_extensions"] = [extension("1.2.3.4", b"\x05\x00")]

    assert spoiled(critical).statement_on(SIGNER, ROOT.certificate) is None

    def critical_whole(body: asn1.ResponseData) -> None:
        body["response_extensions"] = [extension("1.2.3.4", b"\x05\x00")]

    with pytest.raises(MalformedOcspResponse):
        spoiled(critical_whole)


@pytest.mark.parametrize("status", ["malformed_request", "internal_error", "try_later", "unauthorized"])
def test_a_refusal_is_no_answer(status: str) -> None:
    with pytest.raises(MalformedOcspResponse):
        OcspResponse(asn1.OCSPResponse({"response_status": status}).dump())
