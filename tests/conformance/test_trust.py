"""Independent readers agree with us on chains, revocation lists, status answers and time stamps."""

import shutil
import subprocess
from base64 import encodebytes
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import jpype
import pytest

from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.x509 import Certificate, Purpose, Validity
from chain.trust.der import SHA1_OID
from chain.trust.ocsp import Status, make_ocsp_response
from chain.trust.path import Path as Chain
from chain.trust.path import find_path
from chain.trust.statements import Reason, Revocation
from chain.trust.timestamping import TimestampAuthority, timestamp_request
from tests.conformance.bouncy_castle import Revoked, answered, chains, listed, stamped
from tests.unit.chain.trust.houses import DAY, NOW, Authority, Stopped, extension

pytestmark = pytest.mark.conformance

ROOT = Authority.root()
BETWEEN = ROOT.authority()
SIGNER = Certificate(BETWEEN.certify().certificate)
CA = extension("basic_constraints", {"ca": True})
SIGNING_KEY = extension("key_usage", {"digital_signature"})
ISSUING_KEY = extension("key_usage", {"key_cert_sign"})
UNKNOWN = extension("1.2.3.4", b"\x05\x00")
STAMPING_AND_MORE = extension("extended_key_usage", ["time_stamping", "ocsp_signing"])
STAMPING_BY_THE_WAY = extension("extended_key_usage", ["time_stamping"], critical=False)


def openssl_accepts(signer: Certificate, at: datetime, purpose: Purpose | None, folder: Path) -> bool:
    """Whether OpenSSL finds that our root certified this signer."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    (folder / "root.pem").write_text(_pem(ROOT.der), encoding="ascii")
    (folder / "signer.pem").write_text(_pem(signer.der), encoding="ascii")
    command = ["openssl", "verify", "-CAfile", "root.pem", "-attime", str(int(at.timestamp()))]
    command += ["-vfyopt", "distid:1234567812345678"]
    command += ["-purpose", "timestampsign"] if purpose else []
    done = subprocess.run([*command, "signer.pem"], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def _pem(der: bytes) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{encodebytes(der).decode()}-----END CERTIFICATE-----\n"


def beneath(*between: Authority) -> tuple[Certificate, list[Authority]]:
    """A signer of the last of these."""
    return Certificate(between[-1].certify().certificate), list(between)


def too_long() -> tuple[Certificate, list[Authority]]:
    """Two authorities where the root's allows none beneath."""
    first = ROOT.authority("第一级", path_length=0)
    return beneath(first, first.authority("第二级", path_length=None))


def forged() -> tuple[Certificate, list[Authority]]:
    """Certified by somebody who is no authority."""
    body = ROOT.certify()
    return beneath(Authority(body._key, body.certificate, "演练单位"))


def of_another_root() -> tuple[Certificate, list[Authority]]:
    """Its names are those of our own."""
    return beneath(Authority.root().authority())


def of_two_authorities() -> tuple[Certificate, list[Authority]]:
    """As many as the first of them allows beneath it."""
    first = ROOT.authority("第一级", path_length=1)
    return beneath(first, first.authority("第二级"))


def of_an_authority_for_lists() -> tuple[Certificate, list[Authority]]:
    """It may not issue certificates."""
    return beneath(ROOT.issue(CA, extension("key_usage", {"crl_sign"}), name="演练名单机构"))


def of_a_constrained_authority() -> tuple[Certificate, list[Authority]]:
    """Constrained in a manner that nobody knows."""
    return beneath(ROOT.issue(CA, ISSUING_KEY, UNKNOWN, name="演练机构"))


CHAINS: dict[str, tuple[Callable[[], tuple[Certificate, list[Authority]]], int, bool]] = {
    "direct": (lambda: (Certificate(ROOT.certify().certificate), []), 0, True),
    "through an authority": (lambda: (SIGNER, [BETWEEN]), 0, True),
    "through one of two of the name": (lambda: (SIGNER, [ROOT.authority(), BETWEEN]), 0, True),
    "authority missing": (lambda: (SIGNER, []), 0, False),
    "another authority of the name": (lambda: (SIGNER, [ROOT.authority()]), 0, False),
    "another root of the name": (of_another_root, 0, False),
    "before its validity": (lambda: (SIGNER, [BETWEEN]), -40, False),
    "after its validity": (lambda: (SIGNER, [BETWEEN]), 4000, False),
    "authority ended": (lambda: beneath(ROOT.authority(validity=Validity(NOW - DAY, NOW))), 2, False),
    "two authorities": (of_two_authorities, 0, True),
    "longer than allowed": (too_long, 0, False),
    "certified by a signer": (forged, 0, False),
    "lists only": (of_an_authority_for_lists, 0, False),
    "unknown critical extension": (lambda: (ROOT.issue(SIGNING_KEY, UNKNOWN).certificate, []), 0, False),
    "unknown critical extension above": (of_a_constrained_authority, 0, False),
}


