"""A signed list says of a certificate whether it counts, to whoever asks nobody; a list that cannot be relied on says nothing."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chain.certificates.status_list import Listed, MalformedStatusList, SignedList, StatusList, name_of
from chain.certificates.status_list_trust import StatusListNotTrusted, trusted_list
from chain.certificates.verdict import Result
from chain.crypto.x509 import Certificate, Purpose
from chain.identifiers import CertificateIdentifier
from chain.seal.signer import KeySigner
from chain.trust.evidence import Evidence
from chain.trust.statements import Reason, Revocation
from tests.conformance.samples import sample
from tests.unit.chain.trust.houses import DAY, NOW, Authority

ROOT = Authority.root()
BETWEEN = ROOT.authority()
REGISTER = BETWEEN.certify("演练登记服务", purpose=Purpose.REGISTER)
HOUR = timedelta(hours=1)
LICENCE = sample("food_license").identifier
OTHER = CertificateIdentifier.build(LICENCE.type_code, LICENCE.issuer, "20260000099")

PASSED, OPEN, FAILED = Result.PASSED, Result.INDETERMINATE, Result.FAILED


def a_list(**entries: str) -> StatusList:
    """Issued now for two hours; ``status=since`` of the licence, nothing else."""
    return StatusList(
        number=1,
        issued_at=NOW,
        next_update=NOW + 2 * HOUR,
        issuers=frozenset({LICENCE.issuer}),
        names={"revoked": "已撤销", "superseded": "已由新版本替代", "suspended": "已暂扣"},
        entries={
            name_of(LICENCE): Listed(status, date.fromisoformat(since)) for status, since in entries.items()
        },
    )


def signed(content: StatusList, signer: KeySigner = REGISTER) -> bytes:
    """The envelope."""
    payload = content.dump()
    return SignedList(payload, signer.sign(payload), (signer.certificate, BETWEEN.der)).dump()


def opened(envelope: bytes, at: datetime = NOW + HOUR) -> StatusList:
    return trusted_list(envelope, [ROOT.der], at)


def said(
    content: StatusList, identifier: CertificateIdentifier, at: datetime = NOW + HOUR
) -> dict[str, Result]:
    return {each.key: each.result for each in content.findings(str(identifier), at)}


def test_the_list_comes_back_as_it_was_signed() -> None:
    content = a_list(revoked="2026-03-08")
    assert opened(signed(content)) == content


@pytest.mark.parametrize(
    ("status", "result", "newest"),
    [("revoked", FAILED, PASSED), ("suspended", OPEN, PASSED), ("superseded", FAILED, FAILED)],
)
def test_what_stands_on_the_list_does_not_count_and_what_is_absent_counts(
    status: str, result: Result, newest: Result
) -> None:
    content = a_list(**{status: "2026-03-08"})
    assert said(content, LICENCE) == {"status": result, "superseded": newest}
    assert said(content, OTHER) == {"status": PASSED, "superseded": PASSED}


def test_the_reason_names_the_status_its_day_and_the_list() -> None:
    [status, _] = a_list(revoked="2026-03-08").findings(LICENCE.short, NOW)
    assert status.reason == "登记状态为“已撤销”（自2026-03-08起，2026-03-09 10:00:00的状态清单）。"


def test_a_stale_list_still_condemns_but_acquits_nobody() -> None:
    content, later = a_list(revoked="2026-03-08"), NOW + 3 * HOUR
    assert said(content, LICENCE, later)["status"] is FAILED
    assert said(content, OTHER, later) == {"status": OPEN}


def test_the_list_says_nothing_of_certificates_of_other_bodies() -> None:
    content = replace(a_list(), issuers=frozenset({"113799010000900000"}))
    assert said(content, LICENCE) == {"status": OPEN}
    [finding] = content.findings("", NOW)
    assert finding.result is OPEN


def test_a_changed_list_is_not_relied_on() -> None:
    envelope = json.loads(signed(a_list(revoked="2026-03-08")))
    envelope["payload"] = json.loads(signed(a_list()))["payload"]
    with pytest.raises(StatusListNotTrusted, match="签名无效"):
        opened(json.dumps(envelope).encode())


@pytest.mark.parametrize("purpose", [None, Purpose.OCSP_SIGNING])
def test_a_body_under_the_same_root_cannot_state_what_counts(purpose: Purpose | None) -> None:
    body = BETWEEN.certify("演练单位", purpose=purpose)
    with pytest.raises(StatusListNotTrusted, match="扩展密钥用途"):
        opened(signed(a_list(), body))


def test_a_register_of_another_root_is_not_relied_on() -> None:
    with pytest.raises(StatusListNotTrusted, match="证书链"):
        trusted_list(signed(a_list()), [Authority.root("另一个根证书").der], NOW + HOUR)


def test_a_list_of_the_future_is_not_relied_on() -> None:
    with pytest.raises(StatusListNotTrusted, match="晚于当前时间"):
        opened(signed(a_list()), NOW - HOUR)


def test_a_register_whose_certificate_was_revoked_is_not_relied_on() -> None:
    revoked = {Certificate(REGISTER.certificate): Revocation(NOW - DAY, Reason.KEY_COMPROMISE)}
    evidence = Evidence(crls=(ROOT.crl(), BETWEEN.crl(revoked)))
    with pytest.raises(StatusListNotTrusted, match="吊销"):
        trusted_list(signed(a_list()), [ROOT.der], NOW + HOUR, evidence)
    good = Evidence(crls=(ROOT.crl(), BETWEEN.crl()))
    assert trusted_list(signed(a_list()), [ROOT.der], NOW + HOUR, good).number == 1


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"payload": "", "signature": "", "certificates": []}',
        b'{"payload": 1, "signature": "", "certificates": ["AA=="]}',
    ],
)
def test_any_bytes_are_answered(envelope: bytes) -> None:
    with pytest.raises(MalformedStatusList):
        opened(envelope)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"{}",
        b'{"kind": "another"}',
        a_list().dump().replace(b'"number":1', b'"number":Infinity'),
        a_list().dump().replace(b'"number":1', b'"number":NaN'),
    ],
)
def test_a_sound_signature_over_something_else_is_no_list(payload: bytes) -> None:
    envelope = SignedList(payload, REGISTER.sign(payload), (REGISTER.certificate, BETWEEN.der)).dump()
    with pytest.raises(MalformedStatusList):
        opened(envelope)
