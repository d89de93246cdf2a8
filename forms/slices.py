"""Cutting a department's slice: the inverse of merging. A department sees exactly what its own form asks."""

import copy
from collections.abc import Mapping
from typing import Any

from forms.fields import Field, HasFields
from forms.schema import load_form


def slice_for(form_key: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a submission that the form asks, no more; raises :class:`~forms.errors.UnknownForm`.

    ``data`` is a valid submission of a one form that this form is part of. Fields left out stay out. The
    result shares nothing with ``data``.
    """
    return cut(load_form(form_key), data)


def cut(form: HasFields, data: Mapping[str, Any]) -> dict[str, Any]:
    """The part of ``data`` that a form asks, a table's rows cut to its columns; see :func:`slice_for`."""
    return {field.key: _part(field, data[field.key]) for field in form.fields if field.key in data}


def _part(field: Field, value: Any) -> Any:
    if not field.columns:
        return copy.deepcopy(value)
    rows = value if isinstance(value, list) else []
    columns = field.columns
    return [
        {column.key: copy.deepcopy(row[column.key]) for column in columns if column.key in row}
        for row in rows
        if isinstance(row, Mapping)
    ]
