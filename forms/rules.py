"""The rules and options of one form-js component, checked and typed."""

from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from forms.components import RULES
from forms.elements import Element
from forms.fields import TEXT_LIMIT, Option, Pattern
from forms.patterns import pattern_problem

_LONGEST_TEXT = 10_000
_MOST_OPTIONS = 500
_DEFAULT_DIGITS = 4


class Rules(TypedDict, total=False):
    """The rule members of a field."""

    required: bool
    min_length: int | None
    max_length: int | None
    minimum: Decimal | None
    maximum: Decimal | None
    decimal_digits: int | None
    patterns: tuple[Pattern, ...]
    earliest: date | None
    latest: date | None


def rules_of(component: dict[str, Any], element: Element, found: list[str]) -> Rules:
    """The rules of an input component; what is wrong is appended to ``found`` in Chinese."""
    kind, validate = component["type"], component.get("validate", {})
    if not isinstance(validate, dict):
        found.append("validate 应为对象。")
        return {}
    unknown = sorted(set(validate) - RULES[kind])
    if unknown:
        found.append(f"validate 含有不支持的规则：{'、'.join(unknown)}。")
    required = validate.get("required", False)
    if not isinstance(required, bool):
        found.append("required 应为 true 或 false。")
        required = False
    rules: Rules = {"required": required}
    if kind in TEXT_LIMIT:
        rules |= _text_rules(validate, kind, found)
    elif kind == "number":
        rules |= _number_rules(component, validate, element, found)
    elif kind == "datetime":
        rules |= _date_rules(component, found)
    return rules


def _date_rules(component: dict[str, Any], found: list[str]) -> Rules:
    if component.get("subtype", "date") != "date":
        found.append("日期字段的 subtype 应为 date。")
    earliest, latest = (_day(component, name, found) for name in ("minDate", "maxDate"))
    if earliest and latest and earliest > latest:
        found.append("minDate 不能晚于 maxDate。")
    return {"earliest": earliest, "latest": latest}


def _day(component: dict[str, Any], name: str, found: list[str]) -> date | None:
    text = component.get("properties", {}).get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text if isinstance(text, str) and len(text) == len("2026-01-31") else "")
    except ValueError:
        found.append(f"properties 的 {name} 应为日期，如 2026-01-31。")
        return None


def _text_rules(validate: dict[str, Any], kind: str, found: list[str]) -> Rules:
    shortest, longest = validate.get("minLength", 0), validate.get("maxLength", TEXT_LIMIT[kind])
    if any(isinstance(value, bool) or not isinstance(value, int) for value in (shortest, longest)):
        found.append("minLength、maxLength 应为整数。")
        return {}
    if not 0 <= shortest <= longest <= _LONGEST_TEXT or longest == 0:
        found.append(f"长度应满足 0 ≤ minLength ≤ maxLength，且 maxLength 为1至{_LONGEST_TEXT}。")
    rules: Rules = {"min_length": shortest or None, "max_length": longest}
    expression, message = validate.get("pattern"), validate.get("patternErrorMessage")
    if expression is None:
        return rules
    if not isinstance(expression, str) or not isinstance(message, str) or not message:
        found.append("pattern 应为文本，并须有中文的 patternErrorMessage。")
        return rules
    problem = pattern_problem(expression)
    if problem:
        found.append(problem)
        return rules
    return rules | {"patterns": (Pattern(expression, message),)}


def _number_rules(
    component: dict[str, Any], validate: dict[str, Any], element: Element, found: list[str]
) -> Rules:
    least, most = _number(validate, "min", found), _number(validate, "max", found)
    if least is not None and most is not None and least > most:
        found.append("min 不能大于 max。")
    digits = component.get("decimalDigits", 0 if element.type == "integer" else _DEFAULT_DIGITS)
    if isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= _DEFAULT_DIGITS:
        found.append(f"decimalDigits 应为0至{_DEFAULT_DIGITS}的整数。")
        digits = 0
    elif element.type == "integer" and digits != 0:
        found.append("整数字段的 decimalDigits 应为0。")
    appearance = component.get("appearance", {})
    unit = appearance.get("suffixAdorner", "") if isinstance(appearance, dict) else None
    if unit != element.unit:
        found.append(f"计量单位 suffixAdorner 应与数据元字典一致：{element.unit or '（无）'}。")
    return {"minimum": least, "maximum": most, "decimal_digits": digits}


def _number(validate: dict[str, Any], name: str, found: list[str]) -> Decimal | None:
    value = validate.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 10**15:
        found.append(f"{name} 应为数值。")
        return None
    return Decimal(repr(value))


def options_of(component: dict[str, Any], found: list[str]) -> tuple[Option, ...]:
    """The options of a choice component; what is wrong is appended to ``found`` in Chinese."""
    if component["type"] not in ("radio", "select", "checklist", "taglist"):
        return ()
    values = component.get("values")
    if not isinstance(values, list) or not 1 <= len(values) <= _MOST_OPTIONS:
        found.append(f"values 应为1至{_MOST_OPTIONS}个选项的列表。")
        return ()
    options = [_option(value) for value in values]
    sound = [option for option in options if option]
    if len(sound) < len(options):
        found.append("每个选项应有文本的 label 和 value，且不是表达式。")
    if len({option.value for option in sound}) < len(sound):
        found.append("选项的 value 重复。")
    return tuple(sound)


def _option(entry: object) -> Option | None:
    if not isinstance(entry, dict) or set(entry) != {"label", "value"}:
        return None
    label, value = entry["label"], entry["value"]
    if not isinstance(label, str) or not isinstance(value, str) or not label or not value:
        return None
    return None if label.startswith("=") or "{{" in label else Option(value=value, label=label)
