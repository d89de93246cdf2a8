"""Cutting a department's slice: the inverse of merging. A department sees exactly what its own form asks."""

import copy
from collections.abc import Mapping
from typing import Any

from forms.conditions import hides
from forms.fields import Field, HasFields
from forms.schema import load_form


def slice_for(form_key: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a submission that the form asks, no more; raises :class:`~forms.errors.UnknownForm`.

    ``data`` is a valid submission of a one form that this form is part of. Fields left out stay out, and so does what
    this form's own conditions hide, though another item asked it. The result shares nothing with ``data``.
    """
    return cut(load_form(form_key), data)


def cut(form: HasFields, data: Mapping[str, Any]) -> dict[str, Any]:
    """The part of ``data`` that a form already read asks, its own conditions applied; see :func:`slice_for`."""
    return {
        field.key: _part(field, data[field.key], data)
        for field in form.fields
        if field.key in data and not (field.hide is not None and hides(field.hide, data))
    }


def _part(field: Field, value: Any, data: Mapping[str, Any]) -> Any:
    if not field.columns:
        return copy.deepcopy(value)
    rows = value if isinstance(value, list) else []
    return [_row(field.columns, row, data) for row in rows if isinstance(row, Mapping)]


def _row(columns: tuple[Field, ...], row: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column.key: copy.deepcopy(row[column.key])
        for column in columns
        if column.key in row and not (column.hide is not None and hides(column.hide, data, row))
    }
