"""What a time stamp over a signature proves, and until when."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import tsp

from chain.crypto.x509 import Certificate, Purpose, Validity
from chain.seal.signer import KeySigner
from chain.trust.asn1 import SignedContentInfo
from chain.trust.evidence import NO_EVIDENCE, Evidence
from chain.trust.statements import Reason, Revocation
from chain.trust.time_proof import CLOCKS_APART, TimeProof, prove_time
from chain.trust.timestamping import RequestingTimestamper, TimestampAuthority
from tests.unit.chain.trust.houses import DAY, NOW, YEARS, Authority, Stopped

ROOT = Authority.root()
SIGNATURE = b"the value of a signature"


def stamped_by(signer: KeySigner, at: timedelta = timedelta()) -> bytes:
    """A token over the signature, of that time."""
    authority = TimestampAuthority(signer, Stopped(NOW + at))
    return RequestingTimestamper(authority.answer).token_over(SIGNATURE)


STAMPER = ROOT.certify("演练时间戳服务", purpose=Purpose.TIME_STAMPING)
TOKEN = stamped_by(STAMPER)


def proof(
    token: bytes = TOKEN,
    *,
    evidence: Evidence = NO_EVIDENCE,
    claimed: timedelta = timedelta(),
    today: timedelta = DAY,
    roots: tuple[Authority, ...] = (ROOT,),
) -> TimeProof:
    """What it proves of a signature that is said to be of day 0."""
    certificates = [root.certificate for root in roots]
    found = prove_time(token, SIGNATURE, NOW + claimed, certificates, evidence, NOW + today)
    assert found.reason
    return found


def test_a_genuine_token_proves_that_the_signature_was_there() -> None:
    found = proof()
    assert found.proven == NOW + timedelta(seconds=1)
    assert found.until == YEARS.end
    assert not found.false


@pytest.mark.parametrize(
    "token",
    [
        b"",
        TOKEN[:-1],
        TOKEN[:-1] + bytes([TOKEN[-1] ^ 1]),
        ROOT.timestamper().token_over(b"another signature"),
    ],
    ids=["nothing", "cut off", "signature broken", "over another signature"],
)
def test_a_token_that_is_not_one_over_this_signature_is_false(token: bytes) -> None:
    assert proof(token).false


@pytest.mark.parametrize(
    ("claimed", "false"), [(CLOCKS_APART, False), (CLOCKS_APART + timedelta(seconds=2), True), (-DAY, False)]
)
def test_nothing_is_signed_after_it_was_stamped(claimed: timedelta, false: bool) -> None:
    assert proof(claimed=claimed).false is false


def test_nothing_was_stamped_later_than_now() -> None:
    assert proof(stamped_by(STAMPER, 2 * DAY)).false


FIRST, LAST = (
    moment - NOW for moment in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
)
"""The ends of the calendar, counted from now."""


@pytest.mark.parametrize(
    ("stamped", "claimed"),
    [(LAST - timedelta(seconds=2), timedelta()), (LAST - timedelta(seconds=2), FIRST), (LAST - DAY, FIRST), (timedelta(), LAST)],
)  # fmt: skip
def test_moments_at_the_ends_of_the_calendar_are_answered(stamped: timedelta, claimed: timedelta) -> None:
    """Whoever adds minutes to them, or tells them in another zone, leaves what a clock can show."""
    assert proof(stamped_by(STAMPER, stamped), claimed=claimed).false


@pytest.mark.parametrize(
    "signer",
    [
        Authority.root("另一根证书").certify("演练时间戳", purpose=Purpose.TIME_STAMPING),
        Authority.root().certify("演练时间戳", purpose=Purpose.TIME_STAMPING),
        ROOT.certify("演练单位"),
        ROOT.certify("演练状态服务", purpose=Purpose.OCSP_SIGNING),
        ROOT.certify("演练时间戳", Validity(NOW - 9 * DAY, NOW - DAY), Purpose.TIME_STAMPING),
        ROOT.certify("演练时间戳", Validity(NOW - 9 * DAY, NOW + DAY / 2), Purpose.TIME_STAMPING),
    ],
    ids=[
        "of another root",
        "of a namesake",
        "not set apart",
        "set apart for something else",
        "ended before",
        "ended since",
    ],
)
def test_a_token_of_somebody_who_is_not_relied_on_proves_nothing_and_is_not_held_against_anybody(
    signer: KeySigner,
) -> None:
    found = proof(stamped_by(signer))
    assert found.proven is None
    assert not found.false


def altered(change: Callable[[SignedContentInfo], None], token: bytes = TOKEN) -> bytes:
    """The token with something changed that the authority's signature does not cover, or with another imprint."""
    info = SignedContentInfo.load(token)
    change(info)
    der: bytes = info.dump(force=True)
    return der


