"""Filling in beforehand: what is asked, what is allowed, and from where."""

from dataclasses import replace
from typing import Any

import pytest

from forms.elements import load_dictionary, read_dictionary
from forms.errors import InvalidForm
from forms.fields import Field
from forms.one_form import OneForm, merge_forms
from forms.prefill import Shared, prefill
from tests.unit.forms.building import (
    DICTIONARY_TEXT,
    age,
    agreed,
    choice,
    dictionary,
    form,
    hidden,
    people,
    text,
)

PREFILLED = read_dictionary(
    DICTIONARY_TEXT.replace(
        "[elements.name]\n", '[elements.name]\nprefill = ["business_license.name", "own_case.name"]\n'
    )
    .replace("[elements.number]\n", '[elements.number]\nprefill = ["business_license.uscc"]\n')
    .replace("[elements.people]\n", '[elements.people]\nprefill = ["own_case.people"]\n')
)


def asked(*components: dict[str, Any]) -> OneForm:
    merged = merge_forms([("a", form(*components))], dictionary())

    def known(field: Field) -> Field:
        return replace(field, element=PREFILLED.elements[field.element.key])

    return replace(merged, fields=tuple(map(known, merged.fields)))


def test_a_form_is_filled_in_from_the_first_source_that_holds_the_element() -> None:
    shared: Shared = {"business_license": {"name": "甲店"}, "own_case": {"name": "乙店", "agreed": True}}
    found = prefill(asked(text(), agreed()), shared)
    assert found.values == {"name": "甲店"}
    assert found.sources == {"name": "本人办件所发的营业执照"}
    assert prefill(asked(text()), {"own_case": {"name": "乙店"}}).values == {"name": "乙店"}
    assert prefill(asked(text()), {"business_license": {"name": ""}}).values == {}


def test_what_the_form_does_not_allow_is_left_out_and_named_without_its_value() -> None:
    shared = {"business_license": {"name": "很长的名称", "uscc": "1234"}}
    found = prefill(asked(text(maxLength=3), text("number", required=True)), shared)
    assert (dict(found.values), dict(found.sources)) == ({}, {})
    assert [(each.field, each.reason[:2]) for each in found.left_out] == [
        ("number", "统一"),
        ("name", "不能"),
    ]
    assert "很长" not in repr(found.left_out)


def test_a_table_is_filled_in_with_the_columns_that_the_form_asks() -> None:
    rows = {"own_case": {"people": [{"name": "孙样本", "age": 30}]}}
    assert prefill(asked(people(text())), rows).values == {"people": [{"name": "孙样本"}]}
    wrong = {"own_case": {"people": [{"name": "孙样本", "age": "三十"}]}}
    found = prefill(asked(people(text(), age())), wrong)
    assert (dict(found.values), [each.field for each in found.left_out]) == ({}, ["people[1].age"])


def test_what_a_condition_hides_is_not_filled_in() -> None:
    shared = {"business_license": {"name": "甲店"}}
    form_asked = asked(choice("kind", "radio", "a"), hidden(text(), "=kind = null"))
    assert prefill(form_asked, shared).values == {}


@pytest.mark.parametrize(
    "paths",
    [
        '"own_case.name"',
        '["licence.name"]',
        '["own_case"]',
        '["own_case.colour"]',
        '["own_case.area"]',
        "[1]",
    ],
)
def test_a_source_that_nobody_knows_is_refused(paths: str) -> None:
    with pytest.raises(InvalidForm) as caught:
        read_dictionary(DICTIONARY_TEXT.replace("[elements.name]\n", f"[elements.name]\nprefill = {paths}\n"))
    assert "prefill 应为“来源.键”的列表" in caught.value.detail


def test_the_dictionary_says_from_where_an_applicant_is_known() -> None:
    elements = load_dictionary().elements
    assert elements["applicant_name"].prefill == ("own_case.applicant_name",)
    assert elements["uscc"].prefill == ("business_license.uscc",)
