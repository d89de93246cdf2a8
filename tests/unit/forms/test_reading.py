"""Checking form-js JSON: what a designer may put in a form, and what is said when it may not stand."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import InvalidForm
from forms.schema import read_form
from tests.unit.forms.building import (
    agreed,
    area,
    choice,
    count,
    day,
    dictionary,
    document,
    form,
    people,
    text,
)

TEXT = {"id": "Text_1", "type": "text", "text": "说明"}
GROUP = {"id": "Group_1", "type": "group", "label": "组"}


def read(content: object) -> InvalidForm:
    with pytest.raises(InvalidForm) as caught:
        read_form(json.dumps(content).encode(), "sample", dictionary())
    return caught.value


def test_groups_are_read_through_and_texts_stand_before_the_field_that_follows() -> None:
    fields = form(GROUP | {"components": [TEXT, text()]}, area(), people(text())).fields
    assert [field.key for field in fields] == ["name", "area", "people"]
    assert [note.text for note in fields[0].notes] == ["说明"]
    assert [column.element.key for column in fields[2].columns] == ["people.name"]


def test_a_text_without_a_limit_of_its_own_gets_one() -> None:
    (line,) = form(text()).fields
    (block,) = form(text(kind="textarea")).fields
    assert (line.max_length, block.max_length) == (200, 2000)


@pytest.mark.parametrize(
    ("component", "reason"),
    [
        (1, "应为对象"),
        ({"type": "textfield"}, "文本 id"),
        ({"id": "a", "type": "html", "content": ""}, "不支持的组件类型"),
        ({"id": "a", "type": ["text"]}, "不支持的组件类型"),
        ({"id": "a"}, "不支持的组件类型"),
        (text() | {"readonly": True}, "不支持的属性：readonly。不设只读"),
        (text() | {"defaultValue": "x"}, "在数据元字典中登记 prefill"),
        ({"id": "a", "type": "separator", "conditional": {}}, "放进同一个分组"),
        (text() | {"label": "=name"}, "不支持表达式"),
        (TEXT | {"text": "{{name}}"}, "不支持表达式"),
        (text() | {"label": 1}, "应为文本"),
        (text() | {"label": ""}, "缺少中文标签"),
        (text() | {"properties": []}, "properties 应为对象"),
        (text("colour"), "colour 未在数据元字典"),
        (text("Name"), "key 应为小写字母"),
        (text() | {"key": 7}, "key 应为小写字母"),
        (text(kind="radio"), "组件应为 textarea、textfield"),
        (text() | {"validate": []}, "validate 应为对象"),
        (text(required="yes"), "required 应为"),
        (text(validationType="email"), "不支持的规则：validationType"),
        (text(minLength="=3"), "应为整数"),
        (text(maxLength=None), "应为整数"),
        (text(minLength=5, maxLength=4), "minLength ≤ maxLength"),
        (text(pattern="^a$"), "patternErrorMessage"),
        (text(pattern="a", patternErrorMessage="错"), "以 ^ 开头"),
        (area() | {"appearance": {"suffixAdorner": "亩"}}, "计量单位"),
        (area() | {"appearance": 1}, "计量单位"),
        (area(min=2, max=1), "min 不能大于 max"),
        (area(min="=1"), "min 应为数值"),
        (area(max=True), "max 应为数值"),
        (area() | {"decimalDigits": -1}, "decimalDigits 应为"),
        (count() | {"decimalDigits": 2}, "decimalDigits 应为0"),
        (day() | {"subtype": "time"}, "subtype 应为 date"),
        (day() | {"properties": {"minDate": "2026-1-1"}}, "minDate 应为日期"),
        (day() | {"properties": {"maxDate": 20260101}}, "maxDate 应为日期"),
        (day() | {"properties": {"minDate": "2026-01-02", "maxDate": "2026-01-01"}}, "不能晚于 maxDate"),
        (choice("kind", "radio"), "选项的列表"),
        (choice("kind", "radio", "a", "a"), "value 重复"),
        (choice("kind", "radio") | {"values": [{"label": "甲", "value": 1}]}, "每个选项"),
        (choice("kind", "radio") | {"values": [{"label": "=甲", "value": "a"}]}, "每个选项"),
        (GROUP | {"components": {}}, "components 应为组件列表"),
        (GROUP | {"path": "deep", "components": [text()]}, "不支持的属性：path"),
        (people(), "没有任何列"),
        (people(people(text()) | {"id": "b"}), "只能是输入字段"),
        (people(text()) | {"isRepeating": False}, "isRepeating"),
        (people(text(), least=3, most=2), "minRows ≤ maxRows"),
        (people(text()) | {"properties": {"minRows": 1}}, "整数文本"),
        (people(text()) | {"path": "name"}, "组件应为"),
    ],
)
def test_a_component_that_may_not_stand_is_refused_with_its_reason(component: Any, reason: str) -> None:
    assert reason in read(document(component, agreed())).detail


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document(), "没有任何字段"),
        (document(TEXT), "没有任何字段"),
        (document(text(), TEXT), "应放在字段之前"),
        (document(text(), text()), "id 重复"),
        (document(text(), text() | {"id": "other"}), "name 在同一表单中重复"),
        (document(text(), schemaVersion=20), "schemaVersion"),
        (document(text(), schemaVersion=True), "schemaVersion"),
        (document(text(), type="wizard"), "type"),
        (document(text(), id="Bad Id"), "id"),
        (document(text(), surprise=1), "不支持的属性"),
        (document(text(), components={}), "components"),
        ([], "表单对象"),
    ],
)
def test_a_form_that_does_not_hold_together_is_refused_with_its_reason(content: Any, reason: str) -> None:
    assert reason in read(content).detail


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"a": NaN}', b"[" * 100_000, b" " * (1 << 21)])
def test_a_file_that_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidForm):
        read_form(content, "sample", dictionary())


def test_groups_nested_without_end_are_refused() -> None:
    component: dict[str, Any] = text()
    for number in range(20):
        component = {"id": f"Group_{number}", "type": "group", "components": [component]}
    assert "嵌套" in read(document(component)).detail


def test_every_mistake_of_a_form_is_told_at_once() -> None:
    problems = read(document(text("colour"), area(min=2, max=1), TEXT)).problems
    assert {problem.field for problem in problems} == {"Field_colour", "Field_area", "components"}


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        -1,
        0.5,
        10**40,
        "",
        "=1",
        "{{x}}",
        "a",
        "\ud800",
        [],
        ["a"],
        {},
        {"minRows": "9"},
        [[]],
        [{}],
        [text()],
    ]
)


@given(
    base=st.sampled_from(
        [text(), area(), choice("kind", "select", "a"), day(), agreed(), people(text()), TEXT]
    ),
    changes=st.dictionaries(
        st.sampled_from(
            ["id", "type", "key", "path", "label", "text", "validate", "values", "components", "properties"]
        ),
        ODD,
        max_size=3,
    ),
    rules=st.dictionaries(
        st.sampled_from(["required", "minLength", "maxLength", "min", "max", "pattern"]), ODD
    ),
)
def test_whatever_stands_in_a_form_it_is_read_or_refused(
    base: dict[str, Any], changes: dict[str, Any], rules: dict[str, Any]
) -> None:
    content = document({"validate": rules} | base | changes, agreed())
    refused: tuple[object, ...] = ()
    fields: tuple[object, ...] = ()
    try:
        fields = read_form(json.dumps(content).encode("utf-8"), "sample", dictionary()).fields
    except InvalidForm as error:
        refused = error.problems
    assert bool(fields) != bool(refused)
