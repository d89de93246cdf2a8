"""Which functions a FEEL expression calls: enough of the language to refuse what is not known to be harmless.

Why at all: who may deploy an expression may, through faults of the engine's FEEL library, run code on the engine. So
only listed functions may be called, by name only; functions cannot be defined, and external ones not be named.
"""

import re

ALLOWED_FUNCTIONS = frozenset(
    [
        "abs",
        "all",
        "any",
        "append",
        "concatenate",
        "contains",
        "count",
        "date",
        "date and time",
        "duration",
        "ends with",
        "get or else",
        "is defined",
        "list contains",
        "lower case",
        "max",
        "min",
        "not",
        "now",
        "number",
        "starts with",
        "string",
        "string length",
        "substring",
        "sum",
        "time",
        "today",
        "upper case",
    ]
)
MAX_LENGTH = 2000

_KEYWORDS = frozenset(
    [
        "and",
        "or",
        "in",
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "of",
    ]
)
_FORBIDDEN = frozenset(["function", "external", "java"])
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      |(?P<string>"(?:[^"\\]|\\.)*")
      |(?P<number>\d+(?:\.\d+)?)
      |(?P<name>[^\W\d]\w*)
      |(?P<mark>\.\.|!=|<=|>=|\*\*|[-+*/=<>()\[\]{},.:?@])""",
    re.VERBOSE,
)


class FeelProblem(Exception):
    """Why an expression is refused: ``reason`` in Chinese. Never leaves the deploy check."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def functions_called(text: str) -> set[str]:
    """Names of the functions that the expression (without leading ``=``) calls; raises :class:`FeelProblem`."""
    tokens = _tokens(text)
    called: set[str] = set()
    for index, (kind, value) in enumerate(tokens):
        if kind == "name" and value.lower() in _FORBIDDEN:
            raise FeelProblem("不允许定义函数或者引用外部函数")
        if value != "(" or index == 0:
            continue
        before_kind, before = tokens[index - 1]
        if before in (")", "]", "}") or before_kind == "string":
            raise FeelProblem("只允许按名称调用函数")
        if before_kind == "name" and before not in _KEYWORDS:
            called.add(_function_name(tokens, index))
    return called


def _function_name(tokens: list[tuple[str, str]], bracket: int) -> str:
    """The name before the bracket: a listed phrase such as ``date and time``, else the last word."""
    for words in (3, 2):
        phrase = [value for kind, value in tokens[max(bracket - words, 0) : bracket] if kind == "name"]
        if len(phrase) == words and " ".join(phrase) in ALLOWED_FUNCTIONS:
            return " ".join(phrase)
    if bracket >= 2 and tokens[bracket - 2][1] == ".":
        raise FeelProblem("不允许调用对象中的函数")
    return tokens[bracket - 1][1]


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > MAX_LENGTH:
        raise FeelProblem(f"表达式超过 {MAX_LENGTH} 个字符")
    if "java" in text.lower():
        raise FeelProblem("不允许出现 java")
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        # A comment is refused with everything unknown: what our reader skips, the engine's might not.
        if match is None or text.startswith(("//", "/*"), position):
            raise FeelProblem("含有不能识别的字符或者注释")
        if match.lastgroup != "space":
            tokens.append((match.lastgroup or "", match.group()))
        position = match.end()
    return tokens
