"""form-js, which shows the one form, and the server, which checks what comes back, agree."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.one_form import OneForm, merge_forms, one_form
from forms.samples import load_sample
from forms.validation import validate
from tests.unit.forms.building import (
    age,
    agreed,
    area,
    choice,
    count,
    day,
    dictionary,
    form,
    hidden,
    people,
    text,
)
from tests.unit.forms.node import Judge
from tests.unit.forms.situations import SITUATIONS

Json = dict[str, Any]


def asked(condition: str, row_condition: str) -> OneForm:
    """The one form of two items: the second asks ``name`` under a condition, and looks at the rows of a table."""
    group = {"id": "Group_1", "type": "group", "label": "组", "components": [day(required=True)]}
    first = form(
        choice("kind", "radio", "a", "b", required=True),
        area(min=1, max=500),
        agreed(),
        hidden(group, '=kind = "b"'),
        text("name", minLength=2),
    )
    second = form(
        choice("kind", "select", "a", "b", "c"),
        area(),
        agreed(required=True),
        hidden(count(required=True, min=2), condition),
        choice("kinds", "checklist", "a", "b", required=True),
        people(age(), hidden(text(required=True, maxLength=3), row_condition)),
    )
    return merge_forms([("first", first), ("second", second)], dictionary())


CONDITIONS = [
    "=area > 300",
    '=not(kind = "a")',
    "=(not(area > 300)) or agreed",
    '=area = null and kind = "a"',
]
ROW_CONDITIONS = ["=this.age >= 18", "=agreed", '=not(this.age = null) and kind != "b"']

FILLED_IN = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["a", "b"]),
        "area": st.sampled_from([0, 1, 300, 300.5, 300.555, 501]),
        "agreed": st.booleans(),
        "day": st.just("2026-01-31"),
        "name": st.sampled_from(["甲", "甲乙", " 甲 "]),
        "count": st.sampled_from([0, 1, 2, 2.5]),
        "kinds": st.lists(st.sampled_from(["a", "b"]), unique=True),
        "people": st.lists(
            st.fixed_dictionaries(
                {}, optional={"age": st.sampled_from([3, 18]), "name": st.sampled_from(["乙", "乙乙乙乙"])}
            ),
            min_size=1,
            max_size=2,
        ),
    },
)


def places(errors: Json) -> set[str]:
    """What form-js found wrong, by key of the field; of a column by the row's number and its key."""
    found: set[str] = set()
    for component, messages in errors.items():
        key = component.removeprefix("Field_")
        if "-" not in key:
            found.add(key)
            continue
        table, column = key.split("-")
        found |= {f"{table}[{row}].{column}" for row, told in enumerate(messages, 1) if told}
    return found


@settings(max_examples=40)
@given(condition=st.sampled_from(CONDITIONS), rows=st.sampled_from(ROW_CONDITIONS), data=FILLED_IN)
def test_what_form_js_submits_is_accepted_or_refused_for_the_same_fields(
    condition: str, rows: str, data: Json, judge: Judge
) -> None:
    merged = asked(condition, rows)
    sent, errors = judge.submits(merged.schema, data)
    assert {problem.field for problem in validate(merged, sent)} == places(errors)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_form_js_and_the_server_accept_a_whole_application(situation: str, judge: Judge) -> None:
    merged, sample = one_form(SITUATIONS[situation]), load_sample(situation)
    sent, errors = judge.submits(merged.schema, sample)
    assert (errors, sent) == ({}, sample)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_form_js_and_the_server_miss_the_same_fields_of_an_empty_application(
    situation: str, judge: Judge
) -> None:
    merged = one_form(SITUATIONS[situation])
    sent, errors = judge.submits(merged.schema, {})
    assert places(errors) == {problem.field for problem in validate(merged, sent)}


def test_what_only_one_item_needs_is_left_open_in_the_browser_and_asked_by_the_server(judge: Judge) -> None:
    """form-js has no conditional requirement: the server asks, and the field says so before it is sent."""
    merged = merge_forms(
        [("a", form(agreed(), hidden(text(required=True), "=agreed"))), ("b", form(text()))], dictionary()
    )
    (flag, field) = merged.schema["components"][0]["components"]
    assert "conditional" not in field
    assert field["description"] == "“承诺”已勾选时可以不填，其他情形必填"
    assert field["properties"]["optionalWhen"] == "=agreed"
    sent, errors = judge.submits(merged.schema, {"agreed": False})
    assert (flag["key"], errors) == ("agreed", {})
    assert [problem.field for problem in validate(merged, sent)] == ["name"]
    assert validate(merged, {"agreed": True}) == []
