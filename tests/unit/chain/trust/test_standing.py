"""Whether a certificate counted when something was signed, from what is stated of it."""

from datetime import timedelta

import pytest

from chain.crypto.x509 import Certificate, Validity
from chain.trust.evidence import NO_EVIDENCE, Evidence
from chain.trust.path import Path, find_path
from chain.trust.revocation import Signed, Standing, judge, standing_of
from chain.trust.statements import Reason, Revocation, Statement
from tests.unit.chain.trust.houses import DAY, NOW, Authority

ROOT = Authority.root()
BETWEEN = ROOT.authority()
SIGNER = Certificate(BETWEEN.certify(validity=Validity(NOW - 30 * DAY, NOW + 30 * DAY)).certificate)
GOOD, UNKNOWN, REVOKED = Standing.GOOD, Standing.UNKNOWN, Standing.REVOKED
"""Days in these tables count from the day on which the signer says that it signed."""


def told(
    day: float,
    *,
    lasts: float | None = 1,
    since: float | None = None,
    reason: Reason = Reason.KEY_COMPROMISE,
    complete: bool = True,
) -> Statement:
    """A statement of that day; revoked ``since``."""
    issued = NOW + timedelta(days=day)
    following = None if lasts is None else issued + timedelta(days=lasts)
    revocation = None if since is None else Revocation(NOW + timedelta(days=since), reason)
    return Statement("证书吊销列表", issued, following, revocation, complete)


def standing(*statements: Statement, today: float, proven: float | None = None) -> Standing:
    """Of a certificate with which something was signed on day 0."""
    stamped = None if proven is None else NOW + timedelta(days=proven)
    answer = judge(SIGNER, statements, Signed(NOW, stamped), NOW + timedelta(days=today))
    assert answer.reason
    return answer.standing


@pytest.mark.parametrize(
    ("statements", "today", "proven", "expected"),
    [
        # What is current today is enough as long as the certificate lasts.
        ([told(0.5)], 1, None, GOOD),
        ([told(-0.5)], 0.1, None, GOOD),
        ([told(5, lasts=None)], 5.9, None, GOOD),
        ([told(5, lasts=None)], 6.1, None, UNKNOWN),
        ([], 1, None, UNKNOWN),
        ([told(0.5)], 9, None, UNKNOWN),
        ([told(2)], 1, None, UNKNOWN),
        ([told(0.5, complete=False)], 1, None, UNKNOWN),
        ([told(0.5, complete=False), told(0.4)], 1, None, GOOD),
        # Once it has ended, the authority may have forgotten it.
        ([told(40)], 40.5, None, UNKNOWN),
        ([told(40)], 40.5, 0, UNKNOWN),
        # A proven time needs a word of that time, or of a later one, and any day after.
        ([told(-0.5)], 400, 0, GOOD),
        ([told(9)], 400, 0, GOOD),
        ([told(-5)], 400, 0, UNKNOWN),
        ([told(-5)], 0.5, 0, UNKNOWN),
    ],
)
def test_a_certificate_that_nothing_speaks_against(
    statements: list[Statement], today: float, proven: float | None, expected: Standing
) -> None:
    assert standing(*statements, today=today, proven=proven) is expected


@pytest.mark.parametrize(
    ("since", "proven", "expected"),
    [
        (-1, None, REVOKED),
        (-1, 0, REVOKED),
        (0, None, REVOKED),
        (0, 0, REVOKED),
        (1, None, UNKNOWN),
        (1, 0, GOOD),
        (1, 1, UNKNOWN),
        (1, 2, UNKNOWN),
    ],
)
@pytest.mark.parametrize("today", [3, 400])
def test_a_revoked_certificate_counts_where_a_stamp_proves_that_it_was_used_before(
    since: float, proven: float | None, expected: Standing, today: float
) -> None:
    assert standing(told(2, since=since), today=today, proven=proven) is expected


@pytest.mark.parametrize(
    ("statements", "proven", "expected"),
    [
        ([told(2, since=-1, reason=Reason.CERTIFICATE_HOLD)], None, UNKNOWN),
        ([told(2, since=-1, reason=Reason.CERTIFICATE_HOLD)], 0, UNKNOWN),
        ([told(2, since=1, reason=Reason.CERTIFICATE_HOLD)], 0, GOOD),
        ([told(1, since=-1, reason=Reason.CERTIFICATE_HOLD), told(2)], None, GOOD),
        ([told(2, since=-1, reason=Reason.CERTIFICATE_HOLD), told(2)], None, UNKNOWN),
        ([told(1, since=-1, reason=Reason.CERTIFICATE_HOLD), told(2, since=-1)], None, REVOKED),
        # For good is for good, whatever an older or a newer list says.
        ([told(1, since=-1), told(2)], None, REVOKED),
        ([told(1), told(2, since=-1)], None, REVOKED),
        ([told(1, since=1), told(2, since=-1)], None, REVOKED),
        ([told(1, since=-1, complete=False), told(2)], None, REVOKED),
        # Not said yet.
        ([told(2.2), told(9, since=-1)], None, GOOD),
    ],
)
def test_several_statements(statements: list[Statement], proven: float | None, expected: Standing) -> None:
    assert standing(*statements, today=2.5, proven=proven) is expected
    assert standing(*reversed(statements), today=2.5, proven=proven) is expected


def along_the_chain(evidence: Evidence) -> Standing:
    """The standing of the signer's whole chain a moment after it signed."""
    path = find_path(SIGNER, [ROOT.certificate], [BETWEEN.certificate], NOW)
    assert isinstance(path, Path)
    return standing_of(path, evidence, Signed(NOW), NOW + DAY / 2).standing


def test_every_certificate_of_a_chain_but_the_root_must_count() -> None:
    revoked = Revocation(NOW - DAY, Reason.CESSATION_OF_OPERATION)
    fine = [ROOT.crl(), BETWEEN.crl()]
    assert along_the_chain(Evidence(crls=tuple(fine))) is GOOD
    assert along_the_chain(Evidence(crls=(BETWEEN.crl(),))) is UNKNOWN
    assert along_the_chain(Evidence(crls=(ROOT.crl(),))) is UNKNOWN
    assert along_the_chain(NO_EVIDENCE) is UNKNOWN
    assert along_the_chain(Evidence(crls=(ROOT.crl({BETWEEN.certificate: revoked}),))) is REVOKED
    assert along_the_chain(Evidence(crls=(BETWEEN.crl({SIGNER: revoked}),))) is REVOKED


def test_lists_and_answers_complement_each_other() -> None:
    answer = BETWEEN.ocsp(SIGNER)
    assert along_the_chain(Evidence(crls=(ROOT.crl(),), ocsp_responses=(answer,))) is GOOD
    revoked = BETWEEN.ocsp(SIGNER, Revocation(NOW - DAY, Reason.SUPERSEDED))
    assert along_the_chain(Evidence(crls=(ROOT.crl(), BETWEEN.crl()), ocsp_responses=(revoked,))) is REVOKED


def test_a_piece_that_cannot_be_read_is_passed_over() -> None:
    garbage = b"<html>404</html>"
    evidence = Evidence(
        crls=(garbage, ROOT.crl(), BETWEEN.crl()),
        ocsp_responses=(garbage,),
        certificates=(garbage, BETWEEN.der),
    )
    assert along_the_chain(evidence) is GOOD
    assert [each.der for each in evidence.intermediates] == [BETWEEN.der]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_chinese_name(reason: Reason) -> None:
    assert reason.label
