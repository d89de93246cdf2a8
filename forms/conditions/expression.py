"""What a condition says, what it comes to for given data, and how it is written in FEEL.

form-js asks feelin for a *unary test* without an input: it hides a field unless the expression is ``false``, so also
where it is ``null`` (an order comparison with an empty field). Logic is three-valued as in FEEL. Measured on feelin 6.1.1.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, Literal

Scalar = str | bool | Decimal | None
Value = bool | None
Operator = Literal["=", "!=", "<", "<=", ">", ">="]
OPERATORS: tuple[Operator, ...] = ("=", "!=", "<=", ">=", "<", ">")

_EMPTY: Mapping[str, Any] = {"text": "", "flag": False, "choices": ()}
"""What form-js puts in place of nothing, by type of element; ``None`` for the others."""

_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Name:
    """A field of the form or, with ``row``, a column of the row at hand (``this.column``); ``type`` is its element's."""

    key: str
    row: bool = False
    type: str = ""

    def value(self, data: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
        """What the field holds as form-js keeps it; a number as the browser computes with it."""
        held = (row if self.row else data).get(self.key)
        if isinstance(held, int | float) and not isinstance(held, bool):
            return float(held) if abs(held) <= _LARGEST else None
        return _EMPTY.get(self.type) if held is None else held


@dataclass(frozen=True, slots=True)
class Flag:
    """A field that is ticked."""

    name: Name


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field against a literal."""

    name: Name
    operator: Operator
    literal: Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field that equals one of several literals."""

    name: Name
    literals: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """A field of several choices that holds one of them."""

    name: Name
    literal: Scalar


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary; unknown stays unknown."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class IsFalse:
    """``not(…)`` as the whole condition: form-js reads it as a negated test, where unknown is not false."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple["Expression", ...]


Expression = Flag | Comparison | OneOf | Contains | Not | IsFalse | And | Or


def hides(expression: Expression, data: Mapping[str, Any], row: Mapping[str, Any] | None = None) -> bool:
    """Whether form-js hides what carries the condition; ``row`` is the table's row at hand."""
    return _value(expression, data, row or {}) is not False


def all_of(*expressions: Expression | None) -> Expression | None:
    """Hides where all of them hide; ``None`` (never hidden) when one of them never hides."""
    known = [each for each in expressions if each is not None]
    return _joined(And, known) if known and len(known) == len(expressions) else None


def any_of(*expressions: Expression | None) -> Expression | None:
    """Hides where one of them hides; ``None`` never hides."""
    known = [each for each in expressions if each is not None]
    return _joined(Or, known) if known else None


def names(expression: Expression) -> Iterator[Name]:
    """Every field the condition refers to."""
    match expression:
        case And(parts) | Or(parts):
            for part in parts:
                yield from names(part)
        case Not(part) | IsFalse(part):
            yield from names(part)
        case _:
            yield expression.name


def mapped(expression: Expression, leaf: Callable[[Expression], Expression]) -> Expression:
    """The same expression with every test of one field replaced."""
    match expression:
        case And(parts):
            return And(tuple(mapped(part, leaf) for part in parts))
        case Or(parts):
            return Or(tuple(mapped(part, leaf) for part in parts))
        case Not(part):
            return Not(mapped(part, leaf))
        case IsFalse(part):
            return IsFalse(mapped(part, leaf))
        case _:
            return leaf(expression)


def to_feel(expression: Expression) -> str:
    """The condition as form-js takes it, ``=`` in front; it never begins with ``not(``."""
    text = _feel(expression)
    return f"=({text})" if isinstance(expression, Not) else f"={text}"


def _joined(kind: type[And] | type[Or], expressions: list[Expression]) -> Expression:
    parts: dict[Expression, None] = {}
    for each in expressions:
        parts.update(dict.fromkeys(each.parts if isinstance(each, kind) else (each,)))
    return kind(tuple(parts)) if len(parts) > 1 else next(iter(parts))


def _value(expression: Expression, data: Mapping[str, Any], row: Mapping[str, Any]) -> Value:
    match expression:
        case And(parts):
            return _all([_value(part, data, row) for part in parts])
        case Or(parts):
            return _negated(_all([_negated(_value(part, data, row)) for part in parts]))
        case Not(part):
            return _negated(_value(part, data, row))
        case IsFalse(part):
            return _value(part, data, row) is False
    return _leaf(expression, expression.name.value(data, row))


def _leaf(expression: Flag | Comparison | OneOf | Contains, held: Any) -> Value:
    match expression:
        case Flag():
            return held if isinstance(held, bool) else None
        case Comparison(operator="=", literal=literal):
            return _equal(held, literal)
        case Comparison(operator="!=", literal=literal):
            return not _equal(held, literal)
        case Comparison(operator=operator, literal=literal):
            return _ordered(held, operator, literal)
        case OneOf(literals=literals):
            return any(_equal(held, literal) for literal in literals)
    return expression.literal in held if isinstance(held, list | tuple) else None


def _all(values: list[Value]) -> Value:
    if False in values:
        return False
    return None if None in values else True


def _negated(value: Value) -> Value:
    return None if value is None else not value


def _equal(held: Any, literal: Scalar) -> bool:
    value = _plain(literal)
    return type(held) is type(value) and bool(held == value)


def _ordered(held: Any, operator: str, literal: Scalar) -> Value:
    value = _plain(literal)
    return bool(_ORDERS[operator](held, value)) if type(held) is type(value) else None


def _plain(literal: Scalar) -> str | bool | float | None:
    return float(literal) if isinstance(literal, Decimal) else literal


_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _feel(expression: Expression) -> str:
    match expression:
        case And(parts):
            return " and ".join(f"({_feel(part)})" for part in parts)
        case Or(parts):
            return " or ".join(f"({_feel(part)})" for part in parts)
        case Not(part):
            return f"not({_feel(part)})"
        case IsFalse(part):
            return f"({_feel(part)}) = false"
    name = f"this.{expression.name.key}" if expression.name.row else expression.name.key
    match expression:
        case Comparison(operator=operator, literal=literal):
            return f"{name} {operator} {literal_text(literal)}"
        case OneOf(literals=literals):
            return f"{name} in ({', '.join(map(literal_text, literals))})"
        case Contains(literal=literal):
            return f"list contains({name}, {literal_text(literal)})"
    return name


def literal_text(literal: Scalar) -> str:
    """A literal as FEEL writes it."""
    if isinstance(literal, str):
        quoted = literal.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"'
    if literal is None:
        return "null"
    return str(literal).lower() if isinstance(literal, bool) else f"{literal:f}"
