"""The small language in which a type says what stands on its certificates: form fields in braces, optional parts in brackets.

``{premises_address}`` is the value as people read it, ``{premises_area:平方米}`` a number with its unit, ``{issued}`` the
day of issue. ``[（{catering_type}）]`` is left out where something in it is empty.
"""

import re
from collections.abc import Callable, Iterator

Reading = Callable[[str, str], str]
"""What a field (its key and unit, ``""`` for none) says; ``""`` where it says nothing."""

ISSUED = "issued"
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?::([^{}\[\]]+))?\}")
_LEFT_OVER = re.compile(r"[{}\[\]]")


def keys_of(wording: str) -> set[str]:
    """The form fields that ``wording`` names. Raises ``ValueError`` where its braces or brackets do not pair."""
    plain = _PLACE.sub("", _OPTIONAL.sub(r"\1", wording))
    if _LEFT_OVER.search(plain):
        raise ValueError(f"“{wording}”中的括号不成对，或者内容项的写法不正确")
    return {key for key, _ in _PLACE.findall(wording)} - {ISSUED}


def say(wording: str, read: Reading) -> str:
    """``wording`` with what its fields say. What they say is set as it is, never read as a place again."""
    return "".join(_parts(wording, read))


def _parts(wording: str, read: Reading) -> Iterator[str]:
    end = 0
    for optional in _OPTIONAL.finditer(wording):
        yield _said(wording[end : optional.start()], read)
        inside = optional[1]
        if all(read(key, unit) for key, unit in _PLACE.findall(inside)):
            yield _said(inside, read)
        end = optional.end()
    yield _said(wording[end:], read)


def _said(text: str, read: Reading) -> str:
    return _PLACE.sub(lambda place: read(place[1], place[2] or ""), text)