@pytest.mark.parametrize("kind", CHAINS)
def test_another_reader_finds_the_chains_that_we_find(kind: str) -> None:
    make, days, holds = CHAINS[kind]
    signer, between = make()
    at = NOW + days * DAY
    found = find_path(signer, [ROOT.certificate], [each.certificate for each in between], at)
    assert isinstance(found, Chain) is holds
    assert chains(signer.der, [each.der for each in between], ROOT.der, at) is holds


@pytest.mark.parametrize(
    ("certify", "days", "purpose", "holds"),
    [
        (lambda: ROOT.certify().certificate, 0, None, True),
        (lambda: ROOT.certify().certificate, 4000, None, False),
        (lambda: Authority.root().certify().certificate, 0, None, False),
        (lambda: ROOT.issue(SIGNING_KEY, UNKNOWN).der, 0, None, False),
        (lambda: ROOT.certify(purpose=Purpose.TIME_STAMPING).certificate, 0, Purpose.TIME_STAMPING, True),
        (lambda: ROOT.certify().certificate, 0, Purpose.TIME_STAMPING, False),
        (lambda: ROOT.certify(purpose=Purpose.OCSP_SIGNING).certificate, 0, Purpose.TIME_STAMPING, False),
        (lambda: ROOT.issue(SIGNING_KEY, STAMPING_AND_MORE).der, 0, Purpose.TIME_STAMPING, False),
        (lambda: ROOT.issue(SIGNING_KEY, STAMPING_BY_THE_WAY).der, 0, Purpose.TIME_STAMPING, False),
    ],
)
def test_openssl_takes_the_signers_of_a_root_that_we_take(
    certify: Callable[[], bytes], days: int, purpose: Purpose | None, holds: bool, tmp_path: Path
) -> None:
    signer, at = Certificate(certify()), NOW + days * DAY
    assert isinstance(find_path(signer, [ROOT.certificate], [], at, purpose), Chain) is holds
    assert openssl_accepts(signer, at, purpose, tmp_path) is holds


REASON_NUMBERS = {
    Reason.UNSPECIFIED: 0,
    Reason.KEY_COMPROMISE: 1,
    Reason.CA_COMPROMISE: 2,
    Reason.AFFILIATION_CHANGED: 3,
    Reason.SUPERSEDED: 4,
    Reason.CESSATION_OF_OPERATION: 5,
    Reason.CERTIFICATE_HOLD: 6,
    Reason.PRIVILEGE_WITHDRAWN: 9,
    Reason.AA_COMPROMISE: 10,
}


@pytest.mark.parametrize("reason", Reason)
def test_another_reader_finds_in_our_lists_what_we_put_there(reason: Reason) -> None:
    since = NOW - timedelta(hours=5)
    crl = BETWEEN.crl({SIGNER: Revocation(since, reason)})
    stated = None if reason is Reason.UNSPECIFIED else REASON_NUMBERS[reason]
    assert listed(crl, BETWEEN.der, SIGNER.serial_number) == (True, Revoked(since, stated))
    assert listed(crl, BETWEEN.der, SIGNER.serial_number + 1) == (True, None)
    assert listed(crl, ROOT.authority().der, SIGNER.serial_number)[0] is False


@pytest.mark.parametrize("algorithm", [SM3_OID, SHA1_OID])
@pytest.mark.parametrize("reason", [None, *Reason])
def test_another_reader_finds_in_our_answers_what_we_say(reason: Reason | None, algorithm: str) -> None:
    revocation = None if reason is None else Revocation(NOW - DAY, reason)
    responder = BETWEEN.certify("演练状态服务", purpose=Purpose.OCSP_SIGNING)
    statuses = [Status(SIGNER, revocation)]
    response = make_ocsp_response(responder, BETWEEN.certificate, statuses, NOW, NOW + DAY, algorithm)
    said = None if reason is None else Revoked(NOW - DAY, REASON_NUMBERS[reason])
    assert answered(response, responder.certificate, BETWEEN.der) == (True, True, said)
    assert answered(response, BETWEEN.der, ROOT.der) == (False, False, said)


def test_another_reader_accepts_our_time_stamps() -> None:
    stamper = BETWEEN.certify("演练时间戳服务", purpose=Purpose.TIME_STAMPING)
    request = timestamp_request(b"the value of a signature", 12345)
    response = TimestampAuthority(stamper, Stopped()).answer(request)
    assert stamped(request, response, stamper.certificate) == NOW
    other = BETWEEN.certify("演练时间戳服务", purpose=Purpose.TIME_STAMPING)
    for asked, authority in (
        (timestamp_request(b"another signature", 12345), stamper),
        (timestamp_request(b"the value of a signature", 54321), stamper),
        (request, other),
    ):
        with pytest.raises(jpype.JException):
            stamped(asked, response, authority.certificate)
    spoilt = response[:-1] + bytes([response[-1] ^ 1])
    with pytest.raises(jpype.JException):
        stamped(request, spoilt, stamper.certificate)
