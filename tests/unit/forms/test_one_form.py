"""Many forms into one: what is asked, by whose rules, and what cannot be joined."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import FormConflictError, UnknownForm
from forms.fields import Field, walk
from forms.one_form import OneForm, Source, merge_forms, one_form
from forms.schema import load_form, read_form
from forms.validation import validate
from tests.unit.forms.building import area, choice, day, dictionary, form, people, text
from tests.unit.forms.situations import NEW, SITUATIONS

Json = dict[str, Any]

HEADINGS = ["经营主体", "经营者", "经营场所", "食品经营", "消防安全", "户外招牌"]


def joined(*components: Json) -> OneForm:
    """The one form of items a, b, … each of which asks one component."""
    parts = [(chr(ord("a") + number), form(component)) for number, component in enumerate(components)]
    return merge_forms(parts, dictionary())


def only(*components: Json) -> Field:
    (field,) = joined(*components).fields
    return field


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_data_element_is_asked_once_with_the_items_that_need_it(situation: str) -> None:
    parts = SITUATIONS[situation]
    merged = one_form(parts)
    asked = [field.element.key for field in walk(merged.fields)]
    assert len(asked) == len(set(asked))
    assert set(asked) == set(merged.provenance)
    for key, items in merged.provenance.items():
        assert items == tuple(
            item
            for item, form_key in parts
            if key in {f.element.key for f in walk(load_form(form_key).fields)}
        )


def test_the_one_form_asks_fewer_fields_than_its_parts_together() -> None:
    parts = next(iter(SITUATIONS.values()))
    apart = sum(len(load_form(form_key).fields) for _, form_key in parts)
    assert len(one_form(parts).fields) < apart


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_one_form_groups_its_fields_under_chinese_headings_and_names_their_items(situation: str) -> None:
    merged = one_form(SITUATIONS[situation])
    groups = merged.schema["components"]
    assert [group["label"] for group in groups] == HEADINGS
    shown = [part for group in groups for part in group["components"] if part["type"] != "text"]
    assert [part.get("key", part.get("path")) for part in shown] == [field.key for field in merged.fields]
    for part in shown:
        items = merged.provenance[part.get("key", part.get("path"))]
        assert part["properties"]["items"] == ",".join(items)


def test_the_one_form_is_itself_a_form_of_this_room() -> None:
    merged = one_form(SITUATIONS["restaurant_new_commitment"])
    again = read_form(json.dumps(merged.schema, ensure_ascii=False).encode())
    assert [field.key for field in again.fields] == [field.key for field in merged.fields]
    assert [field.max_length for field in again.fields] == [field.max_length for field in merged.fields]


def test_the_tightest_rules_of_all_items_hold() -> None:
    field = only(text(minLength=2, maxLength=50), text(required=True, maxLength=80), text(minLength=3))
    assert (field.required, field.min_length, field.max_length) == (True, 3, 50)
    number = only(area(min=1, max=500.5), area(min=0.5, max=300) | {"decimalDigits": 1})
    assert (number.minimum, number.maximum, number.decimal_digits) == (Decimal(1), Decimal(300), 1)


def test_a_line_and_an_area_of_text_become_a_line() -> None:
    assert only(text(kind="textarea"), text()).widget == "textfield"


def test_only_options_that_every_item_knows_are_offered() -> None:
    field = only(choice("kind", "radio", "a", "b", "c"), choice("kind", "select", "c", "b"))
    assert [option.value for option in field.options] == ["b", "c"]


def test_a_table_asks_the_columns_of_all_items() -> None:
    age = {"id": "Age", "type": "number", "key": "age", "label": "年龄"}
    merged = joined(people(text(), least=1, most=5), people(text(required=True), age, most=3))
    (table,) = merged.fields
    assert [column.key for column in table.columns] == ["name", "age"]
    assert (table.min_rows, table.max_rows, table.columns[0].required) == (1, 3, True)
    assert merged.provenance["people.age"] == ("b",)


def test_a_label_that_departments_write_differently_gives_way_to_the_dictionary() -> None:
    assert only(text() | {"label": "店名"}).label == "店名"
    assert only(text() | {"label": "店名"}, text() | {"label": "单位名称"}).label == "名称"


def test_two_patterns_both_hold() -> None:
    first = text(pattern="^[a-z]+$", patternErrorMessage="只能是小写字母。")
    merged = joined(first, text(pattern="^.{3}$", patternErrorMessage="应为3个字符。"))
    assert validate(merged, {"name": "abc"}) == []
    assert [problem.reason for problem in validate(merged, {"name": "abcd"})] == ["应为3个字符。"]
    rules = merged.schema["components"][0]["components"][0]["validate"]
    assert rules["pattern"] == "(?=^[a-z]+$)(?=^.{3}$)"


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (text(maxLength=5), text(minLength=6), "至少6个字，另一方要求至多5个字"),
        (area(max=5), area(min=6), "没有交集"),
        (area(min=0.2) | {"decimalDigits": 0}, area(max=0.8), "没有交集"),
        (choice("kind", "radio", "a"), choice("kind", "radio", "b"), "没有共同的选项"),
        (
            choice("kind", "radio", "a"),
            choice("kind", "radio", "a") | {"values": [{"label": "别名", "value": "a"}]},
            "名称不一致",
        ),
        (people(text(), most=1), people(text(), least=2), "至少2行，另一方要求至多1行"),
        (
            day() | {"properties": {"minDate": "2026-01-02"}},
            day() | {"properties": {"maxDate": "2026-01-01"}},
            "没有交集：不早于2026-01-02且不晚于2026-01-01",
        ),
        (
            text(pattern="^[a-z]+$", patternErrorMessage="小写字母。"),
            text(pattern="^\\d{3}$", patternErrorMessage="3位数字。"),
            "没有文本能同时符合：校验模式 ^[a-z]+$、校验模式 ^\\d{3}$、长度1至200个字",
        ),
        (
            text(pattern="^甲{6,9}$", patternErrorMessage="6至9个甲。"),
            text(maxLength=5),
            "没有文本能同时符合：校验模式 ^甲{6,9}$、长度1至5个字",
        ),
        (text("number", maxLength=17), text("number"), "数据元的校验规则 uscc、长度1至17个字"),
        (people(text(maxLength=1)), people(text(minLength=2)), "列“姓名”一方要求"),
    ],
)
def test_rules_that_cannot_both_hold_are_told_with_field_and_items(
    first: Json, second: Json, reason: str
) -> None:
    with pytest.raises(FormConflictError) as caught:
        joined(first, second)
    assert reason in caught.value.detail
    assert "事项 a 与 b" in caught.value.detail
    assert f"a 的组件 {first['id']}；b 的组件 {second['id']}" in caught.value.detail


def test_a_conflict_names_only_the_items_whose_rules_clash() -> None:
    with pytest.raises(FormConflictError) as caught:
        joined(text(maxLength=5), text(maxLength=30), text(minLength=6))
    assert "事项 a 与 c" in caught.value.detail


def test_three_departments_may_clash_where_no_two_do() -> None:
    patterns = ("^[ab]$", "^[bc]$", "^[ac]$")
    with pytest.raises(FormConflictError) as caught:
        joined(*(text(pattern=each, patternErrorMessage="见模式。") for each in patterns))
    assert "事项 a、b 与 c" in caught.value.detail


def test_each_data_element_tells_by_which_component_of_which_form_it_is_asked() -> None:
    merged = joined(text() | {"id": "Field_x"}, people(text()))
    assert merged.sources["name"] == (Source("a", "sample", "Field_x"),)
    assert merged.sources["people.name"] == (Source("b", "sample", "Column_Field_name"),)


def test_dates_are_asked_within_the_range_that_every_item_allows() -> None:
    first = day() | {"properties": {"minDate": "2020-01-01", "maxDate": "2026-12-31"}}
    merged = joined(first, day() | {"properties": {"minDate": "2021-01-01"}})
    assert validate(merged, {"day": "2021-01-01"}) == []
    assert [p.reason for p in validate(merged, {"day": "2020-12-31"})] == ["不能早于2021-01-01。"]
    assert [p.reason for p in validate(merged, {"day": "2027-01-01"})] == ["不能晚于2026-12-31。"]
    properties = merged.schema["components"][0]["components"][0]["properties"]
    assert (properties["minDate"], properties["maxDate"]) == ("2021-01-01", "2026-12-31")


def test_an_item_without_a_known_form_is_not_found() -> None:
    with pytest.raises(UnknownForm):
        one_form([NEW, ("other", "approval/other")])


def test_the_same_form_for_two_items_is_asked_once() -> None:
    merged = one_form([NEW, ("again", NEW[1])])
    assert set(merged.provenance.values()) == {("business_license", "again")}


def test_no_items_ask_nothing() -> None:
    merged = one_form([])
    assert (merged.fields, merged.schema["components"], dict(merged.provenance)) == ((), [], {})


BOUNDS = st.tuples(st.integers(0, 9), st.integers(1, 10)).map(lambda pair: (min(pair), max(pair)))


@given(
    limits=st.lists(BOUNDS, min_size=1, max_size=4), value=st.text(alphabet="甲乙", min_size=1, max_size=12)
)
def test_the_one_form_accepts_a_text_exactly_when_every_department_does(
    limits: list[tuple[int, int]], value: str
) -> None:
    asked = [text(required=True, minLength=least, maxLength=most) for least, most in limits]
    alone = all(not validate(form(component), {"name": value}) for component in asked)
    try:
        together = not validate(joined(*asked), {"name": value})
    except FormConflictError:
        together = False
    assert together == alone


@given(
    sets=st.lists(st.sets(st.sampled_from("abcd"), min_size=1), min_size=1, max_size=4),
    chosen=st.lists(st.sampled_from("abcd"), min_size=1, max_size=4),
)
def test_the_one_form_accepts_a_choice_exactly_when_every_department_does(
    sets: list[set[str]], chosen: list[str]
) -> None:
    asked = [choice("kinds", "checklist", *sorted(values)) for values in sets]
    alone = all(not validate(form(component), {"kinds": chosen}) for component in asked)
    try:
        together = not validate(joined(*asked), {"kinds": chosen})
    except FormConflictError:
        together = False
    assert together == alone
