"""Each question that is asked of a file is answered from the findings that bear on it, and from nothing else."""

import pytest

from chain.certificates.questions import Question, answers
from chain.certificates.standing import Standing, unknown
from chain.certificates.trust_checks import NOT_ASKED
from chain.certificates.verdict import Finding, Result, Verdict

PASSED, OPEN, FAILED = Result.PASSED, Result.INDETERMINATE, Result.FAILED


def found(key: str, result: Result = PASSED, reason: str = "") -> Finding:
    """One finding."""
    return Finding(key, key, result, reason or f"{key}。")


SOUND = Verdict(
    tuple(found(key) for key in ("structure", "digests", "signature", "maker", "trust", "dates")),
    seals=("示例局",),
    notes=(NOT_ASKED,),
)


def results(verdict: Verdict) -> dict[str, Result]:
    return {each.question.value: each.result for each in answers(verdict)}


def reason(verdict: Verdict, question: Question) -> str:
    return next(each.reason for each in answers(verdict) if each.question is question)


def test_a_sound_file_alone_leaves_open_what_only_others_can_tell() -> None:
    assert results(SOUND) == {
        "intact": PASSED,
        "sealed_by": PASSED,
        "trusted": PASSED,
        "valid_then": PASSED,
        "revoked": OPEN,
        "status": OPEN,
        "superseded": OPEN,
    }
    assert SOUND.passed
    assert reason(SOUND, Question.SEALED_BY) == "文件所载印章：示例局。signature。maker。"
    assert "没有核验证书是否被吊销" in reason(SOUND, Question.REVOKED)


@pytest.mark.parametrize(
    ("key", "question"),
    [
        ("coverage", Question.INTACT),
        ("listed", Question.SEALED_BY),
        ("issuer_seal", Question.SEALED_BY),
        ("trust", Question.TRUSTED),
        ("lasting", Question.VALID_THEN),
        ("revocation", Question.REVOKED),
    ],
)
def test_what_is_wrong_is_answered_where_it_is_asked_and_says_why(key: str, question: Question) -> None:
    verdict = SOUND.with_findings(found(key, FAILED, "有问题。"))
    failed = [each.question for each in answers(verdict) if each.result is FAILED]
    assert failed == [question]
    assert reason(verdict, question).endswith("有问题。")


@pytest.mark.parametrize("key", ["signature", "bound"])
def test_a_signature_that_is_none_over_the_file_tells_neither_that_it_is_intact_nor_who_sealed_it(
    key: str,
) -> None:
    verdict = SOUND.with_findings(found(key, FAILED, "有问题。"))
    failed = [each.question for each in answers(verdict) if each.result is FAILED]
    assert failed == [Question.INTACT, Question.SEALED_BY]


@pytest.mark.parametrize(
    "keys",
    [
        ("structure", "metadata"),
        ("structure", "digests", "coverage"),
        ("structure", "digests", "signature", "digests"),
    ],
    ids=["no signature", "one that was not verified", "one of two"],
)
def test_digests_that_nobody_is_known_to_have_signed_do_not_show_a_file_intact(keys: tuple[str, ...]) -> None:
    verdict = Verdict(tuple(map(found, keys)))
    assert results(verdict)["intact"] is OPEN
    assert "不能确认文件未被改动" in reason(verdict, Question.INTACT)


def test_every_finding_of_ours_bears_on_some_question() -> None:
    keys = {
        *("structure", "signed", "digests", "coverage", "seal_structure", "signature", "bound", "seal_same"),
        *("maker", "listed", "dates", "trust", "time", "revocation", "lasting", "identifier", "metadata"),
        *("issuer_seal", "seal_kind", "text", "registered", "status", "superseded"),
    }
    answered = {key for key in keys if FAILED in results(Verdict((found(key, FAILED),))).values()}
    assert answered == keys


def test_a_file_that_cannot_be_read_answers_nothing_else() -> None:
    broken = Verdict((found("structure", FAILED, "不是OFD。"),))
    assert results(broken) == {"intact": FAILED} | dict.fromkeys(list(Question)[1:], OPEN)
    assert reason(broken, Question.TRUSTED) == "文件无法读取，没有核验。"


@pytest.mark.parametrize(
    ("status", "result", "newest"),
    [
        ("valid", PASSED, PASSED),
        ("revoked", FAILED, PASSED),
        ("expired", FAILED, PASSED),
        ("suspended", OPEN, PASSED),
        ("superseded", FAILED, FAILED),
    ],
)
def test_the_register_weighs_beside_the_file(status: str, result: Result, newest: Result) -> None:
    whole = SOUND.with_findings(*Standing(status, "名称", "2026-03-02 09:00:00").findings())
    assert (results(whole)["status"], results(whole)["superseded"]) == (result, newest)
    assert (whole.result, SOUND.result) == (result, PASSED)


def test_a_register_that_does_not_know_the_certificate_leaves_it_open() -> None:
    whole = SOUND.with_findings(unknown("本平台没有登记该证照。"))
    assert (whole.result, results(whole)["status"]) == (OPEN, OPEN)
