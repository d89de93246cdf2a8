"""Merged fields as form-js JSON, grouped under Chinese headings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from forms.components import SCHEMA_VERSION
from forms.conditions import Expression, Name, sentence, to_feel
from forms.fields import Field
from forms.patterns import joined

Provenance = Mapping[str, tuple[str, ...]]


def render(fields: Sequence[Field], provenance: Provenance, groups: Mapping[str, str]) -> dict[str, Any]:
    """form-js JSON of fields sorted by group; ``properties.items`` names the items of each, by comma.

    What form-js has no rule for stands in ``properties`` too: ``optionalWhen`` (FEEL, as ``hide``), row and date limits.
    """
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
                "components": [part for field in members for part in _with_notes(field, provenance, fields)],
            }
            for group, members in groupby(fields, key=lambda field: field.element.group)
        ],
    }


def _with_notes(field: Field, provenance: Provenance, form: Sequence[Field]) -> list[dict[str, Any]]:
    notes = [
        {"id": f"Text_{field.key}_{number}", "type": "text", "text": note.text} | _conditional(note.hide)
        for number, note in enumerate(field.notes, 1)
    ]
    return [*notes, _component(field, provenance, form)]


def _conditional(hide: Expression | None) -> dict[str, Any]:
    return {} if hide is None else {"conditional": {"hide": to_feel(hide)}}


def _component(
    field: Field, provenance: Provenance, form: Sequence[Field], row: Sequence[Field] = ()
) -> dict[str, Any]:
    """``form`` holds the fields that a condition may name, ``row`` those that it names ``this.…``."""
    path = field.element.key
    component: dict[str, Any] = {
        "id": f"Field_{path.replace('.', '-')}",
        "type": field.widget,
        "dateLabel" if field.widget == "datetime" else "label": field.label,
        "properties": {"items": ",".join(provenance[path])} | _own_rules(field),
    } | _conditional(field.hide)
    if field.widget == "dynamiclist":
        return component | _table(field, provenance, form)
    component["key"] = field.key
    description = "；".join(filter(None, (field.description, _when_optional(field, form, row))))
    if description:
        component["description"] = description
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


def _own_rules(field: Field) -> dict[str, str]:
    rules = {
        "optionalWhen": to_feel(field.optional_when) if field.optional_when else None,
        "minDate": str(field.earliest) if field.earliest else None,
        "maxDate": str(field.latest) if field.latest else None,
    }
    if field.widget == "dynamiclist":
        rules |= {"minRows": str(field.min_rows), "maxRows": str(field.max_rows)}
    return {name: text for name, text in rules.items() if text is not None}


def _when_optional(field: Field, form: Sequence[Field], row: Sequence[Field]) -> str:
    """Said to the applicant where some items require what others do not."""
    if field.optional_when is None:
        return ""

    def find(name: Name) -> Field | None:
        return next((each for each in (row if name.row else form) if each.key == name.key), None)

    return f"{sentence(field.optional_when, find)}时可以不填，其他情形必填"


def _table(field: Field, provenance: Provenance, form: Sequence[Field]) -> dict[str, Any]:
    return {
        "path": field.key,
        "showOutline": True,
        "isRepeating": True,
        "allowAddRemove": True,
        "defaultRepetitions": field.min_rows,
        "components": [_component(column, provenance, form, field.columns) for column in field.columns],
    }


def _rules(field: Field) -> dict[str, Any]:
    pattern = joined(field.patterns)
    rules = {
        "required": (field.required and field.optional_when is None) or None,
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
