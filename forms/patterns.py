"""Patterns that mean the same in the browser's regular expressions and in Python's."""

import re
from collections.abc import Sequence
from functools import lru_cache

from forms.fields import Pattern

_LONGEST = 200
_FOREIGN = re.compile(
    r"\(\?(?![:=!])"  # named groups, flags, look-behind
    r"|[*+?}]\+"  # possessive repeats
    r"|\\(?![dDwW.\\/()\[\]{}|^$*+?-])"  # other classes, back references, code points
    r"|\[\[|--|&&|~~|\|\||\[\^?\]|\{,"  # read in two ways
)
_FOREIGN_PROBLEM = (
    "校验模式 pattern 只能使用浏览器和服务器含义相同的写法，不支持命名分组、反向引用、\\s、\\p、\\u 等。"
)
_ENDLESS_GROUP = re.compile(r"(?<!\\)\)(?:[*+]|\{\d+,\})")


@lru_cache(maxsize=512)
def compiled(expression: str) -> re.Pattern[str]:
    """The expression as the browser reads it: classes such as ``\\d`` mean ASCII only."""
    return re.compile(expression, re.ASCII)


def units(text: str) -> str:
    """The text as the browser counts and matches it: characters beyond the basic plane are two units."""
    if max(text, default="") <= "\uffff":
        return text
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(int.from_bytes(raw[i : i + 2], "little")) for i in range(0, len(raw), 2))


def matches(pattern: Pattern, text: str) -> bool:
    """Whether the whole text fits."""
    return compiled(pattern.expression).fullmatch(units(text)) is not None


def pattern_problem(expression: str) -> str | None:
    """Why an expression cannot be a field's pattern (Chinese), or ``None``."""
    if len(expression) > _LONGEST:
        return f"校验模式 pattern 不能超过{_LONGEST}个字符。"
    if not (expression.startswith("^") and expression.endswith("$") and not expression.endswith("\\$")):
        return "校验模式 pattern 应以 ^ 开头、以 $ 结尾。"
    if _FOREIGN.search(expression):
        return _FOREIGN_PROBLEM
    if _ENDLESS_GROUP.search(expression):
        return "校验模式 pattern 的括号后不能使用 *、+ 或无上限的重复。"
    if _has_open_alternative(expression):
        return "校验模式 pattern 中的“|”应放在括号内。"
    try:
        compiled(expression)
    except (re.error, OverflowError, RecursionError):
        return "校验模式 pattern 不是有效的正则表达式。"
    return None


def joined(patterns: Sequence[Pattern]) -> Pattern | None:
    """One pattern for the browser that a text fits exactly when it fits all of them."""
    if len(patterns) < 2:
        return patterns[0] if patterns else None
    return Pattern(
        expression="".join(f"(?={pattern.expression})" for pattern in patterns),
        message="".join(dict.fromkeys(pattern.message for pattern in patterns)),
    )


def _has_open_alternative(expression: str) -> bool:
    depth, in_class, escaped = 0, False, False
    for char in expression:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            return True
    return False
