"""Binding a condition's names to the fields of its form, and its literals to what these fields can hold."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.conditions.expression import (
    Comparison,
    Contains,
    Expression,
    Flag,
    Name,
    OneOf,
    Scalar,
    literal_text,
    mapped,
)
from forms.conditions.parsing import ConditionProblem

if TYPE_CHECKING:
    from forms.fields import Field

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LITERALS = {
    "text": (str, "文本（英文双引号）"),
    "choice": (str, "选项的值（英文双引号）"),
    "choices": (str, "选项的值（英文双引号）"),
    "date": (str, '日期，如 "2026-01-31"'),
    "integer": (Decimal, "数值"),
    "number": (Decimal, "数值"),
    "flag": (bool, "true 或 false"),
}
_ORDERED = frozenset({"integer", "number", "date"})
_NULLABLE = frozenset({"integer", "number", "date", "choice"})


def bound(expression: Expression, find: Callable[[Name], "Field | None"]) -> Expression:
    """The condition with the types of its fields; ``find`` knows the fields it may refer to.

    Raises :class:`ConditionProblem` for a field that is unknown or itself conditional, or a literal it cannot hold.
    """
    return mapped(expression, lambda leaf: _leaf(leaf, find))


def _leaf(leaf: Expression, find: Callable[[Name], "Field | None"]) -> Expression:
    assert isinstance(leaf, Flag | Comparison | OneOf | Contains)  # noqa: S101 - what mapped() hands over
    name = leaf.name
    shown = f"this.{name.key}" if name.row else name.key
    field = find(name)
    if field is None:
        raise ConditionProblem(
            f"条件引用了 {shown}，但它不是本表单的字段。"
            + ("明细表的列写作“this.列”，只能在同一明细表的列上使用。" if name.row else "")
        )
    if field.hide is not None:
        raise ConditionProblem(f"条件引用的 {shown} 自身也有条件；请引用始终显示的字段。")
    kind = field.element.type
    if kind == "list":
        raise ConditionProblem(f"条件不能引用明细表 {shown}。")
    _fits(leaf, kind, shown)
    for literal in _literals(leaf):
        _known(field, literal, shown)
    return replace(leaf, name=replace(name, type=kind))


def _literals(leaf: Expression) -> tuple[Scalar, ...]:
    match leaf:
        case Comparison(literal=literal) | Contains(literal=literal):
            return (literal,)
        case OneOf(literals=literals):
            return literals
    return ()


def _fits(leaf: Expression, kind: str, shown: str) -> None:
    """Whether such a test can be made of a field of that type."""
    match leaf:
        case Flag() if kind != "flag":
            raise ConditionProblem(f"{shown} 不是勾选字段，请写出与什么比较，如 {shown} = …。")
        case Contains() if kind != "choices":
            raise ConditionProblem(
                f"list contains 只用于多选字段；{shown} 写作“{shown} = …”或“{shown} in (…)”。"
            )
        case Comparison() | OneOf() if kind == "choices":
            raise ConditionProblem(f'{shown} 是多选字段，写作 list contains({shown}, "选项")。')
        case Comparison(operator="<" | "<=" | ">" | ">=") if kind not in _ORDERED:
            raise ConditionProblem(f"{shown} 不能比较大小；只有数值和日期可以。")
        case Comparison(operator="<" | "<=" | ">" | ">=", literal=None):
            raise ConditionProblem("null 不能比较大小；判断为空写作“= null”。")


def _known(field: "Field", literal: Scalar, shown: str) -> None:
    kind = field.element.type
    wanted, words = _LITERALS[kind]
    if literal is None:
        if kind not in _NULLABLE:
            empty = {"text": '空文本写作 = ""', "flag": "未勾选写作 = false"}.get(kind, "改写条件")
            raise ConditionProblem(f"{shown} 不会是 null：{empty}。")
        return
    if not isinstance(literal, wanted):
        raise ConditionProblem(f"{shown} 应与{words}比较，不是 {literal_text(literal)}。")
    if kind == "date" and not _is_day(str(literal)):
        raise ConditionProblem(f"{shown} 应与{words}比较，不是 {literal_text(literal)}。")
    if field.options and literal not in {option.value for option in field.options}:
        values = "、".join(option.value for option in field.options[:20])
        raise ConditionProblem(f"{literal_text(literal)} 不是 {shown} 的选项，可选：{values}。")


def _is_day(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
