"""Conditions of display: which FEEL may stand, and that it means here what it means in the browser."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.conditions import Expression, hides, parse, to_feel
from forms.conditions.expression import (
    And,
    Comparison,
    Contains,
    Flag,
    IsFalse,
    Name,
    Not,
    OneOf,
    Operator,
    Or,
    Scalar,
    mapped,
)
from forms.errors import InvalidForm
from forms.fields import Field
from forms.schema import read_form
from tests.unit.forms.building import (
    age,
    agreed,
    area,
    choice,
    count,
    day,
    dictionary,
    document,
    form,
    hidden,
    people,
    text,
)
from tests.unit.forms.node import Judge

Json = dict[str, Any]
ASKED = (area(), count(), choice("kind", "radio", "a", "b"), choice("kinds", "checklist", "a", "b"), day())
TYPES = {"area": "number", "count": "integer", "kind": "choice", "kinds": "choices", "day": "date"} | {
    "agreed": "flag",
    "number": "text",
}


def last(hide: str, *further: Json) -> Field:
    """The field ``name`` under a condition, in a form that asks one field of each type beside it."""
    return form(*ASKED, agreed(), text("number"), *further, hidden(text(), hide)).fields[-1]


def refusal(*components: Json) -> str:
    with pytest.raises(InvalidForm) as caught:
        read_form(json.dumps(document(*components)).encode(), "sample", dictionary())
    return caught.value.detail


@pytest.mark.parametrize(
    ("hide", "data", "is_hidden"),
    [
        ('=kind = "a"', {"kind": "a"}, True),
        ('=kind = "a"', {"kind": "b"}, False),
        ('=kind = "a"', {}, False),
        ('=kind != "a"', {}, True),
        ("=kind = null", {}, True),
        ("=kind != null", {"kind": "a"}, True),
        ('=kind in ("a", "b")', {"kind": "b"}, True),
        ('=kind in ["a"]', {"kind": "b"}, False),
        ("=area > 300", {"area": 300.5}, True),
        ("=area > 300", {"area": 300}, False),
        ("=area >= 0.1 and area <= 5", {"area": 0.1}, True),
        ("=area = 0.1", {"area": 0.1}, True),
        ("=area > 0.1", {"area": 0.1}, False),
        ("=count in (1, 2)", {"count": 2}, True),
        ("=count = -1", {"count": -1}, True),
        ('=day < "2020-01-01"', {"day": "2019-12-31"}, True),
        ('=day in ("2020-01-01")', {"day": "2020-01-01"}, True),
        ('=list contains(kinds, "a")', {"kinds": ["b", "a"]}, True),
        ('=not(list contains(kinds, "a"))', {}, True),
        ("=agreed", {"agreed": True}, True),
        ("=agreed", {}, False),
        ("=agreed = false", {}, True),
        ('=number = ""', {}, True),
        ('=number != ""', {"number": "x"}, True),
        ('=kind = "a" or kind = "b" and agreed', {"kind": "a"}, True),
        ('=(kind = "a" or kind = "b") and agreed', {"kind": "a"}, False),
        ('= not( kind = "a" )  ', {"kind": "b"}, True),
    ],
)
def test_a_field_is_hidden_where_its_condition_holds(hide: str, data: Json, is_hidden: bool) -> None:
    condition = last(hide).hide
    assert condition is not None
    assert hides(condition, data) is is_hidden


@pytest.mark.parametrize(
    ("hide", "is_hidden"),
    [("=area > 300", True), ("=not(area > 300)", False), ("=agreed or area > 300", True)],
)
def test_comparing_what_is_not_filled_in_hides_as_in_the_browser(
    hide: str, is_hidden: bool, judge: Judge
) -> None:
    condition = last(hide).hide
    assert condition is not None
    assert hides(condition, {}) is is_hidden
    assert judge.hides(hide, {"area": None, "agreed": False}) is is_hidden


@pytest.mark.parametrize(
    ("hide", "reason"),
    [
        ('kind = "a"', "以“=”开头"),
        (7, "以“=”开头"),
        ("=", "没有写完"),
        ("=kind =", "没有写完"),
        ('=kind = "a" and', "没有写完"),
        ('=(kind = "a"', "缺少“)”"),
        ('=kind == "a"', "等于写作“=”"),
        ('=kind = "a" && agreed', "“并且”写作“and”"),
        ('=kind = "a" || agreed', "“或者”写作“or”"),
        ("=!agreed", "否定写作“not(…)”"),
        ("=kind = 'a'", "英文双引号"),
        ("=kind = “a”", "英文双引号"),
        ("=area between 1 and 5", "x >= 1 and x <= 5"),
        ("=area in (1..5)", "x >= 1 and x <= 5"),
        ("=area + 1 > 3", "不支持运算"),
        ("=count(kinds) > 1", "不支持函数 count"),
        ('=contains(number, "x")', "list contains"),
        ('=date("2020-01-01") > day', "日期直接与文本比较"),
        ("=day < today()", "today"),
        ("=if agreed then true else false", "不支持 if"),
        ('=some x in kinds satisfies x = "a"', "不支持 some"),
        ("=kind is null", "= null"),
        ("=area > count", "右边写固定值"),
        ('="a" = kind', "固定值写在右边"),
        ("=true", "固定值写在右边"),
        ("=area > 1.23456", "小数至多4位"),
        ("=area.x > 1", "直接写键"),
        ('=kind in ("a") or agreed', "写作“(kind in (…)) or …”"),
        ("=agreed agreed", "不能理解“agreed”"),
        ("=" + "(" * 40 + "agreed" + ")" * 40, "嵌套不能超过"),
        ("=agreed" + " " * 2000, "不能超过1000个字符"),
        ("=colour = 1", "colour，但它不是本表单的字段"),
        ("=name = 1", "name 自身也有条件"),
        ("=this.area > 1", "this.area，但它不是本表单的字段"),
        ('=kind = "c"', "不是 kind 的选项，可选：a、b"),
        ("=kind = 1", "应与选项的值"),
        ('=kind < "a"', "不能比较大小"),
        ("=area < null", "null 不能比较大小"),
        ('=area = "1"', "应与数值比较"),
        ("=agreed = 1", "应与true 或 false比较"),
        ("=agreed = null", "未勾选写作 = false"),
        ("=number = null", '空文本写作 = ""'),
        ("=kind", "不是勾选字段"),
        ('=kinds = "a"', "list contains(kinds"),
        ('=list contains(kind, "a")', "只用于多选字段"),
        ('=day < "2020-02-30"', "应与日期"),
        ('=day < "now"', "应与日期"),
    ],
)
def test_a_condition_that_may_not_stand_is_refused_with_what_to_write(hide: Any, reason: str) -> None:
    asked = (*ASKED, agreed(), text("number"))
    assert reason in refusal(*asked, text() | {"conditional": {"hide": hide}})


@pytest.mark.parametrize("conditional", [1, {"show": "=agreed"}, {"hide": "=agreed", "then": 1}])
def test_only_hide_may_stand_in_a_condition(conditional: Any) -> None:
    assert "只含 hide" in refusal(agreed(), text() | {"conditional": conditional})


@pytest.mark.parametrize("conditional", [None, {}, {"hide": ""}, {"hide": None}])
def test_what_a_modeler_leaves_behind_is_no_condition(conditional: Any) -> None:
    assert form(agreed(), text() | {"conditional": conditional}).fields[-1].hide is None


def test_a_table_is_not_compared_and_a_column_is_named_within_its_row_only() -> None:
    assert "不能引用明细表 people" in refusal(people(text()), hidden(area(), "=people = null"))
    assert "this.age，但它不是" in refusal(people(age()), hidden(text(), "=this.age > 1"))
    rows = people(age(), hidden(text(), "=this.age >= 18"))
    (table,) = form(rows).fields
    column = table.columns[1].hide
    assert column is not None
    assert [hides(column, {}, {"age": age}) for age in (17, 18)] == [False, True]


def test_a_group_hides_everything_in_it() -> None:
    group = {"id": "Group_1", "type": "group", "label": "组", "components": [hidden(text(), "=area > 5")]}
    note = {"id": "Text_1", "type": "text", "text": "说明"}
    group["components"] = [note, *group["components"]]
    field = form(agreed(), area(), group | {"conditional": {"hide": "=agreed"}}).fields[-1]
    assert field.hide is not None
    assert [hides(field.hide, data) for data in ({"area": 1}, {"area": 6}, {"area": 1, "agreed": True})] == [
        False,
        True,
        True,
    ]
    assert field.notes[0].hide == parse_bound("=agreed")


def parse_bound(hide: str) -> Expression | None:
    return form(agreed(), hidden(text(), hide)).fields[-1].hide


WORDS = ["a", "", 'q"\\', "b c", "男", "a'", "=1"]
NUMBERS = st.integers(-3, 3) | st.integers(-30, 30).map(lambda tenths: tenths / 10)
DAYS = st.dates().map(str)
OPERATORS: st.SearchStrategy[Operator] = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
EQUALITY: st.SearchStrategy[Operator] = st.sampled_from(["=", "!="])
LITERALS: dict[str, st.SearchStrategy[Scalar]] = {
    "text": st.sampled_from(WORDS),
    "choice": st.sampled_from(WORDS),
    "choices": st.sampled_from(WORDS),
    "date": DAYS,
    "integer": st.integers(-3, 3).map(Decimal),
    "number": NUMBERS.map(lambda number: Decimal(repr(number))),
    "flag": st.booleans(),
}
KEPT: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(WORDS),
    "choice": st.none() | st.sampled_from(WORDS),
    "choices": st.lists(st.sampled_from(WORDS), unique=True, max_size=3),
    "date": st.none() | DAYS,
    "integer": st.none() | st.integers(-3, 3),
    "number": st.none() | NUMBERS,
    "flag": st.booleans(),
}
"""What form-js keeps for a field of each type."""


def leaves_about(name: Name) -> st.SearchStrategy[Expression]:
    literals = LITERALS[name.type]
    if name.type == "choices":
        return literals.map(lambda literal: Contains(name, literal))
    one_of: st.SearchStrategy[Expression] = st.lists(literals, min_size=1, max_size=3).map(
        lambda several: OneOf(name, tuple(several))
    )
    compared: st.SearchStrategy[Expression] = st.builds(Comparison, st.just(name), EQUALITY, literals)
    kinds = [one_of, compared]
    if name.type in ("date", "integer", "number"):
        kinds.append(st.builds(Comparison, st.just(name), OPERATORS, literals))
    if name.type in ("date", "integer", "number", "choice"):
        kinds.append(EQUALITY.map(lambda operator: Comparison(name, operator, None)))
    if name.type == "flag":
        kinds.append(st.just(Flag(name)))
    return st.one_of(kinds)


NAMES = st.sampled_from([Name(key, row, kind) for key, kind in TYPES.items() for row in (False, True)])


def joined(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return parts.map(Not) | parts.map(IsFalse) | several.map(And) | several.map(Or)


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(NAMES.flatmap(leaves_about), joined, max_leaves=6)
DATA = st.fixed_dictionaries({key: KEPT[kind] for key, kind in TYPES.items()})


@settings(max_examples=200)
@given(expression=EXPRESSIONS, data=DATA, row=DATA)
def test_feelin_hides_exactly_what_is_hidden_here(
    expression: Expression, data: Json, row: Json, judge: Judge
) -> None:
    assert judge.hides(to_feel(expression), data | {"this": row}) is hides(expression, data, row)


def source(expression: Expression) -> str:
    """FEEL as a designer may write it: no brackets where none are needed, ``not(`` in front where it comes first."""
    match expression:
        case Or(parts):
            return " or ".join(
                f"({source(part)})" if isinstance(part, Or | OneOf) else source(part) for part in parts
            )
        case And(parts):
            return " and ".join(
                f"({source(part)})" if isinstance(part, And | Or | OneOf) else source(part) for part in parts
            )
        case Not(part) | IsFalse(part):
            return f"not({source(part)})"
    return to_feel(expression)[1:]


@settings(max_examples=200)
@given(expression=EXPRESSIONS, data=DATA, row=DATA)
def test_feelin_reads_what_a_designer_writes_as_it_is_read_here(
    expression: Expression, data: Json, row: Json, judge: Judge
) -> None:
    written = f"={source(expression)}"
    read = mapped(parse(written), typed)
    assert judge.hides(written, data | {"this": row}) is hides(read, data, row)


def typed(leaf: Expression) -> Expression:
    assert isinstance(leaf, Flag | Comparison | OneOf | Contains)
    return replace(leaf, name=replace(leaf.name, type=TYPES[leaf.name.key]))


@given(st.text(max_size=40) | st.text(alphabet='abn"=<>()[], .1\\-', max_size=30))
def test_whatever_stands_in_a_condition_it_is_read_or_refused(written: str) -> None:
    conditional = {"conditional": {"hide": f"={written}"}}
    read = b""
    try:
        read = read_form(
            json.dumps(document(*ASKED, text() | conditional)).encode(), "sample", dictionary()
        ).id.encode()
    except InvalidForm as refused:
        read = refused.detail.encode()
    assert read
