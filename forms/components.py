"""form-js components (schema version 19, form-js 1.23) as this room uses them.

What the browser would evaluate and the server cannot judge alike is refused: expressions (FEEL) elsewhere than in
``conditional.hide``, templates, options from data, prefilled, read-only and disabled fields.
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
_INPUT = _COMMON | {"key", "label", "description", "validate", "conditional"}
_GROUP = _COMMON | {"label", "components", "showOutline", "verticalAlignment", "conditional"}

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
        "text": _COMMON | {"text", "conditional"},
        "separator": _COMMON,
        "spacer": _COMMON | {"height"},
    }
)
"""Component type → the members it may carry here."""

INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "defaultValue": "不设默认值，由申请人填写；可以带入的，在数据元字典中登记 prefill。",
        "readonly": "不设只读；带入的内容申请人核对后可以更正。",
        "disabled": "不设禁用；不需要的字段请删除，或者用条件隐藏。",
        "valuesKey": "选项在表单中用 values 逐项列出。",
        "valuesExpression": "选项在表单中用 values 逐项列出。",
        "expression": "不支持计算字段，由申请人填写或者由部门核算。",
        "conditional": "分隔线和空白不设条件；把它与字段放进同一个分组，条件设在分组上。",
        "increment": "用小数位数 decimalDigits 限制精度。",
        "serializeToString": "数值按数值提交，不转为文本。",
        "disallowPassedDates": "日期范围写在 properties 的 minDate、maxDate。",
    }
)
"""Member of a component that may not stand → what to do instead (Chinese)."""

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
