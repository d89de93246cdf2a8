"""A submission against the one form (or one department's form): every problem, in the order of the form.

The rules are those that the browser applies from the same form-js JSON, and the dictionary's check characters
beside them. What a condition hides is not required and may not be filled in: form-js does not submit it either.
Problems name fields and reasons, never values; whatever is sent, nothing is raised.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chain.errors import FieldProblem
from forms.conditions import hides
from forms.fields import Field, HasFields
from forms.values import REQUIRED, absent, value_problem

HIDDEN = "按所填内容，此项无需填写，请删除。"
_MOST_PROBLEMS = 100
_MOST_UNKNOWN = 20
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")


def validate(form: HasFields, data: object) -> list[FieldProblem]:
    """All problems of ``data`` (a JSON object as parsed), at most 100; empty when it may be submitted.

    ``field`` of a problem is the data element's key; in a table ``<table>[<row from 1>].<column>``.
    """
    if not isinstance(data, Mapping):
        return [FieldProblem("form", "表单", "应为以字段为键的对象。")]
    problems: list[FieldProblem] = []
    for field in form.fields:
        problems += _field_problems(field, data)
    problems += _unknown_problems(data, {field.key for field in form.fields}, "")
    return problems[:_MOST_PROBLEMS]


def _field_problems(field: Field, data: Mapping[str, Any]) -> list[FieldProblem]:
    value = data.get(field.key)
    if field.hide is not None and hides(field.hide, data):
        return [] if absent(field.element.type, value) else [FieldProblem(field.key, field.label, HIDDEN)]
    asked = _as_asked(field, data, {})
    if field.columns:
        return _table_problems(asked, value, data)
    reason = value_problem(asked, value)
    return [FieldProblem(field.key, field.label, reason)] if reason else []


def _as_asked(field: Field, data: Mapping[str, Any], row: Mapping[str, Any]) -> Field:
    """The field without its requirement where it may stay empty."""
    if field.optional_when is None or not hides(field.optional_when, data, row):
        return field
    return replace(field, required=False)


def _table_problems(field: Field, value: object, data: Mapping[str, Any]) -> list[FieldProblem]:
    if value is None or value == []:
        return [FieldProblem(field.key, field.label, REQUIRED)] if field.required else []
    if not isinstance(value, list):
        return [FieldProblem(field.key, field.label, "应为明细行的列表。")]
    if len(value) < field.min_rows:
        return [FieldProblem(field.key, field.label, f"至少填写{field.min_rows}行。")]
    if len(value) > field.max_rows:
        return [FieldProblem(field.key, field.label, f"最多填写{field.max_rows}行。")]
    problems: list[FieldProblem] = []
    for number, row in enumerate(value, 1):
        problems += _row_problems(field, number, row, data)
    return problems


def _row_problems(table: Field, number: int, row: object, data: Mapping[str, Any]) -> list[FieldProblem]:
    place = f"{table.key}[{number}]"
    if not isinstance(row, Mapping):
        return [FieldProblem(place, f"{table.label}第{number}行", "应为以列为键的对象。")]
    problems = []
    for column in table.columns:
        reason = _column_problem(column, row, data)
        if reason:
            name = f"{table.label}第{number}行：{column.label}"
            problems.append(FieldProblem(f"{place}.{column.key}", name, reason))
    return problems + _unknown_problems(row, {column.key for column in table.columns}, f"{place}.")


def _column_problem(column: Field, row: Mapping[str, Any], data: Mapping[str, Any]) -> str | None:
    value = row.get(column.key)
    if column.hide is not None and hides(column.hide, data, row):
        return None if absent(column.element.type, value) else HIDDEN
    return value_problem(_as_asked(column, data, row), value)


def _unknown_problems(data: Mapping[object, object], known: set[str], place: str) -> list[FieldProblem]:
    unknown = [key for key in data if key not in known]
    return [
        FieldProblem(f"{place}{_safe(key)}", "未知字段", "表单中没有此字段，请删除。")
        for key in unknown[:_MOST_UNKNOWN]
    ]


def _safe(key: object) -> str:
    """An unknown key only where it looks like a field's name: anything else could be somebody's data."""
    return key if isinstance(key, str) and _KEY.fullmatch(key) else "（未知）"
