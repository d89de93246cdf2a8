"""Answers on trust for one seal signature: traced to whom, made when, revoked, and what still holds after the certificates end.

Where the evidence does not ask about revocation (:data:`chain.trust.evidence.NO_EVIDENCE`, the default), the verdict rests on
the chain and on the signer's own time, as for whoever checks a file offline, and what was not looked at is named in the
notes, which weigh nothing. Where it asks, what stays open makes the verdict indeterminate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chain.certificates.verdict import Finding, Result
from chain.crypto.x509 import Certificate
from chain.trust.evidence import Evidence
from chain.trust.path import NoPath, Path, find_path
from chain.trust.revocation import Signed, Standing, standing_of
from chain.trust.statements import in_words
from chain.trust.time_proof import TimeProof, prove_time

_FAILED, _OPEN, _PASSED = Result.FAILED, Result.INDETERMINATE, Result.PASSED
_STANDINGS = {Standing.GOOD: _PASSED, Standing.UNKNOWN: _OPEN, Standing.REVOKED: _FAILED}
_TIME, _REVOCATION, _LASTING = "签章时间", "吊销状态", "长期有效性"
NOT_ASKED = f"{_REVOCATION}：未取得证书吊销列表或状态应答，没有核验证书是否被吊销。"
MAKERS_NOT_NAMED = "印章制作者：没有指明该根证书之下认可的制章机构，没有核验印章制作者是否有权制章。"
NO_TOKEN = f"{_TIME}：由签章人自述，没有时间戳证明。"


@dataclass(frozen=True, slots=True)
class SealedBy:
    """Of a seal signature: certificates of signer and seal maker, claimed time, end of the seal's validity, signature, token."""

    signer: Certificate
    maker: Certificate
    claimed: datetime
    seal_ends: datetime
    signature: bytes
    token: bytes | None


