"""A field with its rules, free of any JSON: what a form asks, and what the one form asks after merging."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from forms.conditions import Expression
from forms.elements import Element

TEXT_LIMIT = {"textfield": 200, "textarea": 2000}
"""Longest text, in characters as the browser counts them, where a form names no limit of its own."""

ROW_LIMIT = 200
"""Most rows of a table where a form names no limit of its own."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A fully anchored pattern and the Chinese sentence for a text that misses it."""

    expression: str
    message: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the value that is stored and the Chinese label that is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence shown before a field, unless its condition hides it."""

    text: str
    hide: Expression | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A data element as one form (or the one form) asks it.

    ``key`` is its name within the form or, for a column, within the row. Lengths are UTF-16 units as the
    browser counts them. ``earliest`` and ``latest`` are days, both allowed. ``notes`` are shown before the field.
    ``columns`` and row limits belong to tables only. ``hide``: when it is not asked at all (``None``: always asked);
    ``optional_when``: when a required field, or a table of at least some rows, may stay empty although it is shown.
    ``component`` is its id in the department's form.
    """

    element: Element
    key: str
    widget: str
    label: str
    description: str = ""
    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimal_digits: int | None = None
    patterns: tuple[Pattern, ...] = ()
    options: tuple[Option, ...] = ()
    columns: tuple["Field", ...] = ()
    min_rows: int = 0
    max_rows: int = ROW_LIMIT
    notes: tuple[Note, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    hide: Expression | None = None
    optional_when: Expression | None = None
    component: str = ""


class HasFields(Protocol):
    """Whatever asks fields: a department's form, an officer's form, the one form."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in reading order."""
        ...


def walk(fields: Sequence[Field]) -> Iterator[Field]:
    """Every field, and after each table its columns."""
    for field in fields:
        yield field
        yield from field.columns
