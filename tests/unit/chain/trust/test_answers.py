"""The answers on trust for one seal signature, and how they weigh in the verdict on a file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chain.certificates.trust_checks import MAKERS_NOT_NAMED, NO_TOKEN, NOT_ASKED, SealedBy, trust_answers
from chain.certificates.verdict import Result, Verdict
from chain.certificates.verification import SEAL_NOT_ASKED, verify_ofd
from chain.crypto.x509 import Certificate, Purpose, Validity
from chain.trust.errors import TimestampNotGiven
from chain.trust.evidence import NO_EVIDENCE, Evidence
from chain.trust.statements import Reason, Revocation
from chain.trust.timestamping import Timestamper
from tests.unit.chain.trust.houses import DAY, NOW, Authority
from tests.unit.chain.trust.sealed import seal_for, sealed

DECADES = Validity(NOW - 30 * DAY, NOW + 20 * 365 * DAY)
YEAR = Validity(NOW - 30 * DAY, NOW + 365 * DAY)
ROOT = Authority.root(validity=DECADES)
BETWEEN = ROOT.authority(validity=DECADES)
SIGNER = BETWEEN.certify(validity=YEAR)
MAKER = BETWEEN.certify("演练印章制作系统", YEAR)
STAMPER = ROOT.timestamper(validity=DECADES)
CONTENT = b"the value of a signature"
SEALED = SealedBy(
    Certificate(SIGNER.certificate), Certificate(MAKER.certificate), NOW, YEAR.end, CONTENT, token=None
)
STAMPED = replace(SEALED, token=STAMPER.token_over(CONTENT))
PASSED, OPEN, FAILED = Result.PASSED, Result.INDETERMINATE, Result.FAILED
ONLY_BETWEEN = Evidence(certificates=(BETWEEN.der,), asks_revocation=False)
REVOKED = Revocation(NOW + DAY, Reason.KEY_COMPROMISE)


def in_hand(issued: timedelta, revoked: dict[Certificate, Revocation] | None = None) -> Evidence:
    """Lists of that day by everybody who issues, and the authority between."""
    lists = (ROOT.crl(issued=NOW + issued), BETWEEN.crl(revoked, NOW + issued))
    return Evidence(crls=lists, certificates=(BETWEEN.der,))


def answers(
    sealed: SealedBy, evidence: Evidence, today: timedelta, roots: tuple[Authority, ...] = (ROOT,)
) -> dict[str, Result]:
    """The result of each answer."""
    found = trust_answers(sealed, [root.certificate for root in roots], evidence, NOW + today)
    assert all(finding.reason.endswith("。") for finding in found.findings)
    return {finding.key: finding.result for finding in found.findings}


def notes(sealed: SealedBy, evidence: Evidence, today: timedelta = DAY) -> list[str]:
    """What was not looked at."""
    return trust_answers(sealed, [ROOT.certificate], evidence, NOW + today).notes


@pytest.mark.parametrize("today", [DAY, 4000 * DAY])
def test_with_nothing_in_hand_the_chain_alone_weighs_and_the_rest_is_named(today: timedelta) -> None:
    assert answers(SEALED, ONLY_BETWEEN, today) == {"trust": PASSED}
    assert notes(SEALED, ONLY_BETWEEN, today) == [MAKERS_NOT_NAMED, NO_TOKEN, NOT_ASKED]


def test_without_a_chain_it_is_open_who_signed() -> None:
    assert answers(SEALED, NO_EVIDENCE, DAY) == {"trust": OPEN}
    assert answers(SEALED, ONLY_BETWEEN, DAY, roots=()) == {"trust": OPEN}


def test_a_maker_without_a_chain_is_as_open_as_a_signer() -> None:
    stranger = Authority.root().certify("演练印章制作系统")
    forged = replace(SEALED, maker=Certificate(stranger.certificate))
    assert answers(forged, ONLY_BETWEEN, DAY) == {"trust": OPEN}


COLLEAGUE = Certificate(BETWEEN.certify("另一单位", YEAR).certificate)


def naming(*makers: bytes) -> Evidence:
    """The authority between, and who makes seals."""
    return Evidence(certificates=(BETWEEN.der,), makers=makers, asks_revocation=False)


def test_where_makers_are_named_nobody_else_makes_seals_beneath_their_root() -> None:
    """A colleague's certificate is as good for a signature as the maker's, and his own seal names whom he likes."""
    forged = replace(SEALED, maker=COLLEAGUE)
    assert answers(forged, naming(), DAY) == {"trust": PASSED}
    for named in (naming(MAKER.certificate), naming(ROOT.certify().certificate, MAKER.certificate)):
        assert answers(SEALED, named, DAY) == {"trust": PASSED}
        assert MAKERS_NOT_NAMED not in notes(SEALED, named)
        assert answers(forged, named, DAY) == {"trust": OPEN}


def test_a_maker_who_is_named_beneath_one_root_says_nothing_of_another() -> None:
    elsewhere = naming(Authority.root("另一根证书").certify().certificate)
    assert answers(SEALED, elsewhere, DAY) == {"trust": PASSED}
    assert MAKERS_NOT_NAMED in notes(SEALED, elsewhere)


def test_a_maker_who_is_named_counts_beneath_his_root_after_he_ended() -> None:
    ended = BETWEEN.certify("从前的制作系统", Validity(NOW - 20 * DAY, NOW - 10 * DAY))
    assert answers(SEALED, naming(ended.certificate), DAY) == {"trust": OPEN}


def test_nobody_makes_himself_a_seal_unless_he_is_named() -> None:
    own = replace(SEALED, maker=SEALED.signer)
    assert answers(own, naming(), DAY) == {"trust": OPEN}
    assert answers(own, naming(MAKER.certificate), DAY) == {"trust": OPEN}
    assert answers(own, naming(SIGNER.certificate), DAY) == {"trust": PASSED}


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_certificate_that_is_set_apart_for_a_service_seals_nothing(purpose: Purpose) -> None:
    service = Certificate(BETWEEN.certify("演练服务", YEAR, purpose).certificate)
    for each in (replace(SEALED, signer=service), replace(SEALED, maker=service)):
        assert answers(each, ONLY_BETWEEN, DAY) == {"trust": FAILED}


def test_a_signer_that_issues_certificates_breaks_the_chain() -> None:
    forger = Authority(MAKER._key, MAKER.certificate, "演练印章制作系统")
    forged = replace(SEALED, signer=Certificate(forger.certify().certificate))
    evidence = Evidence(certificates=(BETWEEN.der, forger.der), asks_revocation=False)
    assert answers(forged, evidence, DAY) == {"trust": FAILED}


def test_where_revocation_is_asked_about_nothing_in_hand_leaves_it_open() -> None:
    nothing = Evidence(certificates=(BETWEEN.der,))
    assert answers(SEALED, nothing, DAY) == {"trust": PASSED, "revocation": OPEN, "lasting": PASSED}
    assert NOT_ASKED not in notes(SEALED, nothing)


def test_a_current_list_answers_while_the_certificates_last() -> None:
    assert answers(SEALED, in_hand(DAY), DAY) == {"trust": PASSED, "revocation": PASSED, "lasting": PASSED}


def test_without_a_stamp_nothing_is_certain_once_the_certificates_ended() -> None:
    long_after = 400 * DAY
    for issued in (timedelta(), long_after):
        found = answers(SEALED, in_hand(issued), long_after)
        assert found == {"trust": PASSED, "revocation": OPEN, "lasting": OPEN}


def test_a_stamp_and_a_list_of_that_day_are_enough_for_as_long_as_the_stamp_lasts() -> None:
    everything = {"trust": PASSED, "time": PASSED, "revocation": PASSED, "lasting": PASSED}
    evidence = in_hand(timedelta())
    for today in (DAY, 400 * DAY, 19 * 365 * DAY):
        assert answers(STAMPED, evidence, today) == everything
    found = answers(STAMPED, evidence, 21 * 365 * DAY)
    assert found == {"trust": PASSED, "revocation": OPEN, "lasting": OPEN}


@pytest.mark.parametrize("revoked", [SEALED.signer, SEALED.maker])
def test_a_later_revocation_spares_what_was_stamped_before(revoked: Certificate) -> None:
    evidence = in_hand(2 * DAY, {revoked: REVOKED})
    assert answers(STAMPED, evidence, 2 * DAY)["revocation"] is PASSED
    assert answers(SEALED, evidence, 2 * DAY)["revocation"] is OPEN


@pytest.mark.parametrize("sealed", [SEALED, STAMPED])
def test_an_earlier_revocation_fails(sealed: SealedBy) -> None:
    evidence = in_hand(DAY, {SEALED.signer: replace(REVOKED, since=NOW - DAY)})
    assert answers(sealed, evidence, DAY)["revocation"] is FAILED


def test_a_false_stamp_fails() -> None:
    false = replace(SEALED, token=STAMPER.token_over(b"another signature"))
    assert answers(false, ONLY_BETWEEN, DAY) == {"trust": PASSED, "time": FAILED}


def test_a_stamp_of_somebody_unknown_weighs_nothing_and_is_named() -> None:
    unknown = replace(SEALED, token=Authority.root("另一根证书").timestamper().token_over(CONTENT))
    assert answers(unknown, ONLY_BETWEEN, DAY) == {"trust": PASSED}
    assert notes(unknown, ONLY_BETWEEN)[1].startswith("签章时间：时间戳服务机构不能确认")


def test_a_stamp_that_came_after_the_certificates_ended_proves_too_little() -> None:
    late = ROOT.timestamper(NOW + 400 * DAY, DECADES).token_over(CONTENT)
    found = answers(replace(SEALED, token=late), ONLY_BETWEEN, 500 * DAY)
    assert found == {"trust": PASSED, "time": PASSED, "lasting": OPEN}


def test_the_seal_may_end_before_the_certificates() -> None:
    brief = replace(SEALED, seal_ends=NOW + 10 * DAY)
    assert answers(brief, in_hand(9 * DAY), 9 * DAY)["lasting"] is PASSED
    assert answers(brief, in_hand(11 * DAY), 11 * DAY)["lasting"] is OPEN


def test_certificates_that_never_end_are_told_of() -> None:
    """RFC 5280, 4.1.2.5 has the last second of the calendar for them, which in Beijing lies beyond it."""
    never = Validity(NOW - 30 * DAY, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    root = Authority.root(validity=never)
    signer, maker = (Certificate(root.certify(name, never).certificate) for name in ("演练单位", "制作系统"))
    sealed = SealedBy(signer, maker, NOW, never.end, CONTENT, token=None)
    stamped = replace(sealed, token=root.timestamper(validity=never).token_over(CONTENT))
    evidence = Evidence(crls=(root.crl(issued=NOW + DAY),))
    for each in (sealed, stamped):
        found = answers(each, evidence, DAY, (root,))
        assert (found["trust"], found["lasting"]) == (PASSED, PASSED)


@pytest.fixture(scope="module")
def seal() -> bytes:
    """A seal that the signer may use; the fonts must be installed."""
    return seal_for(SIGNER, MAKER, YEAR)


def sealed_file(seal: bytes, timestamper: Timestamper | None = None) -> bytes:
    """A certificate under that seal."""
    return sealed(seal, SIGNER, timestamper)


def verdict(file: bytes, evidence: Evidence, today: timedelta = DAY) -> Verdict:
    """On a file, that day."""
    return verify_ofd(file, [ROOT.der], NOW + today, evidence)


def test_a_file_without_a_stamp_passes_and_its_notes_say_what_was_not_looked_at(seal: bytes) -> None:
    found = verdict(sealed_file(seal), ONLY_BETWEEN)
    assert found.result is PASSED
    assert found.notes == (MAKERS_NOT_NAMED, NO_TOKEN, NOT_ASKED, SEAL_NOT_ASKED)


def test_a_stamped_file_passes_long_after_its_certificates_ended(seal: bytes) -> None:
    file = sealed_file(seal, STAMPER)
    found = verdict(file, in_hand(timedelta()), 4000 * DAY)
    assert found.result is PASSED
    assert found.notes == (MAKERS_NOT_NAMED, SEAL_NOT_ASKED)
    assert {"time", "revocation", "lasting"} <= {finding.key for finding in found.findings}
    assert verdict(sealed_file(seal), in_hand(timedelta()), 4000 * DAY).result is OPEN


def test_a_file_whose_signer_was_revoked_before_fails(seal: bytes) -> None:
    evidence = in_hand(DAY, {SEALED.signer: replace(REVOKED, since=NOW - DAY)})
    assert verdict(sealed_file(seal), evidence).result is FAILED


def test_a_stamp_of_another_file_fails(seal: bytes) -> None:
    class Replayed:
        def token_over(self, content: bytes) -> bytes:
            return STAMPER.token_over(content[::-1])

    assert verdict(sealed_file(seal, Replayed()), ONLY_BETWEEN).result is FAILED


def test_a_file_is_not_sealed_without_the_stamp_that_was_wanted(seal: bytes) -> None:
    class Away:
        def token_over(self, content: bytes) -> bytes:
            raise TimestampNotGiven

    with pytest.raises(TimestampNotGiven):
        sealed_file(seal, Away())
