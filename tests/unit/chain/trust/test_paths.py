"""Which chains of certificates lead to a trusted root."""

import pytest

from chain.crypto.errors import MalformedCertificate
from chain.crypto.x509 import Certificate, Purpose, Validity
from chain.trust.path import LONGEST, MOST_SIGNATURES, Path, find_path
from tests.unit.chain.trust.houses import DAY, NOW, Authority, extension

ROOT = Authority.root()
BETWEEN = ROOT.authority()
SIGNER = Certificate(BETWEEN.certify().certificate)
CA = extension("basic_constraints", {"ca": True})
SIGNING_KEY = extension("key_usage", {"digital_signature"})
ISSUING_KEY = extension("key_usage", {"key_cert_sign"})


def problem(
    certificate: Certificate, *between: Authority, roots: tuple[Authority, ...] = (ROOT,), days: int = 0
) -> str:
    """Why there is no chain, empty where there is one; with a mark where one was broken."""
    found = find_path(
        certificate,
        [root.certificate for root in roots],
        [each.certificate for each in between],
        NOW + days * DAY,
    )
    if isinstance(found, Path):
        return ""
    return f"{'broken: ' if found.broken else 'open: '}{found.reason}"


def test_a_signer_of_the_root_needs_nobody_between() -> None:
    signer = Certificate(ROOT.certify().certificate)
    found = find_path(signer, [ROOT.certificate], [], NOW)
    assert isinstance(found, Path)
    assert found.certificates == (signer, ROOT.certificate)


def test_a_signer_is_traced_through_an_authority_between() -> None:
    found = find_path(SIGNER, [ROOT.certificate], [BETWEEN.certificate], NOW)
    assert isinstance(found, Path)
    assert found.certificates == (SIGNER, BETWEEN.certificate, ROOT.certificate)


def test_the_right_one_of_two_authorities_of_the_same_name_is_taken() -> None:
    namesake = ROOT.authority()
    assert problem(SIGNER, namesake, BETWEEN) == ""
    assert problem(SIGNER, namesake).startswith("open: ")


def test_a_way_that_holds_is_found_beside_one_that_does_not() -> None:
    old = Authority.root("旧根证书")
    ended = old.vouch_for(BETWEEN.key, BETWEEN.name, Validity(NOW - 30 * DAY, NOW - DAY))
    assert problem(SIGNER, ended, roots=(old,)) == "broken: 中间证书在签署时不在有效期内。"
    assert problem(SIGNER, ended, BETWEEN, roots=(old, ROOT)) == ""


def test_without_the_authority_between_it_is_open_who_signed() -> None:
    assert problem(SIGNER).startswith("open: ")


def test_another_root_of_the_same_name_is_not_trusted() -> None:
    assert problem(SIGNER, BETWEEN, roots=(Authority.root(),)).startswith("open: ")


def test_an_authority_that_is_handed_in_is_no_root() -> None:
    assert problem(SIGNER, BETWEEN, roots=()).startswith("open: ")


@pytest.mark.parametrize("days", [-31, 3651])
def test_nothing_holds_outside_its_validity(days: int) -> None:
    assert problem(SIGNER, BETWEEN, days=days) == "broken: 证书在签署时不在有效期内。"


def test_an_authority_must_be_valid_when_the_signer_signs() -> None:
    brief = ROOT.authority(validity=Validity(NOW - DAY, NOW + DAY))
    signer = Certificate(brief.certify().certificate)
    assert problem(signer, brief) == ""
    assert problem(signer, brief, days=2) == "broken: 中间证书在签署时不在有效期内。"


def test_a_root_must_be_valid_when_the_signer_signs() -> None:
    brief = Authority.root(validity=Validity(NOW - DAY, NOW + DAY))
    signer = Certificate(brief.certify().certificate)
    assert problem(signer, roots=(brief,), days=2) == "broken: 根证书在签署时不在有效期内。"


def test_a_signer_cannot_issue_certificates() -> None:
    body = ROOT.certify()
    forger = Authority(body._key, body.certificate, "演练单位")
    forged = Certificate(forger.certify().certificate)
    assert problem(forged, forger) == "broken: 中间证书的持有者不是有权签发证书的认证机构。"


def test_an_authority_for_lists_only_cannot_issue_certificates() -> None:
    lists_only = ROOT.issue(CA, extension("key_usage", {"crl_sign"}), name="演练名单机构")
    signer = Certificate(lists_only.certify().certificate)
    assert problem(signer, lists_only).startswith("broken: ")


