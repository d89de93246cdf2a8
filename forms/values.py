"""One value against one field: the sentence that says what is wrong with it, never the value itself."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from chain.identifiers import resident_id_problem, uscc_problem
from forms.fields import Field
from forms.patterns import matches, units

_LARGEST_NUMBER = 10**15
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_LINE_BREAK = re.compile(r"[\r\n\t]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_YEARS = range(1900, 2201)
_SPACES_AROUND = 100
"""Spaces around a text do not count, as in the browser, up to this many."""
_EMPTY_TEXT = frozenset({"text", "date", "choice"})

REQUIRED = "此项必填。"


def _mobile_problem(text: str) -> str | None:
    return None if _MOBILE.fullmatch(text) else "手机号码应为11位数字，以13至19开头。"


_RULES: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {"uscc": uscc_problem, "resident_id": resident_id_problem, "mobile": _mobile_problem}
)


def value_problem(field: Field, value: object) -> str | None:
    """What is wrong with the value of a field that is not a table (Chinese), or ``None``."""
    if absent(field.element.type, value):
        return REQUIRED if field.required else None
    return _CHECKS[field.element.type](field, value)


def absent(kind: str, value: object) -> bool:
    """Unset as the browser leaves it: nothing, an empty text, no choice."""
    if kind in ("choices", "list"):
        return value is None or value == []
    return value is None or (kind in _EMPTY_TEXT and value == "")


def _text_problem(field: Field, value: object) -> str | None:
    if not isinstance(value, str):
        return "应填写文本。"
    limit = field.max_length
    if limit is not None and (len(value) > limit + _SPACES_AROUND or len(units(value.strip())) > limit):
        return f"不能超过{limit}个字。"
    if _CONTROL.search(value) or (field.widget != "textarea" and _LINE_BREAK.search(value)):
        return "含有不可见的控制字符或换行，请删除后重新填写。"
    if not value.strip():
        return "不能只填写空格。"
    if field.min_length is not None and len(units(value.strip())) < field.min_length:
        return f"不能少于{field.min_length}个字。"
    for pattern in field.patterns:
        if not matches(pattern, value):
            return pattern.message
    rule = _RULES.get(field.element.rule)
    return rule(value) if rule else None


def _number_problem(field: Field, value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "应填写数值。"
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) > _LARGEST_NUMBER:
        return "数值超出范围。"
    number = Decimal(repr(value)).normalize()
    digits = field.decimal_digits
    exponent = number.as_tuple().exponent
    if digits is not None and isinstance(exponent, int) and -exponent > digits:
        return f"最多保留{digits}位小数。" if digits else "应填写整数。"
    if field.minimum is not None and number < field.minimum:
        return f"不能小于{field.minimum}{field.element.unit}。"
    if field.maximum is not None and number > field.maximum:
        return f"不能大于{field.maximum}{field.element.unit}。"
    return None


def _date_problem(field: Field, value: object) -> str | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return "日期应写作“年-月-日”，如2026-01-31。"
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "日期不存在，请核对。"
    if day.year not in _YEARS:
        return "日期不合理，请核对。"
    if field.earliest is not None and day < field.earliest:
        return f"不能早于{field.earliest}。"
    if field.latest is not None and day > field.latest:
        return f"不能晚于{field.latest}。"
    return None


def _choice_problem(field: Field, value: object) -> str | None:
    known = any(option.value == value for option in field.options)
    return None if isinstance(value, str) and known else "请从所列选项中选择一项。"


def _choices_problem(field: Field, value: object) -> str | None:
    if not isinstance(value, list):
        return "请从所列选项中选择。"
    if len(value) > len(field.options):
        return "所选的项过多或有重复。"
    if any(_choice_problem(field, entry) for entry in value):
        return "请从所列选项中选择。"
    return None if len(set(value)) == len(value) else "所选的项过多或有重复。"


def _flag_problem(field: Field, value: object) -> str | None:
    if not isinstance(value, bool):
        return "应为勾选或不勾选。"
    return "须勾选此项。" if field.required and not value else None


_CHECKS: Mapping[str, Callable[[Field, object], str | None]] = MappingProxyType(
    {
        "text": _text_problem,
        "integer": _number_problem,
        "number": _number_problem,
        "date": _date_problem,
        "choice": _choice_problem,
        "choices": _choices_problem,
        "flag": _flag_problem,
    }
)
