"""The conditions of a form's components, and whether what they refer to is there."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from forms.conditions import ConditionProblem, Expression, Name, bound, names, parse
from forms.fields import Field, HasFields, Note


def condition_of(component: dict[str, Any], found: list[str]) -> Expression | None:
    """What hides a component; what is wrong is appended to ``found`` in Chinese."""
    conditional = component.get("conditional")
    if conditional is None:
        return None
    if not isinstance(conditional, dict) or set(conditional) - {"hide"}:
        found.append("conditional 应为只含 hide 的对象。")
        return None
    hide = conditional.get("hide")
    if hide in (None, ""):
        return None
    try:
        return parse(hide)
    except ConditionProblem as problem:
        found.append(f"条件 hide：{problem}")
        return None


def with_references(fields: Sequence[Field], found: list[tuple[str, str]]) -> tuple[Field, ...]:
    """The fields with their conditions bound to one another; ``found`` gets component id and reason (Chinese)."""
    return tuple(_bound(field, {each.key: each for each in fields}, {}, found) for field in fields)


def _bound(
    field: Field, form: dict[str, Field], row: dict[str, Field], found: list[tuple[str, str]]
) -> Field:
    def find(name: Name) -> Field | None:
        return (row if name.row else form).get(name.key)

    def checked(condition: Expression | None) -> Expression | None:
        if condition is None:
            return None
        try:
            return bound(condition, find)
        except ConditionProblem as problem:
            found.append((field.component, f"条件 hide：{problem}"))
            return None

    columns = {column.key: column for column in field.columns}
    return replace(
        field,
        hide=checked(field.hide),
        notes=tuple(Note(note.text, checked(note.hide)) for note in field.notes),
        columns=tuple(_bound(column, form, columns, found) for column in field.columns),
    )


def dependants(form: HasFields, keys: Collection[str]) -> set[str]:
    """Keys of the fields that may be asked, or no longer be asked, when one of the fields ``keys`` changes."""
    return {field.key for field in form.fields if _looks_at(field, keys)}


def _looks_at(field: Field, keys: Collection[str]) -> bool:
    conditions = [
        condition
        for each in (field, *field.columns)
        for condition in (each.hide, each.optional_when)
        if condition is not None
    ]
    return any(not name.row and name.key in keys for condition in conditions for name in names(condition))
