"""The questions that whoever is shown a file asks, each answered from the findings that bear on it.

Three results after the signature validation of the EU (EN 319 102-1, as its DSS library reports it): ``passed`` (TOTAL-PASSED):
everything that was looked at is in order; ``failed`` (TOTAL-FAILED): something is proven wrong, whatever else might come to
light; ``indeterminate`` (INDETERMINATE): what is at hand neither proves nor disproves it, and more evidence may. A question that
nothing was found on is indeterminate: silence is no yes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from chain.certificates.trust_checks import NOT_ASKED
from chain.certificates.verdict import Finding, Result, Verdict, worst

_UNREADABLE = "文件无法读取，没有核验。"
_NOTHING_SEALED = "文件中没有可以核验的电子签章。"
_NOT_SIGNED = "文件中有不能核验的签名或者没有签名，不能确认文件未被改动。"
_NOT_CONSULTED = "仅凭文件不能得知，本次核验没有查询到这方面的登记。"


class Question(StrEnum):
    """What is asked of a file; ``status`` and ``superseded`` are answered by its issuer's register only."""

    INTACT = "intact"
    SEALED_BY = "sealed_by"
    TRUSTED = "trusted"
    VALID_THEN = "valid_then"
    REVOKED = "revoked"
    STATUS = "status"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """In Chinese."""
        return _LABELS[self]


_LABELS = {
    Question.INTACT: "文件是否完整、未被改动",
    Question.SEALED_BY: "由谁盖章",
    Question.TRUSTED: "印章证书链是否可信",
    Question.VALID_THEN: "盖章时印章和证书是否有效",
    Question.REVOKED: "印章证书是否未被吊销",
    Question.STATUS: "目前是否有效（登记状态）",
    Question.SUPERSEDED: "是否仍为最新版本",
}
_BEARING = {
    Question.INTACT: (
        "structure", "digests", "coverage", "signature", "bound", "identifier", "metadata", "text",
    ),
    Question.SEALED_BY: (
        "signed", "signature", "bound", "seal_structure", "seal_same", "maker", "listed", "issuer_seal", "seal_kind",
    ),
    Question.TRUSTED: ("trust",),
    Question.VALID_THEN: ("dates", "time", "lasting"),
    Question.REVOKED: ("revocation",),
    Question.STATUS: ("status", "registered", "copy"),
    Question.SUPERSEDED: ("superseded",),
}  # fmt: skip
"""Keys of the findings that bear on each question: a seal is no secret, so that who sealed a file is told by the signature."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, and why, in Chinese."""

    question: Question
    result: Result
    reason: str


def answers(verdict: Verdict) -> tuple[Answer, ...]:
    """The answer to every question, in the order in which they are asked."""
    return tuple(_answer(verdict, question) for question in Question)


def _answer(verdict: Verdict, question: Question) -> Answer:
    bearing = [
        each for each in verdict.findings if each.key in _BEARING[question] and not _is_about_content(each)
    ]
    if not bearing:
        return Answer(question, Result.INDETERMINATE, _why_open(verdict, question))
    result = worst(each.result for each in bearing)
    if question is Question.INTACT and result is Result.PASSED and not _all_verified(verdict):
        return Answer(question, Result.INDETERMINATE, _NOT_SIGNED)
    reason = _joined(each.reason for each in bearing if each.result is result)
    return Answer(question, result, _sealed_by(verdict, reason) if question is Question.SEALED_BY else reason)


def _is_about_content(finding: Finding) -> bool:
    """Whether it leaves open what a file is or shows: an invoice is no certificate, and intact for all that."""
    return finding.key in ("identifier", "metadata") and finding.result is Result.INDETERMINATE


def _all_verified(verdict: Verdict) -> bool:
    """Whether each signature was verified, and there is one: digests alone are anybody's to write."""
    keys = Counter(each.key for each in verdict.findings)
    return keys["signature"] >= max(keys["digests"], 1)


def _sealed_by(verdict: Verdict, reason: str) -> str:
    seals = "、".join(seal for seal in verdict.seals if seal)
    return f"文件所载印章：{seals}。{reason}" if seals else reason


def _why_open(verdict: Verdict, question: Question) -> str:
    if question in (Question.STATUS, Question.SUPERSEDED):
        return _NOT_CONSULTED
    if question is Question.REVOKED and NOT_ASKED in verdict.notes:
        return NOT_ASKED.partition("：")[2]
    unreadable = any(each.key == "structure" and not each.passed for each in verdict.findings)
    return _UNREADABLE if unreadable else _NOTHING_SEALED


def _joined(reasons: Iterable[str]) -> str:
    return "".join(dict.fromkeys(reasons))
