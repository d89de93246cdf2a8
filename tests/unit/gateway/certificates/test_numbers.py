"""Numbers that are given out once, and what stands on the face of a certificate."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.certificates.template import load_template
from chain.identifiers import mod_11_10_digit, uscc_problem
from gateway.certificates.contents import face_fields, validity
from gateway.certificates.numbers import fictitious_uscc, next_number
from tests.unit.gateway.portal import Portal, sample_form

FORMS: dict[str, str | None] = {
    "business_license": "approval/business_license",
    "food_license": "approval/food_license",
    "fire_inspection": "fire/fire_inspection",
    "signboard": "urban/signboard",
    "industry_permit": None,
}


@given(st.integers(1, 99_999_999))
def test_every_fictitious_code_has_sound_check_characters(serial: int) -> None:
    assert uscc_problem(fictitious_uscc("379901", serial)) is None


@pytest.mark.parametrize(("digits", "check"), [("0794", "5"), ("00200667308", "5")])
def test_check_digit_is_that_of_iso_7064_mod_11_10(digits: str, check: str) -> None:
    assert mod_11_10_digit(digits) == check


async def test_series_counts_up_and_a_rolled_back_number_is_given_again(portal: Portal) -> None:
    given_out = []
    for fails in (False, True, False):
        try:
            async with portal.context.database.write() as session:
                given_out.append(await next_number(session, "test"))
                if fails:
                    raise LookupError
        except LookupError:
            continue

    assert given_out == [1, 2, 2]


@pytest.mark.parametrize("template", FORMS)
def test_face_fills_every_field_that_its_template_requires(template: str) -> None:
    face = face_fields(template, FORMS[template], sample_form(), date(2026, 3, 2), "restaurant")
    required = {
        place.source
        for place in load_template(template).fields.places
        if place.source.startswith("KZ_") and not place.optional
    }

    assert required <= {key for key, value in face.items() if value}


def test_face_reads_as_people_read() -> None:
    form = sample_form()

    food = face_fields("food_license", FORMS["food_license"], form, date(2026, 3, 2), "restaurant")
    sign = face_fields("signboard", FORMS["signboard"], form, date(2026, 3, 2), "restaurant")

    assert food["KZ_ZTYT"] == "餐饮服务经营者（中型餐馆）"
    assert food["KZ_JYXM"] == "热食类食品制售、冷食类食品制售、自制饮品制售"
    assert sign["KZ_GG"] == "6米×1.2米×0.2米，1块"


@pytest.mark.parametrize(("chosen", "read"), [("individual", "个人经营"), ("family", "家庭经营")])
def test_licence_of_an_individual_business_names_its_operator_and_form(chosen: str, read: str) -> None:
    form = sample_form() | {"business_form": chosen, "registered_funds": 20}

    face = face_fields("business_license", FORMS["business_license"], form, date(2026, 3, 2), "restaurant")

    assert {
        (place.label, face.get(place.source)) for place in load_template("business_license").fields.places
    } == {
        ("统一社会信用代码", None),
        ("名称", None),
        ("类型", "个体工商户"),
        ("经营者", form["operator_name"]),
        ("组成形式", read),
        ("注册日期", "2026年3月2日"),
        ("经营场所", form["premises_address"]),
        ("经营范围", form["business_scope"]),
    }
    assert set(face) == {"KZ_LX", "KZ_JYZ", "KZ_ZCXS", "KZ_ZCRQ", "KZ_JYCS", "KZ_JYFW"}


@pytest.mark.parametrize(
    ("template", "issued", "years", "asked", "until"),
    [
        ("food_license", date(2026, 3, 2), 5, None, date(2031, 3, 1)),
        ("food_license", date(2028, 2, 29), 5, None, date(2033, 2, 28)),
        ("business_license", date(2026, 3, 2), None, None, None),
        ("signboard", date(2026, 3, 2), 5, "2029-12-14", date(2029, 12, 14)),
        ("signboard", date(2026, 3, 2), 5, "2039-12-14", date(2031, 3, 1)),
        ("signboard", date(2026, 3, 2), 5, "bad", date(2031, 3, 1)),
    ],
)
def test_validity_ends_with_its_years_or_earlier_when_asked(
    template: str, issued: date, years: int | None, asked: str | None, until: date | None
) -> None:
    assert validity(template, {"sign_end_date": asked}, issued, years) == (issued, until)
