"""Whether any text fits several patterns at once: regular expressions as languages (Brzozowski's derivatives).

Reads what :mod:`forms.patterns` lets a form use. What it does not read (look-ahead) or cannot decide within its budget
counts as possible: a conflict is only told where there is one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

Range = tuple[int, int]

_LAST = 0xFFFF
_BUDGET = 2_000
_LINE_ENDS = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_DIGITS: tuple[Range, ...] = ((0x30, 0x39),)
_WORD: tuple[Range, ...] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_REPEAT = re.compile(r"([*+?])|\{(\d+)(,?)(\d*)\}")


class UnreadError(Exception):
    """A construct that is not read here."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of ranges of code units; without any range it fits nothing."""

    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Sequel:
    """Parts one after the other; without parts the empty text."""

    parts: tuple["Language", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    parts: frozenset["Language"]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same part ``least`` to ``most`` times, ``None`` without end."""

    part: "Language"
    least: int
    most: int | None


Language = Chars | Sequel | Choice | Repeat
_EMPTY = Sequel(())
_NOTHING = Chars(())


@lru_cache(maxsize=1024)
def compatible(expressions: tuple[str, ...], shortest: int, longest: int) -> bool:
    """Whether some text of ``shortest`` to ``longest`` units fits every anchored expression, as far as can be told."""
    try:
        start = tuple(_Reader(expression[1:-1]).whole() for expression in expressions)
    except UnreadError:
        return True
    samples = _samples(start)
    reached: set[tuple[Language, ...]] = {start}
    seen: set[tuple[Language, ...]] = set()
    for length in range(longest + 1):
        if length >= shortest:
            if any(all(map(_nullable, state)) for state in reached):
                return True
            seen |= reached
        reached = {
            step for state in reached for char in samples if _NOTHING not in (step := _after(state, char))
        } - seen
        if not reached:
            return False
        if len(seen) + len(reached) > _BUDGET:
            return True
    return False


def _after(state: tuple[Language, ...], char: int) -> tuple[Language, ...]:
    return tuple(_derived(language, char) for language in state)


def _samples(languages: Sequence[Language]) -> list[int]:
    """One character of each class that the expressions cannot tell apart."""
    edges = {0}
    for language in languages:
        for low, high in _ranges(language):
            edges |= {low, high + 1}
    return sorted(edge for edge in edges if edge <= _LAST)


def _ranges(language: Language) -> Iterator[Range]:
    match language:
        case Chars(ranges):
            yield from ranges
        case Sequel(parts) | Choice(parts):
            for part in parts:
                yield from _ranges(part)
        case Repeat(part):
            yield from _ranges(part)


@lru_cache(maxsize=65536)
def _nullable(language: Language) -> bool:
    match language:
        case Chars():
            return False
        case Sequel(parts):
            return all(map(_nullable, parts))
        case Choice(parts):
            return any(map(_nullable, parts))
        case Repeat(part, least):
            return least == 0 or _nullable(part)


@lru_cache(maxsize=65536)
def _derived(language: Language, char: int) -> Language:
    """What may follow ``char``."""
    match language:
        case Chars(ranges):
            return _EMPTY if any(low <= char <= high for low, high in ranges) else _NOTHING
        case Choice(parts):
            return _choice([_derived(part, char) for part in parts])
        case Repeat(part, least, most):
            fewer = None if most is None else most - 1
            rest = _EMPTY if fewer == 0 else Repeat(part, max(least - 1, 0), fewer)
            return _sequel((_derived(part, char), rest))
        case Sequel(()):
            return _NOTHING
        case Sequel((first, *rest)):
            taken = _sequel((_derived(first, char), *rest))
            return _choice([taken, _derived(_sequel(rest), char)]) if _nullable(first) else taken
    raise AssertionError(language)


def _sequel(parts: Sequence[Language]) -> Language:
    flat: list[Language] = []
    for part in parts:
        if part == _NOTHING:
            return _NOTHING
        flat += part.parts if isinstance(part, Sequel) else (part,)
    return flat[0] if len(flat) == 1 else Sequel(tuple(flat))


def _choice(parts: Sequence[Language]) -> Language:
    flat: set[Language] = set()
    for part in parts:
        flat |= part.parts if isinstance(part, Choice) else {part}
    flat.discard(_NOTHING)
    if len(flat) < 2:
        return next(iter(flat), _NOTHING)
    return Choice(frozenset(flat))


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> Language:
        language = self._choice()
        if self._at < len(self._text):
            raise UnreadError
        return language

    def _choice(self) -> Language:
        parts = [self._sequel()]
        while self._take("|"):
            parts.append(self._sequel())
        return _choice(parts)

    def _sequel(self) -> Language:
        parts: list[Language] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            parts.append(self._repeated(self._atom()))
        return _sequel(parts) if parts else _EMPTY

    def _repeated(self, atom: Language) -> Language:
        found = _REPEAT.match(self._text, self._at)
        if found is None:
            return atom
        self._at = found.end()
        self._take("?")
        if found[1]:
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[found[1]]
        else:
            least = int(found[2])
            most = (int(found[4]) if found[4] else None) if found[3] else least
        return _EMPTY if most == 0 else Repeat(atom, least, most)

    def _atom(self) -> Language:
        char = self._next()
        if char == "(":
            if self._take("?") and not self._take(":"):
                raise UnreadError
            inside = self._choice()
            if not self._take(")"):
                raise UnreadError
            return inside
        if char == "[":
            return Chars(self._class())
        if char == ".":
            return Chars(_without(_LINE_ENDS))
        if char == "\\":
            return Chars(_escaped(self._next()))
        if char in "^$*+?{}":
            raise UnreadError
        return Chars(((ord(char), ord(char)),))

    def _class(self) -> tuple[Range, ...]:
        negated = self._take("^")
        ranges: list[Range] = []
        while not self._take("]"):
            first = self._member()
            if self._text[self._at : self._at + 1] == "-" and self._text[self._at + 1 : self._at + 2] != "]":
                self._at += 1
                first = ((first[0][0], self._member()[0][1]),)
            ranges += first
        return _without(tuple(ranges)) if negated else tuple(ranges)

    def _member(self) -> tuple[Range, ...]:
        char = self._next()
        return _escaped(self._next()) if char == "\\" else ((ord(char), ord(char)),)

    def _next(self) -> str:
        if self._at == len(self._text):
            raise UnreadError
        self._at += 1
        return self._text[self._at - 1]

    def _take(self, char: str) -> bool:
        if self._text[self._at : self._at + 1] == char:
            self._at += 1
            return True
        return False


def _escaped(char: str) -> tuple[Range, ...]:
    classes = {"d": _DIGITS, "D": _without(_DIGITS), "w": _WORD, "W": _without(_WORD)}
    return classes.get(char) or ((ord(char), ord(char)),)


def _without(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    rest, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            rest.append((start, low - 1))
        start = max(start, high + 1)
    return (*rest, (start, _LAST)) if start <= _LAST else tuple(rest)
