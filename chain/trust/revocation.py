"""Whether a certificate counted when something was signed, from what is stated about its revocation.

A signer's own word on the time is enough only as long as nothing speaks against the certificate: whoever stole a key can
write any date. So a certificate that was revoked later spares a signature only where a time stamp proves that it was there
before; without one, statements must be current today.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from chain.crypto.x509 import Certificate
from chain.trust.evidence import Evidence
from chain.trust.path import Path
from chain.trust.statements import Reason, Revocation, Statement, in_words


class Standing(Enum):
    """Of a certificate at the time of a signature."""

    GOOD = "good"
    UNKNOWN = "unknown"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Answer:
    """A standing with its reason in Chinese; ``revocation`` where the certificate was ever revoked."""

    standing: Standing
    reason: str
    revocation: Revocation | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """When something was signed: as its signer says, and not later than ``proven`` where a time stamp shows it."""

    claimed: datetime
    proven: datetime | None = None


def standing_of(path: Path, evidence: Evidence, signed: Signed, now: datetime) -> Answer:
    """The worst standing along a chain (the root is trusted by configuration); ``now`` is the moment of verification."""
    answers = [
        _prefixed(
            "证书" if index == 0 else "中间证书",
            judge(certificate, evidence.on(certificate, issuer), signed, now),
        )
        for index, (certificate, issuer) in enumerate(path.below_root)
    ]
    for standing in (Standing.REVOKED, Standing.UNKNOWN):
        for answer in answers:
            if answer.standing is standing:
                return answer
    return answers[0]


def _prefixed(name: str, answer: Answer) -> Answer:
    return Answer(answer.standing, f"{name}{answer.reason}", answer.revocation)


def judge(certificate: Certificate, statements: Iterable[Statement], signed: Signed, now: datetime) -> Answer:
    """The standing of one certificate; the reason is a predicate without its subject."""
    told = sorted((each for each in statements if each.this_update <= now), key=lambda each: each.this_update)
    revocation = _revocation(told)
    if revocation is not None:
        return _revoked(revocation, signed)
    return _not_listed(certificate, told, signed, now)


def _revocation(told: list[Statement]) -> Revocation | None:
    """A revocation is for good, whatever is said later; a hold lasts as long as the latest word says so."""
    found = [each.revocation for each in told if each.revocation]
    final = [each for each in found if each.reason is not Reason.CERTIFICATE_HOLD]
    if final:
        return min(final, key=lambda each: each.since)
    latest = [each.revocation for each in told if each.this_update == told[-1].this_update]
    return next((each for each in latest if each is not None), None)


def _revoked(revocation: Revocation, signed: Signed) -> Answer:
    since, held = in_words(revocation.since), revocation.reason is Reason.CERTIFICATE_HOLD
    what = f"自{since}起暂停使用" if held else f"已于{since}被吊销（原因：{revocation.reason.label}）"
    if signed.proven is not None and signed.proven < revocation.since:
        return Answer(Standing.GOOD, f"{what}，时间戳证明签署在此之前，不受影响。", revocation)
    if held:
        return Answer(Standing.UNKNOWN, f"{what}，恢复或吊销之前不能确认其在签署时有效。", revocation)
    if signed.claimed < revocation.since:
        reason = f"{what}，所称签署时间在此之前，但没有时间戳证明。"
        return Answer(Standing.UNKNOWN, reason, revocation)
    return Answer(Standing.REVOKED, f"{what}，签署在此之后。", revocation)


def _not_listed(certificate: Certificate, told: list[Statement], signed: Signed, now: datetime) -> Answer:
    """Good when a statement reaches to the time that is proven, or else to today, and the certificate had not ended."""
    wanted = signed.proven or now
    for statement in reversed(told):
        late_enough = statement.this_update >= wanted or statement.current_at(wanted)
        # An authority may leave certificates that have ended off its lists.
        if late_enough and statement.complete and statement.this_update <= certificate.validity.end:
            return Answer(
                Standing.GOOD, f"未被吊销（{statement.source}，{in_words(statement.this_update)}发布）。"
            )
    if not told:
        return Answer(Standing.UNKNOWN, "缺少签发机构的吊销列表或状态应答，无法确认是否被吊销。")
    if signed.proven is not None:
        return Answer(Standing.UNKNOWN, "缺少签署时或其后的吊销列表或状态应答，无法确认是否被吊销。")
    if now > certificate.validity.end:
        return Answer(Standing.UNKNOWN, "已经到期，没有时间戳时无法确认其在签署时未被吊销。")
    return Answer(Standing.UNKNOWN, "缺少现行的吊销列表或状态应答，无法确认是否被吊销。")
