"""Certificates: complete or refused, never cut, the same bytes for the same data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.data import CertificateData, MalformedCertificateData
from chain.certificates.errors import (
    CertificateDataIncomplete,
    ContentDoesNotFit,
    FontsMissing,
    UnknownTemplate,
)
from chain.certificates.fonts import Fonts, find_fonts
from chain.certificates.layout import SPECIMEN, lay_out
from chain.certificates.template import load_template, template_keys
from chain.certificates.typesetting import fit, width_of, wrap
from chain.certificates.verification import Result, verify_ofd
from chain.errors import ChainError
from chain.ofd.errors import MissingGlyph, OfdLocked, SealNotUsable, SignatureNotAccepted
from chain.ofd.model import Shape, Text
from chain.ofd.reader import OfdReader
from chain.ofd.sealing import prepare_seal
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, apply_seal, sealed_certificate
from tests.conformance.samples import sample

LATER = NOW + timedelta(days=1)


@pytest.fixture(scope="module")
def pki(fonts: Fonts) -> RehearsalPki:
    """Fresh keys."""
    return RehearsalPki()


def texts(data: CertificateData, template: str, fonts: Fonts) -> Iterator[Text]:
    """All text on the page."""
    items = lay_out(load_template(template), data, fonts).items
    return (item for item in items if isinstance(item, Text))


@pytest.mark.parametrize("template", template_keys())
def test_the_same_data_gives_the_same_bytes(template: str, fonts: Fonts) -> None:
    assert compose_certificate(template, sample(template), fonts) == compose_certificate(
        template, sample(template), fonts
    )


@pytest.mark.parametrize("template", template_keys())
def test_nothing_stands_outside_the_page(template: str, fonts: Fonts) -> None:
    layout = load_template(template)
    for text in texts(sample(template), template, fonts):
        assert text.x >= layout.margin
        assert text.x + sum(text.advances) <= layout.width - layout.margin
        assert layout.margin < text.baseline < layout.height - layout.margin


@pytest.mark.parametrize("template", template_keys())
def test_every_value_that_the_template_shows_is_on_the_page_whole(template: str, fonts: Fonts) -> None:
    data = sample(template)
    page = "".join(text.text for text in texts(data, template, fonts))
    shown = [place.source for place in load_template(template).fields.places if place.source != "ZZYXQ"]
    for source in shown:
        assert data.metadata()[source] in page
    assert str(data.identifier) in page


@pytest.mark.parametrize("fictitious", [True, False])
def test_only_a_fictitious_body_marks_its_certificates(fictitious: bool, fonts: Fonts) -> None:
    data = sample("food_license", fictitious=fictitious)
    assert any(text.text == SPECIMEN for text in texts(data, "food_license", fonts)) is fictitious


def test_a_long_value_is_set_smaller_and_not_cut(fonts: Fonts) -> None:
    scope = "餐饮服务；食品销售；酒类经营；" * 18
    data = replace(sample("business_license"), fields={**sample("business_license").fields, "KZ_JYFW": scope})
    page = "".join(text.text for text in texts(data, "business_license", fonts))
    assert scope in page


def test_what_cannot_fit_is_refused(fonts: Fonts) -> None:
    fields = {**sample("business_license").fields, "KZ_JYFW": "餐饮服务；" * 400}
    with pytest.raises(ContentDoesNotFit):
        compose_certificate("business_license", replace(sample("business_license"), fields=fields), fonts)


def test_missing_fields_are_named(fonts: Fonts) -> None:
    fields = {name: value for name, value in sample("food_license").fields.items() if name != "KZ_JYXM"}
    with pytest.raises(CertificateDataIncomplete) as caught:
        compose_certificate("food_license", replace(sample("food_license"), fields=fields), fonts)
    assert [problem.name for problem in caught.value.problems] == ["经营项目"]


def test_an_industry_permit_shows_two_licences_at_least(fonts: Fonts) -> None:
    data = sample("industry_permit")
    with pytest.raises(CertificateDataIncomplete):
        compose_certificate("industry_permit", replace(data, licences=data.licences[:1]), fonts)


def test_a_character_that_the_font_lacks_is_refused_instead_of_shown_as_a_box(fonts: Fonts) -> None:
    fields = {**sample("signboard").fields, "KZ_ZPNR": "海岱小馆\U0001f35c"}
    with pytest.raises(MissingGlyph):
        compose_certificate("signboard", replace(sample("signboard"), fields=fields), fonts)


@pytest.mark.parametrize("key", ["", "nothing", "../data"])
def test_an_unknown_template_is_refused(key: str) -> None:
    with pytest.raises(UnknownTemplate):
        seal_place(key)


@pytest.mark.parametrize("template", template_keys())
def test_certificate_data_survives_its_journey_as_json(template: str) -> None:
    data = sample(template)
    assert CertificateData.from_json(data.to_json()) == data


@pytest.mark.parametrize("change", [{"issued": "soon"}, {"holder": 1}, {"holder": {}}, {"licences": [1]}])
def test_malformed_certificate_data_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(MalformedCertificateData):
        CertificateData.from_json(sample("signboard").to_json() | change)


@given(st.text("餐饮服务，。（）ABC 123", max_size=80))
def test_wrapped_lines_hold_all_text_and_keep_to_their_width(text: str) -> None:
    face = find_fonts().regular
    lines = wrap(text, 30, 4, face)
    assert "".join(lines) == text
    assert all(width_of(line, 4, face) <= 30 + 1e-6 for line in lines)
    assert fit(text, 60, 40, 4, face, 1.5).height <= 40 + 1e-6


def test_a_signature_of_another_key_does_not_finish_the_sealing(pki: RehearsalPki) -> None:
    signer, place = pki.signer("演练单位"), seal_place("signboard")
    ofd = compose_certificate("signboard", sample("signboard"))
    seal = pki.seal(signer)
    prepared = prepare_seal(ofd, seal, signer.certificate, place.page_ref, place.box, NOW)
    with pytest.raises(SignatureNotAccepted):
        prepared.finish(pki.signer("别的单位").sign_digest(prepared.digest))
    with pytest.raises(SealNotUsable):
        prepare_seal(ofd, seal, pki.signer("别的单位").certificate, place.page_ref, place.box, NOW)
    with pytest.raises(SealNotUsable):
        prepare_seal(ofd, seal, signer.certificate, place.page_ref, place.box, NOW + timedelta(days=9999))


def test_a_locked_certificate_takes_no_further_seal(pki: RehearsalPki) -> None:
    signer = pki.signer("演练单位")
    sealed = sealed_certificate("signboard", pki)
    with pytest.raises(OfdLocked):
        apply_seal(sealed, pki.seal(signer), signer, seal_place("signboard"))


def test_a_sealed_certificate_passes_with_its_root_and_is_open_without(pki: RehearsalPki) -> None:
    sealed = sealed_certificate("food_license", pki)
    passed = verify_ofd(sealed, [pki.root], LATER)
    assert passed.passed
    assert passed.issuer == "演练市行政审批服务局"
    assert all(finding.reason for finding in passed.findings)
    assert verify_ofd(sealed, [], LATER).result is Result.INDETERMINATE


def test_nothing_is_signed_in_the_future(pki: RehearsalPki) -> None:
    sealed = sealed_certificate("food_license", pki)
    assert verify_ofd(sealed, [pki.root], NOW - timedelta(days=1)).result is Result.FAILED


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_with_a_verdict(data: bytes) -> None:
    assert verify_ofd(data, [], LATER).result is Result.FAILED


def test_no_changed_byte_passes(pki: RehearsalPki) -> None:
    """Each thousandth byte of the archive: what still passes has the very same content."""
    sealed = sealed_certificate("signboard", pki)
    original = OfdReader(sealed).files
    for position in range(0, len(sealed), 1000):
        damaged = bytearray(sealed)
        damaged[position] ^= 0xFF
        if verify_ofd(bytes(damaged), [pki.root], LATER).passed:
            assert OfdReader(bytes(damaged)).files == original


def test_an_error_of_certificates_belongs_to_the_tree() -> None:
    for error in (CertificateDataIncomplete([]), ContentDoesNotFit(), FontsMissing(), MissingGlyph()):
        assert isinstance(error, ChainError)
        assert error.detail


def test_the_qr_code_is_a_single_shape(fonts: Fonts) -> None:
    items = lay_out(load_template("signboard"), sample("signboard"), fonts).items
    assert sum(isinstance(item, Shape) and item.fill == (0, 0, 0) for item in items) == 1
