"""form-js components (schema version 19, form-js 1.23) as this room uses them.

What the browser would evaluate and the server cannot judge alike is refused: expressions (FEEL), templates,
conditions, options from data, prefilled, read-only and disabled fields.
"""

from collections.abc import Mapping
from types import MappingProxyType

SCHEMA_VERSION = 19

WIDGETS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "text": frozenset({"textfield", "textarea"}),
        "integer": frozenset({"number"}),
        "number": frozenset({"number"}),
        "date": frozenset({"datetime"}),
        "choice": frozenset({"radio", "select"}),
        "choices": frozenset({"checklist", "taglist"}),
        "flag": frozenset({"checkbox"}),
        "list": frozenset({"dynamiclist"}),
    }
)
"""Type of a data element → the components that may ask it."""

_COMMON = frozenset({"id", "type", "layout", "properties"})
_INPUT = _COMMON | {"key", "label", "description", "validate"}
_GROUP = _COMMON | {"label", "components", "showOutline", "verticalAlignment"}

MEMBERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "textfield": _INPUT,
        "textarea": _INPUT,
        "number": _INPUT | {"decimalDigits", "appearance"},
        "datetime": (_INPUT - {"label"}) | {"subtype", "dateLabel"},
        "radio": _INPUT | {"values"},
        "select": _INPUT | {"values", "searchable"},
        "checklist": _INPUT | {"values"},
        "taglist": _INPUT | {"values"},
        "checkbox": _INPUT,
        "group": _GROUP,
        "dynamiclist": _GROUP
        | {
            "path",
            "isRepeating",
            "allowAddRemove",
            "defaultRepetitions",
            "nonCollapsedItems",
            "disableCollapse",
        },
        "text": _COMMON | {"text"},
        "separator": _COMMON,
        "spacer": _COMMON | {"height"},
    }
)
"""Component type → the members it may carry here."""

RULES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "textfield": frozenset({"required", "minLength", "maxLength", "pattern", "patternErrorMessage"}),
        "textarea": frozenset({"required", "minLength", "maxLength", "pattern", "patternErrorMessage"}),
        "number": frozenset({"required", "min", "max"}),
        "datetime": frozenset({"required"}),
        "radio": frozenset({"required"}),
        "select": frozenset({"required"}),
        "checklist": frozenset({"required"}),
        "taglist": frozenset({"required"}),
        "checkbox": frozenset({"required"}),
    }
)
"""Component type → the rules its ``validate`` may carry here."""
