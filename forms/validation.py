"""A submission against the one form (or one department's form): every problem, in the order of the form.

The rules are those that the browser applies from the same form-js JSON, and the dictionary's check characters
beside them. Problems name fields and reasons, never values; whatever is sent, nothing is raised.
"""

import re
from collections.abc import Mapping

from chain.errors import FieldProblem
from forms.fields import Field, HasFields
from forms.values import REQUIRED, value_problem

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
        problems += _field_problems(field, data.get(field.key))
    problems += _unknown_problems(data, {field.key for field in form.fields}, "")
    return problems[:_MOST_PROBLEMS]


def _field_problems(field: Field, value: object) -> list[FieldProblem]:
    if field.columns:
        return _table_problems(field, value)
    reason = value_problem(field, value)
    return [FieldProblem(field.key, field.label, reason)] if reason else []


def _table_problems(field: Field, value: object) -> list[FieldProblem]:
    if value is None or value == []:
        return [FieldProblem(field.key, field.label, REQUIRED)] if field.min_rows else []
    if not isinstance(value, list):
        return [FieldProblem(field.key, field.label, "应为明细行的列表。")]
    if len(value) < field.min_rows:
        return [FieldProblem(field.key, field.label, f"至少填写{field.min_rows}行。")]
    if len(value) > field.max_rows:
        return [FieldProblem(field.key, field.label, f"最多填写{field.max_rows}行。")]
    problems: list[FieldProblem] = []
    for number, row in enumerate(value, 1):
        problems += _row_problems(field, number, row)
    return problems


def _row_problems(table: Field, number: int, row: object) -> list[FieldProblem]:
    place = f"{table.key}[{number}]"
    if not isinstance(row, Mapping):
        return [FieldProblem(place, f"{table.label}第{number}行", "应为以列为键的对象。")]
    problems = []
    for column in table.columns:
        reason = value_problem(column, row.get(column.key))
        if reason:
            name = f"{table.label}第{number}行：{column.label}"
            problems.append(FieldProblem(f"{place}.{column.key}", name, reason))
    return problems + _unknown_problems(row, {column.key for column in table.columns}, f"{place}.")


def _unknown_problems(data: Mapping[object, object], known: set[str], place: str) -> list[FieldProblem]:
    unknown = [key for key in data if key not in known]
    return [
        FieldProblem(f"{place}{_safe(key)}", "未知字段", "表单中没有此字段，请删除。")
        for key in unknown[:_MOST_UNKNOWN]
    ]


def _safe(key: object) -> str:
    """An unknown key only where it looks like a field's name: anything else could be somebody's data."""
    return key if isinstance(key, str) and _KEY.fullmatch(key) else "（未知）"
