"""Merged fields as form-js JSON, grouped under Chinese headings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from forms.components import SCHEMA_VERSION
from forms.fields import Field
from forms.patterns import joined

Provenance = Mapping[str, tuple[str, ...]]


def render(fields: Sequence[Field], provenance: Provenance, groups: Mapping[str, str]) -> dict[str, Any]:
    """form-js JSON of fields sorted by group; ``properties.items`` names the items of each, by comma."""
    return {
        "type": "default",
        "id": "one_form",
        "schemaVersion": SCHEMA_VERSION,
        "components": [
            {
                "id": f"Group_{group}",
                "type": "group",
                "label": groups[group],
                "showOutline": True,
                "components": [part for field in members for part in _with_notes(field, provenance)],
            }
            for group, members in groupby(fields, key=lambda field: field.element.group)
        ],
    }


def _with_notes(field: Field, provenance: Provenance) -> list[dict[str, Any]]:
    notes = [
        {"id": f"Text_{field.key}_{number}", "type": "text", "text": text}
        for number, text in enumerate(field.notes, 1)
    ]
    return [*notes, _component(field, provenance)]


def _component(field: Field, provenance: Provenance) -> dict[str, Any]:
    path = field.element.key
    component: dict[str, Any] = {
        "id": f"Field_{path.replace('.', '-')}",
        "type": field.widget,
        "dateLabel" if field.widget == "datetime" else "label": field.label,
        "properties": {"items": ",".join(provenance[path])},
    }
    if field.widget == "dynamiclist":
        return component | _table(field, provenance)
    component["key"] = field.key
    if field.description:
        component["description"] = field.description
    if field.options:
        component["values"] = [{"label": option.label, "value": option.value} for option in field.options]
    if field.widget == "datetime":
        component["subtype"] = "date"
    if field.decimal_digits is not None:
        component["decimalDigits"] = field.decimal_digits
    if field.element.unit:
        component["appearance"] = {"suffixAdorner": field.element.unit}
    rules = _rules(field)
    return component | {"validate": rules} if rules else component


def _table(field: Field, provenance: Provenance) -> dict[str, Any]:
    limits = {"minRows": str(field.min_rows), "maxRows": str(field.max_rows)}
    return {
        "path": field.key,
        "showOutline": True,
        "isRepeating": True,
        "allowAddRemove": True,
        "defaultRepetitions": field.min_rows,
        "properties": {"items": ",".join(provenance[field.key])} | limits,
        "components": [_component(column, provenance) for column in field.columns],
    }


def _rules(field: Field) -> dict[str, Any]:
    pattern = joined(field.patterns)
    rules = {
        "required": field.required or None,
        "minLength": field.min_length,
        "maxLength": field.max_length,
        "min": _plain(field.minimum),
        "max": _plain(field.maximum),
        "pattern": pattern.expression if pattern else None,
        "patternErrorMessage": pattern.message if pattern else None,
    }
    return {name: value for name, value in rules.items() if value is not None}


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
