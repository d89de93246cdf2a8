"""Cuts an expression into tokens; whatever is not one of them is refused."""

import re
from dataclasses import dataclass

from bpmn.lint.feel.problem import FeelProblem

MAX_LENGTH = 2000

_FORBIDDEN = frozenset(["function", "external", "java"])
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      |(?P<string>"(?:[^"\\]|\\.)*")
      |(?P<number>[0-9]+(?:\.[0-9]+)?)
      |(?P<name>[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*)
      |(?P<mark>\.\.|!=|<=|>=|\*\*|[-+*/=<>()\[\]{},.:@])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is string, number, name, mark or end; ``space`` the white space before it."""

    kind: str
    text: str
    space: str = ""


def tokens(text: str) -> list[Token]:
    """All tokens and one ``end``; raises :class:`FeelProblem`."""
    if len(text) > MAX_LENGTH:
        raise FeelProblem(f"表达式超过 {MAX_LENGTH} 个字符")
    if "java" in text.lower():
        raise FeelProblem("不允许出现 java")
    found: list[Token] = []
    position, space = 0, ""
    while position < len(text):
        match = _TOKEN.match(text, position)
        # A comment is refused with everything unknown: what our reader skips, the engine's might not.
        if match is None or text.startswith(("//", "/*"), position):
            raise FeelProblem(_unreadable(text, position))
        kind, value = match.lastgroup or "", match.group()
        if kind == "name" and value.lower() in _FORBIDDEN:
            raise FeelProblem("不允许定义函数或者引用外部函数")
        if kind == "space":
            space = value
        else:
            found.append(Token(kind, value, space))
            space = ""
        position = match.end()
    return [*found, Token("end", "", space)]


def _unreadable(text: str, position: int) -> str:
    if text[position] == '"':
        return f"第{position + 1}个字符起的文本缺少右引号"
    return f"第{position + 1}个字符处含有不能识别的字符或者注释：{text[position]}"