@dataclass(slots=True)
class TrustAnswers:
    """Findings that weigh in the verdict, and notes on what was not looked at."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def trust_answers(
    sealed: SealedBy, roots: Sequence[Certificate], evidence: Evidence, now: datetime
) -> TrustAnswers:
    """The answers at ``now`` (aware), given trusted ``roots``."""
    answers = TrustAnswers()
    proof = _proof(sealed, roots, evidence, now)
    paths = _trace(sealed, roots, evidence, proof, answers)
    _tell_time(proof, answers)
    signed = Signed(sealed.claimed, None if proof is None else proof.proven)
    if not evidence.asks_revocation:
        answers.notes.append(NOT_ASKED)
    elif paths:
        answers.findings.append(_revocation(paths, evidence, signed, now))
    if evidence.asks_revocation or signed.proven is not None:
        answers.findings.extend(_lasting(sealed, paths, proof, now))
    return answers


def _named(sealed: SealedBy) -> Iterator[tuple[str, Certificate]]:
    yield "签章人", sealed.signer
    yield "印章制作者", sealed.maker


def _trace(
    sealed: SealedBy,
    roots: Sequence[Certificate],
    evidence: Evidence,
    proof: TimeProof | None,
    answers: TrustAnswers,
) -> list[tuple[str, Path]]:
    """The chains of signer and maker; empty unless both are there.

    They may lead through the certificates in the time stamp: a seal signature has no other place for the issuing
    authority's, and whoever has the file and the root alone needs it. None is trusted for standing there: a chain is as
    good as its signatures.
    """
    brought = () if proof is None else proof.brought
    paths, others = [], (*evidence.intermediates, *brought)
    for name, certificate in _named(sealed):
        path = find_path(certificate, roots, others, sealed.claimed)
        if isinstance(path, NoPath):
            result = _FAILED if path.broken else _OPEN
            answers.findings.append(Finding("trust", "信任链", result, f"{name}的{path.reason}"))
            return []
        paths.append((name, path))
    answers.findings.append(_traced(sealed, paths[-1][1], evidence, others, answers))
    return paths


def _traced(
    sealed: SealedBy,
    of_maker: Path,
    evidence: Evidence,
    others: Sequence[Certificate],
    answers: TrustAnswers,
) -> Finding:
    """Signer and maker lead to a root; open where it is not known that the maker may make seals.

    A signer's certificate is as good for a signature on a seal as the maker's: whoever may use one seal would make himself
    those of all others. So makers are named; where nobody named them, none makes a seal for himself.
    """
    named = [each for each in evidence.seal_makers if _stands_beneath(each, of_maker, others, sealed.claimed)]
    result, reason = _PASSED, "签章人和印章制作者的证书由已信任的根证书签发。"
    if named and sealed.maker.public_key not in {each.public_key for each in named}:
        result, reason = _OPEN, "印章制作者不在认可的制章机构之列，不能确认其有权制作该印章。"
    elif not named and sealed.maker.public_key == sealed.signer.public_key:
        result, reason = _OPEN, "印章由签章人自己制作，不能确认其有权制作该印章。"
    elif not named:
        answers.notes.append(MAKERS_NOT_NAMED)
    return Finding("trust", "信任链", result, reason)


def _stands_beneath(maker: Certificate, other: Path, others: Sequence[Certificate], at: datetime) -> bool:
    """Whether a chain of ``maker`` leads to the root of another chain, be it that it ended before."""
    found = find_path(maker, other.certificates[-1:], others, at)
    return isinstance(found, Path) or found.broken


def _proof(
    sealed: SealedBy, roots: Sequence[Certificate], evidence: Evidence, now: datetime
) -> TimeProof | None:
    if sealed.token is None:
        return None
    return prove_time(sealed.token, sealed.signature, sealed.claimed, roots, evidence, now)


def _tell_time(proof: TimeProof | None, answers: TrustAnswers) -> None:
    if proof is None:
        answers.notes.append(NO_TOKEN)
    elif proof.false or proof.proven:
        result = _FAILED if proof.false else _PASSED
        answers.findings.append(Finding("time", _TIME, result, proof.reason))
    else:
        answers.notes.append(f"{_TIME}：{proof.reason}")


def _revocation(paths: list[tuple[str, Path]], evidence: Evidence, signed: Signed, now: datetime) -> Finding:
    """The worse of signer and maker."""
    found = [(name, standing_of(path, evidence, signed, now)) for name, path in paths]
    for standing in (Standing.REVOKED, Standing.UNKNOWN):
        for name, answer in found:
            if answer.standing is standing:
                return Finding("revocation", _REVOCATION, _STANDINGS[standing], f"{name}的{answer.reason}")
    reason = "".join(f"{name}的{answer.reason}" for name, answer in found)
    return Finding("revocation", _REVOCATION, _PASSED, reason)


def _lasting(
    sealed: SealedBy, paths: list[tuple[str, Path]], proof: TimeProof | None, now: datetime
) -> Iterator[Finding]:
    """What remains once the first of seal and certificates has ended."""
    if not paths:
        return
    ends = min(sealed.seal_ends, *(path.ends for _, path in paths))
    proven, until = (None, None) if proof is None else (proof.proven, proof.until)
    if proven is not None and until is not None:
        yield _with_proof(proven, until, ends, now)
    elif now > ends:
        reason = f"印章或证书已于{in_words(ends)}到期，没有可信的时间戳证明签章在此之前作出。"
        yield Finding("lasting", _LASTING, _OPEN, reason)
    else:
        reason = f"印章和证书均未到期；没有可信的时间戳，{in_words(ends)}之后不能独立证明签章在有效期内作出。"
        yield Finding("lasting", _LASTING, _PASSED, reason)


def _with_proof(proven: datetime, until: datetime, ends: datetime, now: datetime) -> Finding:
    if proven > ends:
        reason = f"时间戳晚于印章或证书的到期时间（{in_words(ends)}），不能证明签章在有效期内作出。"
        return Finding("lasting", _LASTING, _OPEN, reason)
    if now > ends:
        reason = f"印章或证书已于{in_words(ends)}到期，时间戳证明签章在此之前作出，"
    else:
        reason = "印章和证书均未到期，到期之后由时间戳证明签章在有效期内作出，"
    return Finding("lasting", _LASTING, _PASSED, f"{reason}可核验至{in_words(until)}。")
