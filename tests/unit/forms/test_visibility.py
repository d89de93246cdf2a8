"""What conditions do to the one form, to a submission and to a slice."""

from typing import Any

import pytest

from forms.conditions import to_feel
from forms.one_form import OneForm, merge_forms
from forms.references import dependants
from forms.schema import Form
from forms.slices import cut
from forms.validation import HIDDEN, validate
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

Json = dict[str, Any]
KIND = choice("kind", "radio", "a", "b")


def one(*forms: Form) -> OneForm:
    return merge_forms([(chr(ord("a") + number), each) for number, each in enumerate(forms)], dictionary())


def hide_of(merged: OneForm, key: str) -> str | None:
    (field,) = [field for field in merged.fields if field.key == key]
    return to_feel(field.hide) if field.hide is not None else None


@pytest.mark.parametrize(
    ("conditions", "merged"),
    [
        (['=kind = "a"'], '=kind = "a"'),
        (['=kind = "a"', '=kind = "a"'], '=kind = "a"'),
        (['=kind = "a"', "=agreed"], '=(kind = "a") and (agreed)'),
        (['=kind = "a"', "=agreed", "=agreed"], '=(kind = "a") and (agreed)'),
        (['=kind = "a"', None], None),
        (["=not(agreed)", '=kind != "b" or agreed'], '=((agreed) = false) and ((kind != "b") or (agreed))'),
    ],
)
def test_a_field_is_hidden_only_where_every_item_hides_it(
    conditions: list[str | None], merged: str | None
) -> None:
    asked = [hidden(text(), each) if each else text() for each in conditions]
    forms = [form(KIND, agreed(), each) for each in asked]
    assert hide_of(one(*forms), "name") == merged


def test_every_field_that_a_condition_names_is_in_the_one_form_and_always_shown() -> None:
    merged = one(form(KIND, hidden(text(), '=kind = "a"')), form(agreed(), hidden(KIND, "=agreed"), day()))
    assert hide_of(merged, "kind") is None
    assert hide_of(merged, "name") == '=kind = "a"'


def test_what_a_condition_hides_is_not_required_and_may_not_be_filled_in() -> None:
    merged = one(form(KIND, hidden(text(required=True), '=kind = "a"')))
    assert validate(merged, {"kind": "a"}) == []
    assert validate(merged, {"kind": "a", "name": ""}) == []
    assert [(p.field, p.reason) for p in validate(merged, {"kind": "a", "name": "甲"})] == [("name", HIDDEN)]
    assert [p.field for p in validate(merged, {"kind": "b"})] == ["name"]


def test_a_field_stays_required_where_the_item_that_requires_it_shows_it() -> None:
    first, second = form(KIND, hidden(text(required=True), '=kind = "a"')), form(KIND, agreed(), text())
    merged = one(first, second)
    assert [validate(merged, data) == [] for data in ({"kind": "a"}, {"kind": "b"}, {})] == [
        True,
        False,
        False,
    ]
    both = one(first, form(agreed(), hidden(text(required=True), "=agreed")))
    accepted = [
        validate(both, {"kind": kind, "agreed": is_agreed}) == []
        for kind in ("a", "b")
        for is_agreed in (True, False)
    ]
    assert accepted == [True, False, False, False]


def test_a_table_and_its_columns_follow_their_conditions() -> None:
    rows = people(age(), hidden(text(required=True), "=this.age >= 18"), least=1)
    merged = one(form(KIND, hidden(rows, '=kind = "a"')), form(KIND, people(age())))
    assert validate(merged, {"kind": "a"}) == []
    assert [p.field for p in validate(merged, {"kind": "b"})] == ["people"]
    wrong = {"kind": "b", "people": [{"age": 3}, {"age": 18, "name": "甲"}]}
    assert [(p.field, p.reason) for p in validate(merged, wrong)] == [
        ("people[1].name", "此项必填。"),
        ("people[2].name", HIDDEN),
    ]
    table = merged.schema["components"][-1]["components"][-1]
    assert table["properties"]["optionalWhen"] == '=kind = "a"'
    assert table["components"][1]["conditional"] == {"hide": '=(kind = "a") or (this.age >= 18)'}


def test_the_columns_of_a_table_that_an_item_hides_are_not_asked_for_it() -> None:
    hides = form(KIND, hidden(people(age(), text(required=True)), '=kind = "a"'))
    merged = one(hides, form(KIND, people(age())))
    assert validate(merged, {"kind": "a", "people": [{"age": 3}]}) == []
    assert [p.field for p in validate(merged, {"kind": "b", "people": [{"age": 3}]})] == ["people[1].name"]
    refused = validate(merged, {"kind": "a", "people": [{"age": 3, "name": "甲"}]})
    assert [p.reason for p in refused] == [HIDDEN]


def test_a_department_does_not_see_what_its_own_form_hides() -> None:
    hides, shows = form(KIND, hidden(text(), '=kind = "a"')), form(text())
    data = {"kind": "a", "name": "甲"}
    assert validate(one(hides, shows), data) == []
    assert (cut(hides, data), cut(shows, data)) == ({"kind": "a"}, {"name": "甲"})


def test_a_note_is_shown_where_one_of_its_items_shows_it() -> None:
    note = {"id": "Text_1", "type": "text", "text": "说明"}
    merged = one(
        form(KIND, hidden(note, '=kind = "a"'), text()), form(agreed(), hidden(note, "=agreed"), text())
    )
    (shown,) = [part for part in merged.schema["components"][1]["components"] if part["type"] == "text"]
    assert shown["conditional"] == {"hide": '=(kind = "a") and (agreed)'}


def test_the_fields_that_an_answer_may_open_are_known() -> None:
    rows = people(age(), hidden(text(), "=area > 1"))
    merged = one(
        form(KIND, area(), hidden(text(), '=kind = "a"'), rows), form(KIND, text(required=True), day())
    )
    assert dependants(merged, {"area"}) == {"people"}
    assert dependants(merged, {"kind", "age"}) == set()
    assert dependants(one(form(KIND, hidden(text(), '=kind = "a"'))), {"kind"}) == {"name"}


@pytest.mark.parametrize("value", [None, 1, [], {}, "a", True, float("nan")])
def test_whatever_is_sent_for_a_field_that_a_condition_names_nothing_is_raised(value: object) -> None:
    asked = (KIND, area(), agreed(), choice("kinds", "checklist", "a"), day())
    conditions = '=kind = "a" or area > 1 or agreed or list contains(kinds, "a") or day < "2026-01-31"'
    merged = one(form(*asked, hidden(text(), conditions)))
    data = dict.fromkeys(("kind", "area", "agreed", "kinds", "day"), value)
    assert isinstance(validate(merged, data), list)
