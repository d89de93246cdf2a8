"""Revocation lists: what was made is read, and believed of its issuer only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto import crl as asn1
from asn1crypto import x509
from hypothesis import given
from hypothesis import strategies as st

from chain.crypto.x509 import Certificate
from chain.trust.crl import RevocationList
from chain.trust.errors import MalformedRevocationList
from chain.trust.statements import Reason, Revocation
from tests.unit.chain.trust.houses import DAY, NOW, Authority, extension

ROOT = Authority.root()
SIGNERS = [Certificate(ROOT.certify(f"演练单位{number}").certificate) for number in range(4)]
SIGNER = SIGNERS[0]
REVOKED = Revocation(NOW - DAY, Reason.SUPERSEDED)
CA = extension("basic_constraints", {"ca": True})

MOMENTS = st.integers(-(10**8), 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds))
REVOCATIONS = st.builds(Revocation, MOMENTS, st.sampled_from(Reason))


@given(
    st.dictionaries(st.sampled_from(range(len(SIGNERS))), REVOCATIONS),
    MOMENTS,
    st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds)),
)
def test_what_was_put_on_a_list_is_read_from_it(
    revoked: dict[int, Revocation], issued: Any, lasts: timedelta
) -> None:
    der = ROOT.crl({SIGNERS[index]: why for index, why in revoked.items()}, issued, lasts)
    read = RevocationList(der)
    for index, signer in enumerate(SIGNERS):
        statement = read.statement_on(signer, ROOT.certificate)
        assert statement is not None
        assert statement.revocation == revoked.get(index)
        assert (statement.this_update, statement.next_update) == (issued, issued + lasts)
        assert statement.complete


def test_the_list_of_another_authority_of_the_same_name_says_nothing() -> None:
    other = Authority.root()
    assert RevocationList(other.crl({SIGNER: REVOKED})).statement_on(SIGNER, ROOT.certificate) is None


def test_a_list_says_nothing_of_another_authority_s_certificates() -> None:
    other = Authority.root("另一根证书")
    assert RevocationList(other.crl()).statement_on(SIGNER, other.certificate) is None


def test_a_list_is_signed_by_an_authority_that_may_sign_lists() -> None:
    issuing_only = ROOT.issue(CA, extension("key_usage", {"key_cert_sign"}))
    assert not RevocationList(issuing_only.crl()).signed_by(issuing_only.certificate)
    lists_too = ROOT.issue(CA, extension("key_usage", {"key_cert_sign", "crl_sign"}))
    assert RevocationList(lists_too.crl()).signed_by(lists_too.certificate)
    body = ROOT.certify()
    nobody = Authority(body._key, body.certificate, "演练单位")
    assert not RevocationList(nobody.crl()).signed_by(nobody.certificate)


def changed(*extensions: dict[str, Any], entry: dict[str, Any] | None = None) -> bytes:
    """A list of the root with these extensions, and with one entry, its signature good."""
    made = asn1.CertificateList.load(ROOT.crl())
    body = made["tbs_cert_list"]
    body["crl_extensions"] = list(extensions)
    if entry is not None:
        body["revoked_certificates"] = [entry]
    made["signature"] = ROOT.signer.sign(body.dump(force=True))
    der: bytes = made.dump(force=True)
    return der


def scope(**fields: object) -> dict[str, Any]:
    """The extension that says what a list is about."""
    return extension("issuing_distribution_point", fields)


def place(*names: x509.GeneralName) -> dict[str, Any]:
    """Where a list is published, under one or several names."""
    return {"distribution_point": asn1.DistributionPointName("full_name", list(names))}


def address(text: str) -> x509.GeneralName:
    """A place on the web."""
    return x509.GeneralName("uniform_resource_identifier", text)


def entry_of(name: str) -> x509.GeneralName:
    """A place in a directory."""
    return x509.GeneralName("directory_name", x509.Name.build({"common_name": name}, use_printable=False))


@pytest.mark.parametrize(
    ("fields", "about_signers", "about_authorities"),
    [
        ({"only_contains_user_certs": True}, True, False),
        ({"only_contains_ca_certs": True}, False, True),
        ({"only_contains_attribute_certs": True}, False, False),
    ],
)
def test_a_list_of_some_certificates_says_nothing_of_the_others(
    fields: dict[str, object], about_signers: bool, about_authorities: bool
) -> None:
    read = RevocationList(changed(scope(**fields)))
    between = ROOT.authority().certificate
    assert (read.statement_on(SIGNER, ROOT.certificate) is not None) is about_signers
    assert (read.statement_on(between, ROOT.certificate) is not None) is about_authorities


def test_a_list_of_some_reasons_is_not_complete() -> None:
    statement = RevocationList(changed(scope(only_some_reasons={"key_compromise"}))).statement_on(
        SIGNER, ROOT.certificate
    )
    assert statement is not None
    assert not statement.complete


@pytest.mark.parametrize("kind", [address, entry_of])
def test_a_list_of_one_place_is_about_certificates_that_name_the_place(
    kind: Callable[[str], x509.GeneralName],
) -> None:
    here, also, elsewhere = (
        kind("http://example.test/1"),
        kind("http://example.test/2"),
        kind("http://example.test/3"),
    )
    naming = ROOT.issue(extension("crl_distribution_points", [place(here, also)], critical=False)).certificate
    read = RevocationList(changed(scope(**place(here))))
    assert read.statement_on(naming, ROOT.certificate) is not None
    assert read.statement_on(SIGNER, ROOT.certificate) is None
    assert RevocationList(changed(scope(**place(elsewhere)))).statement_on(naming, ROOT.certificate) is None


@pytest.mark.parametrize(
    "extensions",
    [
        (scope(indirect_crl=True),),
        (extension("delta_crl_indicator", 3),),
        (extension("delta_crl_indicator", 3, critical=False),),
        (extension("1.2.3.4", b"\x05\x00"),),
    ],
)
def test_a_list_that_must_not_be_read_alone_is_refused(extensions: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(MalformedRevocationList):
        RevocationList(changed(*extensions))


def test_a_certificate_is_revoked_from_the_day_on_which_its_key_was_lost() -> None:
    entry = {
        "user_certificate": SIGNER.serial_number,
        "revocation_date": asn1.Time("utc_time", NOW),
        "crl_entry_extensions": [
            extension("crl_reason", "key_compromise", critical=False),
            extension("invalidity_date", NOW - 3 * DAY, critical=False),
        ],
    }
    statement = RevocationList(changed(entry=entry)).statement_on(SIGNER, ROOT.certificate)
    assert statement is not None
    assert statement.revocation == Revocation(NOW - 3 * DAY, Reason.KEY_COMPROMISE)


def test_a_list_beyond_the_limit_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    crl = ROOT.crl()
    monkeypatch.setattr("chain.trust.crl.LARGEST", len(crl))
    RevocationList(crl)
    monkeypatch.setattr("chain.trust.crl.LARGEST", len(crl) - 1)
    with pytest.raises(MalformedRevocationList):
        RevocationList(crl)
