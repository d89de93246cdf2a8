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
from tests.conformance.bouncy_castle import Revoked, answered, listed, stamped
from tests.unit.chain.trust.houses import DAY, NOW, Authority, Stopped, extension

pytestmark = pytest.mark.conformance

ROOT = Authority.root()
BETWEEN = ROOT.authority()
SIGNER = Certificate(BETWEEN.certify().certificate)
CA = extension("basic_constraints", {"ca": True})
SIGNING_KEY = extension("key_usage", {"digital_signature"})
ISSUING_KEY = extension("key_usage", {"key_cert_sign"})


def openssl_accepts(
    signer: Certificate, between: list[Authority], at: datetime, purpose: Purpose | None, folder: Path
) -> bool:
    """Whether OpenSSL finds a chain to our root."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    for name, certificates in (
        ("root", [ROOT.der]),
        ("between", [each.der for each in between]),
        ("signer", [signer.der]),
    ):
        (folder / f"{name}.pem").write_text("".join(_pem(der) for der in certificates), encoding="ascii")
    command = ["openssl", "verify", "-CAfile", "root.pem", "-attime", str(int(at.timestamp()))]
    command += ["-vfyopt", "distid:1234567812345678"]
    command += ["-untrusted", "between.pem"] if between else []
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


CHAINS: dict[str, tuple[Callable[[], tuple[Certificate, list[Authority]]], int, Purpose | None, bool]] = {
    "direct": (lambda: (Certificate(ROOT.certify().certificate), []), 0, None, True),
    "through an authority": (lambda: (SIGNER, [BETWEEN]), 0, None, True),
    "authority missing": (lambda: (SIGNER, []), 0, None, False),
    "another authority of the name": (lambda: (SIGNER, [ROOT.authority()]), 0, None, False),
    "another root of the name": (lambda: beneath(Authority.root().authority()), 0, None, False),
    "before its validity": (lambda: (SIGNER, [BETWEEN]), -40, None, False),
    "after its validity": (lambda: (SIGNER, [BETWEEN]), 4000, None, False),
    "authority ended": (lambda: beneath(ROOT.authority(validity=Validity(NOW - DAY, NOW))), 2, None, False),
    "two authorities": (
        lambda: beneath(one := ROOT.authority("一", path_length=1), one.authority("二")),
        0,
        None,
        True,
    ),
    "longer than allowed": (too_long, 0, None, False),
    "certified by a signer": (forged, 0, None, False),
    "lists only": (
        lambda: beneath(ROOT.issue(CA, extension("key_usage", {"crl_sign"}), name="名单")),
        0,
        None,
        False,
    ),
    "unknown critical extension": (
        lambda: (ROOT.issue(SIGNING_KEY, extension("1.2.3.4", b"\x05\x00")).certificate, []),
        0,
        None,
        False,
    ),
    "stamping": (
        lambda: (Certificate(ROOT.certify(purpose=Purpose.TIME_STAMPING).certificate), []),
        0,
        Purpose.TIME_STAMPING,
        True,
    ),
    "stamping without being set apart": (
        lambda: (Certificate(ROOT.certify().certificate), []),
        0,
        Purpose.TIME_STAMPING,
        False,
    ),
    "stamping and more": (
        lambda: (
            ROOT.issue(
                SIGNING_KEY, extension("extended_key_usage", ["time_stamping", "ocsp_signing"])
            ).certificate,
            [],
        ),
        0,
        Purpose.TIME_STAMPING,
        False,
    ),
}


@pytest.mark.parametrize("kind", CHAINS)
def test_openssl_finds_the_chains_that_we_find(kind: str, tmp_path: Path) -> None:
    make, days, purpose, holds = CHAINS[kind]
    signer, between = make()
    at = NOW + days * DAY
    found = find_path(signer, [ROOT.certificate], [each.certificate for each in between], at, purpose)
    assert isinstance(found, Chain) is holds
    assert openssl_accepts(signer, between, at, purpose, tmp_path) is holds


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
