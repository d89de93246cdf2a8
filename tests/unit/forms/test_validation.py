"""A submission against the one form: what is told, of which field, and that nothing sent is ever repeated."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.errors import FieldProblem
from forms.one_form import OneForm, one_form
from forms.samples import EXISTING_INSPECTION, NEW_COMMITMENT, load_sample
from forms.schema import load_desk_form
from forms.validation import validate
from tests.unit.forms.building import agreed, area, choice, count, day, form, people, text
from tests.unit.forms.situations import SITUATIONS

Json = dict[str, Any]


def commitment() -> OneForm:
    return one_form(SITUATIONS[NEW_COMMITMENT])


def problems_with(**changes: object) -> list[FieldProblem]:
    return validate(commitment(), load_sample(NEW_COMMITMENT) | changes)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_sample_application_of_each_situation_is_valid(situation: str) -> None:
    assert validate(one_form(SITUATIONS[situation]), load_sample(situation)) == []


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_required_field_that_is_missing_is_named(situation: str) -> None:
    merged = one_form(SITUATIONS[situation])
    told = {problem.field: problem for problem in validate(merged, {})}
    assert set(told) == {field.key for field in merged.fields if field.required}
    assert all(problem.name and problem.reason == "此项必填。" for problem in told.values())


def test_an_application_for_another_situation_names_the_fields_too_many() -> None:
    told = validate(one_form(SITUATIONS[EXISTING_INSPECTION]), load_sample(NEW_COMMITMENT))
    assert "fire_commitment_agreed" in {problem.field for problem in told if problem.name == "未知字段"}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("business_name", 7, "应填写文本。"),
        ("business_name", ["好味道"], "应填写文本。"),
        ("business_name", "店", "不能少于2个字。"),
        ("business_name", "   ", "不能只填写空格。"),
        ("business_name", "店" * 81, "不能超过80个字。"),
        ("business_name", " " * 10_000_000, "不能超过80个字。"),
        ("business_name", "好味道\n餐馆", "含有不可见的控制字符或换行，请删除后重新填写。"),
        ("business_name", "好味道\x00", "含有不可见的控制字符或换行，请删除后重新填写。"),
        ("business_name", "好味道\ud800", "含有不可见的控制字符或换行，请删除后重新填写。"),
        ("business_name", "\u202e道味好", "含有不可见的控制字符或换行，请删除后重新填写。"),
        ("business_name", "", "此项必填。"),
        ("business_name", None, "此项必填。"),
        ("operator_mobile", "12345678901", "请填写11位手机号码。"),
        ("operator_mobile", "１３９００００００００", "请填写11位手机号码。"),
        ("operator_mobile", 13900000001, "应填写文本。"),
        ("operator_id_number", "379901198503120011", "居民身份证号码的校验位不正确，请核对。"),
        ("operator_id_number", "37990119850230001X", "居民身份证号码中的出生日期不存在，请核对。"),
        ("operator_id_number", "3799011985031200", "不能少于18个字。"),
        ("premises_area", "186", "应填写数值。"),
        ("premises_area", True, "应填写数值。"),
        ("premises_area", float("nan"), "数值超出范围。"),
        ("premises_area", float("-inf"), "数值超出范围。"),
        ("premises_area", 10**4000, "数值超出范围。"),
        ("premises_area", 0.5, "不能小于1平方米。"),
        ("premises_area", 10000.01, "不能大于10000平方米。"),
        ("premises_area", 186.123, "最多保留2位小数。"),
        ("premises_area", "", "应填写数值。"),
        ("employee_count", 1.5, "应填写整数。"),
        ("business_form", "company", "请从所列选项中选择一项。"),
        ("business_form", ["individual"], "请从所列选项中选择一项。"),
        ("business_form", {"value": "individual"}, "请从所列选项中选择一项。"),
        ("food_items", "hot", "请从所列选项中选择。"),
        ("food_items", ["hot", "tea"], "请从所列选项中选择。"),
        ("food_items", ["hot", "hot"], "所选的项过多或有重复。"),
        ("food_items", ["hot"] * 1_000_000, "所选的项过多或有重复。"),
        ("food_items", [["hot"]], "请从所列选项中选择。"),
        ("food_items", [], "此项必填。"),
        ("online_business", "yes", "应为勾选或不勾选。"),
        ("online_business", 1, "应为勾选或不勾选。"),
        ("fire_commitment_agreed", False, "须勾选此项。"),
        ("sign_start_date", "2026-2-1", "日期应写作“年-月-日”，如2026-01-31。"),
        ("sign_start_date", "2026-02-30", "日期不存在，请核对。"),
        ("sign_start_date", "0001-01-01", "日期不合理，请核对。"),
        ("sign_start_date", 20260201, "日期应写作“年-月-日”，如2026-01-31。"),
        ("employees", {}, "应为明细行的列表。"),
        ("employees", "王演练", "应为明细行的列表。"),
        ("employees", [], "此项必填。"),
        ("employees", None, "此项必填。"),
        ("employees", [{}] * 201, "最多填写200行。"),
    ],
)
def test_a_wrong_value_is_told_once_with_its_field_and_reason(field: str, value: object, reason: str) -> None:
    (problem,) = problems_with(**{field: value})
    assert (problem.field, problem.reason) == (field, reason)
    assert problem.name


def test_a_credit_code_is_checked_by_its_characters() -> None:
    sample = load_sample(EXISTING_INSPECTION) | {"uscc": "92379901MADEMA0190"}
    (problem,) = validate(one_form(SITUATIONS[EXISTING_INSPECTION]), sample)
    assert problem == FieldProblem("uscc", "统一社会信用代码", "统一社会信用代码的校验位不正确，请核对。")


def test_a_wrong_cell_is_told_with_its_row_and_column() -> None:
    rows = load_sample(NEW_COMMITMENT)["employees"]
    rows[1] |= {"id_number": "123456789012345678", "wage": 5000}
    rows.append("孙样本")
    told = {problem.field: problem.name for problem in problems_with(employees=rows)}
    assert told == {
        "employees[2].id_number": "从业人员第2行：居民身份证号码",
        "employees[2].wage": "未知字段",
        "employees[4]": "从业人员第4行",
    }


def test_fewer_rows_than_asked_are_told() -> None:
    asked = form(people(text(), least=2))
    assert [problem.reason for problem in validate(asked, {"people": [{"name": "甲"}]})] == ["至少填写2行。"]


@pytest.mark.parametrize(
    ("component", "value"),
    [
        (text(minLength=3), ""),
        (text(kind="textarea"), "第一行\n第二行"),
        (text(maxLength=2), "  店名  "),
        (text(), None),
        (area(), None),
        (area(), 1.5),
        (area(), 1.0),
        (count(), 3.0),
        (count(), -(10**15)),
        (choice("kind", "radio", "a"), None),
        (choice("kinds", "taglist", "a"), []),
        (day(), None),
        (day(), "2028-02-29"),
        (agreed(), False),
        (people(text()), []),
        (people(text()), [{}]),
    ],
)
def test_what_the_browser_leaves_unset_or_lets_pass_is_valid(component: Json, value: object) -> None:
    key = component.get("key", component.get("path"))
    assert validate(form(component), {key: value}) == []


@pytest.mark.parametrize("data", [None, [], "{}", 7, True, [["business_name", "店"]]])
def test_a_submission_that_is_no_object_is_told(data: object) -> None:
    assert [problem.field for problem in validate(commitment(), data)] == ["form"]


def test_an_unknown_field_is_named_only_where_it_could_not_be_somebodys_data() -> None:
    keys = {"colour": 1, "37990119850312001X": 1, "李示例": 1, "a" * 65: 1, "": 1}
    told = [problem.field for problem in problems_with(**keys)]
    assert told == ["colour", "（未知）", "（未知）", "（未知）", "（未知）"]


def test_a_flood_of_wrong_fields_is_cut_short() -> None:
    assert len(problems_with(**{f"x{number}": 1 for number in range(100_000)})) == 20
    assert len(problems_with(employees=[{}] * 200)) == 100


def test_an_officers_form_is_checked_by_the_same_rules() -> None:
    desk = load_desk_form("department_review")
    gap = {"target": "premises_area", "what": "与图纸不一致", "how": "按实测面积填写"}
    assert validate(desk, {"outcome": "supplement", "opinion": "", "gaps": [gap]}) == []
    assert [problem.field for problem in validate(desk, {"outcome": "undecided"})] == ["outcome"]


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = sorted(load_sample(NEW_COMMITMENT))


@given(changes=st.dictionaries(st.sampled_from(KEYS), HOSTILE, max_size=3), row=st.none() | HOSTILE)
def test_whatever_is_sent_nothing_is_raised_and_no_value_is_repeated(changes: Json, row: object) -> None:
    marked = {key: "标记ZX" + value if isinstance(value, str) else value for key, value in changes.items()}
    data = load_sample(NEW_COMMITMENT) | marked
    if row is not None and isinstance(data["employees"], list):
        data["employees"].append(row)
    before = copy.deepcopy(data)
    told = validate(commitment(), data)
    assert "标记ZX" not in json.dumps([[p.field, p.name, p.reason] for p in told], ensure_ascii=False)
    assert repr(data) == repr(before)


def test_a_submission_nested_without_end_is_told_as_a_wrong_value() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    fields = ("business_name", "premises_area", "food_items", "employees", "sign_start_date")
    assert {
        problem.field.partition("[")[0] for field in fields for problem in problems_with(**{field: nested})
    } == {*fields}
