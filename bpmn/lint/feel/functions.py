"""The functions that an expression may call, with how many arguments. None of them reaches out of the engine."""

from collections.abc import Iterator
from difflib import get_close_matches

from bpmn.lint.feel.tree import Node, calls

_ANY = 1000
_ARGUMENTS: dict[str, tuple[int, int]] = {
    "abs": (1, 1),
    "all": (1, _ANY),
    "any": (1, _ANY),
    "append": (2, _ANY),
    "concatenate": (1, _ANY),
    "contains": (2, 2),
    "count": (1, 1),
    "date": (1, 3),
    "date and time": (1, 2),
    "duration": (1, 1),
    "ends with": (2, 2),
    "get or else": (2, 2),
    "is defined": (1, 1),
    "list contains": (2, 2),
    "lower case": (1, 1),
    "max": (1, _ANY),
    "min": (1, _ANY),
    "not": (1, 1),
    "now": (0, 0),
    "number": (1, 3),
    "starts with": (2, 2),
    "string": (1, 1),
    "string length": (1, 1),
    "substring": (2, 3),
    "sum": (1, _ANY),
    "time": (1, 4),
    "today": (0, 0),
    "upper case": (1, 1),
}
ALLOWED_FUNCTIONS = frozenset(_ARGUMENTS)


def call_problems(tree: Node) -> Iterator[str]:
    """A sentence for each call of a function that is not listed, or with a wrong number of arguments."""
    for call in calls(tree):
        if call.text not in _ARGUMENTS:
            close = get_close_matches(call.text, ALLOWED_FUNCTIONS, 1)
            meant = f"，是否应为 {close[0]}" if close else ""
            yield f"调用了未列入清单的函数 {call.text}{meant}"
            continue
        least, most = _ARGUMENTS[call.text]
        if not least <= len(call.parts) <= most:
            wanted = f"{least}" if least == most else f"{least} 至 {most}" if most < _ANY else f"至少 {least}"
            yield f"函数 {call.text} 需要 {wanted} 个参数，写了 {len(call.parts)} 个"
