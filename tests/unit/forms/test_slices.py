"""Merging and slicing are inverse: each department gets exactly its own form's data."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain.identifiers import organisation_check_character, uscc_check_character
from forms.errors import UnknownForm
from forms.fields import Field
from forms.one_form import one_form
from forms.samples import load_sample
from forms.schema import form_keys, load_form
from forms.slices import slice_for
from forms.validation import validate
from tests.unit.forms.situations import SITUATIONS

Json = dict[str, Any]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_department_gets_a_complete_form_of_its_own_and_nothing_else(situation: str) -> None:
    sample = load_sample(situation)
    for item, form_key in SITUATIONS[situation]:
        own = slice_for(form_key, sample)
        assert set(own) == {field.key for field in load_form(form_key).fields}
        assert validate(one_form([(item, form_key)]), own) == []


def test_the_signboard_office_does_not_see_id_numbers_or_employees() -> None:
    own = slice_for("urban/signboard", load_sample("restaurant_new_inspection"))
    assert not {"operator_id_number", "operator_address", "employees", "fire_duty_name"} & set(own)


def test_a_slice_shares_nothing_with_the_submission() -> None:
    sample = load_sample("restaurant_new_inspection")
    slice_for("approval/food_license", sample)["employees"][0]["name"] = "改动"
    assert sample == load_sample("restaurant_new_inspection")


def test_a_table_is_cut_to_the_columns_of_the_form() -> None:
    sample = load_sample("restaurant_new_inspection")
    sample["employees"] = [sample["employees"][0] | {"wage": 1}, "孙样本"]
    (row,) = slice_for("approval/food_license", sample)["employees"]
    assert set(row) == {"name", "id_number", "job", "health_certificate_until"}
    assert slice_for("approval/food_license", {"employees": 7}) == {"employees": []}


def test_a_slice_of_an_unknown_form_is_refused() -> None:
    with pytest.raises(UnknownForm):
        slice_for("approval/other", {})


def _uscc(eight: str) -> str:
    code = f"92379901{eight}{organisation_check_character(eight)}"
    return code + uscc_check_character(code)


def _resident_id(sequence: int) -> str:
    body = f"37990119900101{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]


RULED = {
    "uscc": st.text(alphabet="0123456789ABCDEFGH", min_size=8, max_size=8).map(_uscc),
    "resident_id": st.integers(0, 999).map(_resident_id),
    "mobile": st.integers(0, 10**8 - 1).map(lambda number: f"139{number:08d}"),
}
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def _text(field: Field) -> st.SearchStrategy[Any]:
    if field.element.rule != "none":
        return RULED[field.element.rule]
    if field.patterns:
        return st.from_regex(re.compile(field.patterns[0].expression, re.ASCII), fullmatch=True)
    longest = min(field.max_length or 10, 10)
    return st.text(alphabet=HAN, min_size=field.min_length or 1, max_size=longest)


def _number(field: Field) -> st.SearchStrategy[Any]:
    scale = 10 ** (field.decimal_digits or 0)
    low = int((field.minimum or 0) * scale)
    high = int((field.maximum or 10**6) * scale)
    whole = st.integers(low, high)
    return whole if scale == 1 else whole.map(lambda number: number / scale)


def _value(field: Field) -> st.SearchStrategy[Any]:
    values = [option.value for option in field.options]
    strategies: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "text": lambda: _text(field),
        "integer": lambda: _number(field),
        "number": lambda: _number(field),
        "date": lambda: st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str),
        "choice": lambda: st.sampled_from(values),
        "choices": lambda: st.lists(st.sampled_from(values), min_size=1, unique=True),
        "flag": lambda: st.just(True) if field.required else st.booleans(),
        "list": lambda: st.lists(_row(field.columns), min_size=max(field.min_rows, 1), max_size=2),
    }
    return strategies[field.element.type]()


def _row(fields: tuple[Field, ...]) -> st.SearchStrategy[Json]:
    required = {field.key: _value(field) for field in fields if field.required}
    optional = {field.key: _value(field) for field in fields if not field.required}
    return st.fixed_dictionaries(required, optional=optional)


def _asked(field: Field, value: Any) -> Any:
    """Of a table only the columns that the form asks."""
    columns = {column.key for column in field.columns}
    return [{key: row[key] for key in row if key in columns} for row in value] if columns else value


@settings(max_examples=40, deadline=None)
@given(data=st.data(), keys=st.lists(st.sampled_from(form_keys()), min_size=1, max_size=4, unique=True))
def test_merging_then_slicing_gives_each_department_exactly_its_own_forms_data(
    data: st.DataObject, keys: list[str]
) -> None:
    merged = one_form([(f"item_{number}", key) for number, key in enumerate(keys)])
    submission = data.draw(_row(merged.fields))
    assert validate(merged, submission) == []
    seen: set[str] = set()
    for number, key in enumerate(keys):
        own = slice_for(key, submission)
        asked = {field.key: field for field in load_form(key).fields}
        assert own == {
            name: _asked(asked[name], value) for name, value in submission.items() if name in asked
        }
        assert validate(load_form(key), own) == []
        assert all(f"item_{number}" in merged.provenance[name] for name in own)
        seen |= set(own)
    assert seen == set(submission)