def of_rsa(info: SignedContentInfo) -> None:
    """As most authorities outside China sign."""
    signer = info["content"]["signer_infos"][0]
    signer["digest_algorithm"] = {"algorithm": "sha256"}
    signer["signature_algorithm"] = {"algorithm": "sha256_rsa"}


def without_certificates(info: SignedContentInfo) -> None:
    """As whoever asked wanted it."""
    info["content"]["certificates"] = []


def over_sha512(info: SignedContentInfo) -> None:
    """Stamped is a digest that is not taken here."""
    said = tsp.TSTInfo.load(info["content"]["enclosed"]["content"].native)
    digest = hashlib.sha512(SIGNATURE).digest()
    said["message_imprint"] = {"hash_algorithm": {"algorithm": "sha512"}, "hashed_message": digest}
    info["content"]["enclosed"]["content"] = said.dump(force=True)


@pytest.mark.parametrize("change", [of_rsa, without_certificates, over_sha512])
def test_a_token_that_cannot_be_checked_here_proves_nothing_and_is_not_held_against_anybody(
    change: Callable[[SignedContentInfo], None],
) -> None:
    found = proof(altered(change))
    assert found.proven is None
    assert not found.false
    assert "无法核验" in found.reason


@pytest.mark.parametrize("change", [of_rsa, without_certificates])
def test_a_token_over_something_else_is_false_whoever_signed_it(
    change: Callable[[SignedContentInfo], None],
) -> None:
    other = ROOT.timestamper().token_over(b"another signature")
    assert proof(altered(change, other)).false


def test_an_authority_between_may_be_handed_in() -> None:
    between = ROOT.authority()
    token = stamped_by(between.certify("演练时间戳", purpose=Purpose.TIME_STAMPING))
    assert proof(token).proven is None
    assert proof(token, evidence=Evidence(certificates=(between.der,), asks_revocation=False)).proven


def listed(reason: Reason | None, since: timedelta, issued: timedelta = DAY) -> Evidence:
    """A list of the root that may name the stamping authority."""
    revoked = {} if reason is None else {Certificate(STAMPER.certificate): Revocation(NOW + since, reason)}
    return Evidence(crls=(ROOT.crl(revoked, NOW + issued),))


@pytest.mark.parametrize(
    ("evidence", "proves"),
    [
        (listed(None, timedelta()), True),
        (listed(None, timedelta(), -DAY / 2), True),
        (listed(None, timedelta(), -5 * DAY), False),
        (Evidence(), False),
        # RFC 3161, chapter 4: what an authority stamped before it ended in good order stays good.
        (listed(Reason.SUPERSEDED, DAY / 2), True),
        (listed(Reason.CESSATION_OF_OPERATION, DAY / 2), True),
        (listed(Reason.SUPERSEDED, -DAY / 2), False),
        (listed(Reason.KEY_COMPROMISE, DAY / 2), False),
        (listed(Reason.UNSPECIFIED, DAY / 2), False),
        (listed(Reason.CERTIFICATE_HOLD, DAY / 2), False),
    ],
)
def test_where_revocation_is_asked_about_it_is_the_stamping_authority_s_too(
    evidence: Evidence, proves: bool
) -> None:
    found = proof(evidence=evidence)
    assert (found.proven is not None) is proves
    assert not found.false
