"""Identifiers against public samples, and against every change of one character."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.identifiers import (
    CertificateIdentifier,
    InvalidIdentifier,
    division_code_problem,
    is_valid_resident_id,
    is_valid_uscc,
    organisation_check_character,
    resident_id_problem,
    uscc_check_character,
    uscc_problem,
)

PUBLIC_CERTIFICATES = [
    "11100000000013338W032.11220000013544541J.2430599.001.F",
    "11100000000013338W009.11330105002500287C.2025052201.002.0",
    "11100000000013338W011.11110000000021135M.20230329701.003.Y",
    "11100000000013338W011.11430000006122244L.20230000403.001.U",
    "11100000000013338W011.11430000006122244L.20230000403.002.S",
    "11100000MB03271699022.340100.000000016.001.9",
]
PUBLIC_USCC = [
    "11100000000013338W",
    "11220000013544541J",
    "11330105002500287C",
    "11110000000021135M",
    "11430000006122244L",
    "91610800064834709T",
    "11100000MB03271699",
    "113700000045030270",
    "91330000755918469E",
]
SAMPLE_RESIDENT_IDS = ["11010519491231002X", "440524188001010014"]
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def one_character_changed(samples: list[str], alphabet: str) -> st.SearchStrategy[str]:
    """A sample in which exactly one character, not a dot, is another one."""

    @st.composite
    def draw_change(draw: st.DrawFn) -> str:
        sample = draw(st.sampled_from(samples))
        position = draw(st.sampled_from([i for i, char in enumerate(sample) if char != "."]))
        other = draw(st.sampled_from([char for char in alphabet if char != sample[position]]))
        return sample[:position] + other + sample[position + 1 :]

    return draw_change()


@pytest.mark.parametrize("text", PUBLIC_USCC)
def test_public_credit_codes_are_sound(text: str) -> None:
    assert uscc_problem(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "18位"),
        ("11100000000013338", "18位"),
        ("11100000000013338w", "大写字母"),
        ("1110000000001333OW", "大写字母"),
        ("11A00000000013338W", "行政区划"),
        ("11100000000013338X", "校验位"),
        ("111000000000133380", "校验位"),
    ],
)
def test_an_unsound_credit_code_is_refused_with_its_reason(text: str, reason: str) -> None:
    problem = uscc_problem(text)
    assert problem is not None
    assert reason in problem


def test_a_credit_code_whose_organisation_code_is_wrong_is_refused_though_its_last_character_fits() -> None:
    wrong = "1110000000001333" + "9"
    assert organisation_check_character(wrong[8:16]) != wrong[16]
    assert "组织机构代码" in str(uscc_problem(wrong + uscc_check_character(wrong)))


@given(one_character_changed(PUBLIC_USCC, ALPHABET))
def test_a_credit_code_with_one_wrong_character_is_noticed(text: str) -> None:
    assert not is_valid_uscc(text)


def test_the_sample_resident_id_of_the_standard_is_sound() -> None:
    assert resident_id_problem(SAMPLE_RESIDENT_IDS[0]) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("11010519491231002x", "大写字母X"),
        ("1101051949123100", "18位"),
        ("１１010519491231002X", "18位"),
        ("99010519491231002X", "省级"),
        ("110105194902300028", "不存在"),
        ("440524188001010014", "不合理"),
        ("110105194912310021", "校验位"),
    ],
)
def test_an_unsound_resident_id_is_refused_with_its_reason(text: str, reason: str) -> None:
    problem = resident_id_problem(text)
    assert problem is not None
    assert reason in problem
    assert text not in problem


def test_nobody_is_born_after_today() -> None:
    assert resident_id_problem(SAMPLE_RESIDENT_IDS[0], date(1949, 12, 31)) is None
    assert resident_id_problem(SAMPLE_RESIDENT_IDS[0], date(1949, 12, 30)) is not None


@given(one_character_changed(SAMPLE_RESIDENT_IDS[:1], "0123456789X"))
def test_a_resident_id_with_one_wrong_character_is_noticed(text: str) -> None:
    assert not is_valid_resident_id(text)


@pytest.mark.parametrize("text", ["370000", "379901", "370102001", "370102001001"])
def test_division_codes_of_six_nine_and_twelve_digits_are_sound(text: str) -> None:
    assert division_code_problem(text) is None


@pytest.mark.parametrize("text", ["", "37", "3701021", "990000", "37010A", "3701020010011"])
def test_other_division_codes_are_refused(text: str) -> None:
    assert division_code_problem(text) is not None


@pytest.mark.parametrize("text", PUBLIC_CERTIFICATES)
def test_public_certificate_identifiers_are_read_and_written_back(text: str) -> None:
    identifier = CertificateIdentifier.parse(text)
    assert identifier.short == text
    assert CertificateIdentifier.parse(str(identifier)) == identifier


@given(one_character_changed(PUBLIC_CERTIFICATES, ALPHABET))
def test_a_certificate_identifier_with_one_wrong_character_is_noticed(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        CertificateIdentifier.parse(text)


@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=32),
    st.integers(1, 999),
)
def test_every_built_identifier_reads_back_the_same(serial: str, version: int) -> None:
    built = CertificateIdentifier.build("11100000000013338W011", "11430000006122244L", serial, version)
    assert CertificateIdentifier.parse(str(built)) == built


@pytest.mark.parametrize(
    "text",
    ["", "...", "11100000000013338W032.11220000013544541J.2430599.001", "a.b.c.d.e", "1.2.156.3005.2."],
)
def test_text_that_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        CertificateIdentifier.parse(text)


@pytest.mark.parametrize(("serial", "version"), [("", 1), ("a", 1), ("1" * 33, 1), ("1", 0), ("1", 1000)])
def test_an_identifier_is_not_built_from_malformed_parts(serial: str, version: int) -> None:
    with pytest.raises(InvalidIdentifier):
        CertificateIdentifier.build("11100000000013338W011", "11430000006122244L", serial, version)