def test_a_certificate_without_basic_constraints_is_no_authority() -> None:
    plain = ROOT.issue(ISSUING_KEY, name="演练机构")
    assert problem(Certificate(plain.certify().certificate), plain).startswith("broken: ")


@pytest.mark.parametrize(
    ("allowed", "authorities", "holds"), [(0, 1, True), (0, 2, False), (1, 2, True), (1, 3, False)]
)
def test_no_more_authorities_stand_beneath_one_than_it_allows(
    allowed: int, authorities: int, holds: bool
) -> None:
    first = ROOT.authority("第一级", path_length=allowed)
    chain = [first]
    for level in range(authorities - 1):
        chain.append(chain[-1].authority(f"下{level}级", path_length=None))
    signer = Certificate(chain[-1].certify().certificate)
    assert problem(signer, *chain) == ("" if holds else "broken: 中间证书限定的证书链长度被突破。")


def test_an_authority_that_changes_its_key_does_not_lengthen_the_chain() -> None:
    """RFC 5280, 6.1.4: a self-issued certificate is not counted."""
    first = ROOT.authority(path_length=0)
    rolled = first.authority(path_length=0)
    assert rolled.certificate.self_issued
    signer = Certificate(rolled.certify().certificate)
    assert problem(signer, rolled, first) == ""


def test_a_critical_extension_that_is_not_understood_is_refused() -> None:
    constraint = extension("name_constraints", {"permitted_subtrees": []})
    narrow = ROOT.issue(CA, ISSUING_KEY, constraint, name="演练机构")
    signer = Certificate(narrow.certify().certificate)
    assert problem(signer, narrow) == "broken: 中间证书含有不能识别的关键扩展。"
    odd = ROOT.issue(SIGNING_KEY, extension("1.2.3.4", b"\x05\x00"))
    assert problem(odd.certificate) == "broken: 证书含有不能识别的关键扩展。"
    harmless = ROOT.issue(SIGNING_KEY, extension("1.2.3.4", b"\x05\x00", critical=False))
    assert problem(harmless.certificate) == ""


def test_a_certificate_for_encryption_does_not_sign() -> None:
    encrypting = ROOT.issue(extension("key_usage", {"key_encipherment", "data_encipherment"}))
    assert problem(encrypting.certificate) == "broken: 证书的密钥用途不包括签名。"


def test_an_extension_that_stands_twice_makes_no_certificate() -> None:
    with pytest.raises(MalformedCertificate):
        ROOT.issue(SIGNING_KEY, SIGNING_KEY)


@pytest.mark.parametrize(
    ("purposes", "critical", "holds"),
    [
        (["time_stamping"], True, True),
        (["time_stamping"], False, False),
        (["time_stamping", "ocsp_signing"], True, False),
        (["ocsp_signing"], True, False),
        (["any_extended_key_usage"], True, False),
        (None, True, False),
    ],
)
def test_a_time_stamp_authority_is_set_apart_for_that_alone(
    purposes: list[str] | None, critical: bool, holds: bool
) -> None:
    extensions = [] if purposes is None else [extension("extended_key_usage", purposes, critical=critical)]
    authority = ROOT.issue(SIGNING_KEY, *extensions)
    found = find_path(authority.certificate, [ROOT.certificate], [], NOW, Purpose.TIME_STAMPING)
    assert isinstance(found, Path) is holds


def test_a_chain_of_the_greatest_length_is_found_and_a_longer_one_is_not() -> None:
    root = Authority.root()
    chain = [root.authority("级0", path_length=None)]
    while len(chain) < LONGEST - 1:
        chain.append(chain[-1].authority(f"级{len(chain)}", path_length=None))
    longest, longer = chain[-2], chain[-1]
    assert problem(Certificate(longest.certify().certificate), *chain, roots=(root,)) == ""
    assert problem(Certificate(longer.certify().certificate), *chain, roots=(root,)).startswith("open: ")


def test_a_maze_of_authorities_is_given_up_in_bounded_work() -> None:
    """Certificates of one name and one key that certify each other, none of them under a root."""
    first = Authority.root("迷宫")
    maze = [first.vouch_for(first.key, first.name, path_length=None) for _ in range(12)]
    assert len(maze) * (len(maze) - 1) > MOST_SIGNATURES
    signer = Certificate(first.certify().certificate)
    assert problem(signer, *maze).startswith("open: 证书链过于复杂")
