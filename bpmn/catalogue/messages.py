"""What a schema says about a wrong value, in the words of a designer."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

_SAYINGS: dict[str, str] = {
    "missing": "缺少此项",
    "extra_forbidden": "没有这一项，请核对名称",
    "string_type": "应为文本（加引号）",
    "string_too_short": "不能为空",
    "string_too_long": "过长，不超过{max_length}个字符",
    "string_pattern_mismatch": "格式不正确，应符合 {pattern}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或者 false",
    "bool_parsing": "应为 true 或者 false",
    "tuple_type": "应为列表",
    "dict_type": "应为表",
    "model_type": "应为表",
    "date_type": "应为日期，例如 2024-01-01",
    "date_from_datetime_parsing": "应为日期，例如 2024-01-01",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "too_short": "至少{min_length}项",
    "literal_error": "只能是 {expected}",
    "enum": "只能是 {expected}",
    "value_error": "{error}",
}


def sentence(error: ValidationError) -> str:
    """Every wrong field with its reason, one after the other."""
    return "；".join(f"{_place(each['loc'])}：{_saying(each)}" for each in error.errors())


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "文件"


def _saying(problem: Mapping[str, Any]) -> str:
    saying = _SAYINGS.get(problem["type"])
    # What is not translated is still exact, only in English.
    return (
        problem["msg"]
        if saying is None
        else saying.format(**problem.get("ctx", {})).replace(" or ", " 或者 ")
    )
