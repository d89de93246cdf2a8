"""Merging and slicing are inverse: each department gets exactly its own form's data."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn.catalogue import load_catalogue, plan
from bpmn.scenarios import combinations
from forms.errors import UnknownForm
from forms.one_form import merge_forms, one_form
from forms.samples import load_sample
from forms.schema import Form, load_form
from forms.slices import cut, slice_for
from forms.validation import validate
from tests.unit.forms.building import (
    age,
    agreed,
    area,
    choice,
    day,
    dictionary,
    form,
    hidden,
    people,
    text,
)
from tests.unit.forms.generating import submissions
from tests.unit.forms.situations import SITUATIONS

Parts = tuple[tuple[str, str], ...]
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


def situations() -> list[Any]:
    """Every theme with each set of forms that some combination of answers leads to."""
    catalogue = load_catalogue()
    region = next(iter(catalogue.regions()))
    found: dict[tuple[str, Parts], str] = {}
    for theme in catalogue.themes():
        for answers in combinations({each.key: [a.key for a in each.answer] for each in theme.question}):
            items = plan(theme.key, region, answers, catalogue).items
            parts = tuple((part.item, part.form) for part in items if part.form is not None)
            found.setdefault((theme.key, parts), ",".join(answers.values()))
    return [pytest.param(parts, id=f"{theme}-{name}") for (theme, parts), name in found.items()]


@pytest.mark.parametrize("parts", situations())
@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_merging_then_slicing_gives_each_department_exactly_its_own_forms_data(
    data: st.DataObject, parts: Parts
) -> None:
    merged = one_form(parts)
    submission = data.draw(submissions(merged.fields))
    assert validate(merged, submission) == []
    shares(submission, [(load_form(form_key), slice_for(form_key, submission)) for _, form_key in parts])
    for item, form_key in parts:
        assert all(item in merged.provenance[name] for name in slice_for(form_key, submission))


def shares(submission: Json, slices: Sequence[tuple[Form, Json]]) -> None:
    """Each slice is what its form accepts; all that was left out it would refuse; nothing was asked for nobody."""
    for each, own in slices:
        assert validate(each, own) == []
        assert (
            own.items() <= {key: cut_rows(value, own.get(key)) for key, value in submission.items()}.items()
        )
        for key in submission.keys() - own.keys():
            assert key in {problem.field for problem in validate(each, own | {key: submission[key]})}
    assert submission.keys() == {key for _, own in slices for key in own}


def cut_rows(value: Any, own: Any) -> Any:
    """The rows of a table with the columns that the slice shows, row by row."""
    if not isinstance(value, list) or not value or not isinstance(value[0], dict) or own is None:
        return value
    return [{key: row[key] for key in row if key in kept} for row, kept in zip(value, own, strict=True)]


CONDITIONS = st.sampled_from(
    [
        '=kind = "a"',
        '=not(kind = "a")',
        "=area > 3",
        "=not(area > 3)",
        "=agreed",
        '=(kind in ("a")) or area <= 3',
        "=area = null and agreed",
    ]
)
ROW_CONDITIONS = st.sampled_from(["=this.age >= 18", '=kind = "a"', "=agreed or this.age < 6"])
ALWAYS = (choice("kind", "radio", "a", "b"), area(), agreed())


def maybe(component: Json, conditions: st.SearchStrategy[str]) -> st.SearchStrategy[list[Json]]:
    """Not asked, or asked: required or not, under a condition or always."""
    required = st.booleans().map(lambda wanted: component | {"validate": {"required": wanted}})
    asked = required | st.builds(hidden, required, conditions)
    return asked.map(lambda each: [each]) | st.just([])


@st.composite
def some_forms(draw: st.DrawFn) -> Form:
    """A form whose conditions look at the same three fields."""
    asked = [*draw(maybe(text(), CONDITIONS)), *draw(maybe(day(), CONDITIONS))]
    columns = [age(), *draw(maybe(text(), ROW_CONDITIONS))]
    rows = people(*columns, least=draw(st.integers(0, 1)))
    if draw(st.booleans()):
        asked.append(hidden(rows, draw(CONDITIONS)) if draw(st.booleans()) else rows)
    return form(*ALWAYS, *asked)


FILLED_IN = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["a", "b"]),
        "area": st.sampled_from([1, 3, 4]),
        "agreed": st.booleans(),
        "name": st.just("甲"),
        "day": st.just("2026-01-31"),
        "people": st.lists(
            st.fixed_dictionaries({}, optional={"age": st.sampled_from([3, 17, 18]), "name": st.just("乙")}),
            min_size=1,
            max_size=2,
        ),
    },
)


@settings(max_examples=150)
@given(forms=st.lists(some_forms(), min_size=1, max_size=4), data=FILLED_IN)
def test_the_one_form_accepts_exactly_what_every_department_accepts_of_its_own(
    forms: list[Form], data: Json
) -> None:
    merged = merge_forms([(f"item_{number}", each) for number, each in enumerate(forms)], dictionary())
    slices = [cut(each, data) for each in forms]
    needed = {key for own in slices for key in own} >= data.keys()
    columns = all(
        any(column in own.get("people", [{}] * 9)[number] for own in slices)
        for number, row in enumerate(data.get("people", []))
        for column in row
    )
    alone = all(not validate(each, own) for each, own in zip(forms, slices, strict=True))
    assert (validate(merged, data) == []) is (alone and needed and columns)


@settings(max_examples=100)
@given(data=st.data(), forms=st.lists(some_forms(), min_size=1, max_size=4))
def test_slicing_undoes_merging_whatever_the_conditions_are(data: st.DataObject, forms: list[Form]) -> None:
    merged = merge_forms([(f"item_{number}", each) for number, each in enumerate(forms)], dictionary())
    submission = data.draw(submissions(merged.fields))
    assert validate(merged, submission) == []
    shares(submission, [(each, cut(each, submission)) for each in forms])
