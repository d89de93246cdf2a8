"""What a time stamp over a signature proves.

A token that cannot be relied on (its authority unknown, its certificates ended or revoked, its algorithms others than SM2 and
SM3) proves nothing and speaks against nothing: the signature is then as good as one without. A token that is not over this
signature, or whose own signature is bad, was tampered with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chain.crypto.x509 import Certificate, Purpose
from chain.trust.errors import MalformedTimestamp
from chain.trust.evidence import Evidence
from chain.trust.path import NoPath, Path, find_path
from chain.trust.revocation import Signed, Standing, standing_of
from chain.trust.statements import in_words
from chain.trust.token import TimestampToken, read_token

CLOCKS_APART = timedelta(minutes=5)
"""How far the clocks of signer, authority and verifier may differ before one of them is called wrong."""


@dataclass(frozen=True, slots=True)
class TimeProof:
    """``proven``: not later than when the signature was there; ``None`` where nothing is proven. ``false``: the token
    contradicts what it is attached to. ``until``: when its own certificates end. ``reason`` in Chinese. ``brought``: the
    certificates in the token, whatever it proves.
    """

    reason: str
    proven: datetime | None = None
    until: datetime | None = None
    false: bool = False
    brought: tuple[Certificate, ...] = field(default=(), compare=False)


def prove_time(
    token_der: bytes,
    signature: bytes,
    claimed: datetime,
    roots: Sequence[Certificate],
    evidence: Evidence,
    now: datetime,
) -> TimeProof:
    """What the token (any bytes) over the value ``signature`` proves at ``now``; ``claimed`` is the signer's word."""
    try:
        token = read_token(token_der)
    except MalformedTimestamp as error:
        return TimeProof(error.detail, false=True)
    proof = _proof(token, signature, claimed, roots, evidence, now)
    return replace(proof, brought=token.certificates)


def _proof(
    token: TimestampToken,
    signature: bytes,
    claimed: datetime,
    roots: Sequence[Certificate],
    evidence: Evidence,
    now: datetime,
) -> TimeProof:
    if token.comparable and not token.is_over(signature):
        return TimeProof("时间戳不是对本签章作出的。", false=True)
    if not token.checkable:
        return TimeProof("时间戳未采用SM2和SM3算法，或未附时间戳服务机构的证书，无法核验。")
    authority = token.signer()
    if authority is None:
        return TimeProof("时间戳的签名无效。", false=True)
    # Differences of moments never leave the calendar, as a moment of a stranger's token and some minutes may.
    if claimed - token.latest > CLOCKS_APART:
        return TimeProof("所称签署时间晚于时间戳。", false=True)
    if token.time - now > CLOCKS_APART:
        return TimeProof("时间戳晚于核验时间。", false=True)
    others = (*evidence.intermediates, *token.certificates)
    path = find_path(authority, roots, others, token.time, Purpose.TIME_STAMPING)
    if isinstance(path, NoPath):
        return TimeProof(f"时间戳服务机构不能确认：{path.reason}")
    return _relied_on(token, path, evidence, now)


def _relied_on(token: TimestampToken, path: Path, evidence: Evidence, now: datetime) -> TimeProof:
    if now > path.ends:
        return TimeProof(f"时间戳服务机构的证书已于{in_words(path.ends)}到期，时间戳不再能独立证明签署时间。")
    if evidence.asks_revocation:
        answer = standing_of(path, evidence, Signed(token.time, token.time), now)
        spoilt = answer.revocation is not None and not answer.revocation.reason.spares_earlier_stamps
        if answer.standing is not Standing.GOOD or spoilt:
            return TimeProof(f"时间戳服务机构的{answer.reason}")
    reason = f"时间戳证明签章不晚于{in_words(token.latest)}作出。"
    return TimeProof(reason, proven=token.latest, until=path.ends)
