"""A condition as a Chinese sentence, for whoever fills the form in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.conditions.expression import (
    And,
    Comparison,
    Contains,
    Expression,
    Flag,
    IsFalse,
    Name,
    Not,
    OneOf,
    Or,
    Scalar,
)

if TYPE_CHECKING:
    from forms.fields import Field

_OPERATORS = {"=": "为", "!=": "不为", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}
_DAYS = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}


def sentence(expression: Expression, find: Callable[[Name], "Field | None"]) -> str:
    """The condition in words; ``find`` knows the fields by the condition's names."""
    match expression:
        case And(parts):
            return "，且".join(_inner(part, find) for part in parts)
        case Or(parts):
            return "，或者".join(_inner(part, find) for part in parts)
        case Not(part) | IsFalse(part):
            return f"不属于（{sentence(part, find)}）"
    return _test(expression, find(expression.name))


def _test(test: Flag | Comparison | OneOf | Contains, field: "Field | None") -> str:
    label = f"“{field.label if field else test.name.key}”"
    match test:
        case Flag():
            return f"{label}已勾选"
        case OneOf(literals=literals):
            return f"{label}为{'、'.join(_word(field, each) for each in literals)}之一"
        case Contains(literal=literal):
            return f"{label}包含{_word(field, literal)}"
        case Comparison(literal=None | "", operator=operator):
            return f"{label}{'未填写' if operator == '=' else '已填写'}"
        case Comparison(literal=bool() as literal, operator=operator):
            return f"{label}{'已勾选' if literal == (operator == '=') else '未勾选'}"
        case Comparison(literal=literal, operator=operator):
            words = _DAYS if test.name.type == "date" else _OPERATORS
            return f"{label}{words.get(operator, _OPERATORS[operator])}{_word(field, literal)}"


def _inner(part: Expression, find: Callable[[Name], "Field | None"]) -> str:
    text = sentence(part, find)
    return f"（{text}）" if isinstance(part, And | Or) else text


def _word(field: "Field | None", literal: Scalar) -> str:
    if literal is None:
        return "空"
    if not isinstance(literal, str):
        return f"{literal:f}{field.element.unit if field else ''}" if not isinstance(literal, bool) else "是"
    options = {option.value: option.label for option in field.options} if field else {}
    return f"“{options.get(literal, literal)}”"
