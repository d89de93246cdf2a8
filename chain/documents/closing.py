"""The closing of a document, after GB/T 9704-2012 (from memory): who issues it and when, with the seals over both.

One body: name and date to the right, the seal over them. Several bodies (联合行文): their names in rows, the leading body first,
each beneath its own seal; no seal touches another or leaves the column, and the one date stands beneath the last name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from chain.certificates.data import chinese_date
from chain.certificates.typesetting import centred, shown, width_of
from chain.documents.page import MOST_ISSUERS, PageData
from chain.documents.sheet import COLUMN, PITCH, SIZE
from chain.ofd.model import Box, Text
from chain.ofd.typeface import Typeface

_SEAL = 40.0
_SEAL_TO_NAME = 0.56
"""Share of the seal's height above the name's baseline: name and date stand below its middle."""
_BETWEEN_SEALS = 4.0
_BETWEEN_NAMES = SIZE / 2
_SMALLER = 14 / 16
"""Names that stand side by side may be set in 4号 before they are set one beneath another."""
_MOST_ABREAST = 3
_MOST_ROWS = MOST_ISSUERS // _MOST_ABREAST


@dataclass(frozen=True, slots=True)
class Closing:
    """Names and date, the seals in the issuers' order, and how many lines of the page they take.

    Places count from the left edge of the column and from the end of the text.
    """

    items: tuple[Text, ...]
    seals: tuple[Box, ...]
    rows: float


def closing_of(data: PageData, face: Typeface) -> Closing:
    """What stands beneath the text of ``data``."""
    issued = chinese_date(data.issued)
    names = [shown(issuer.name, face) for issuer in data.issuers]
    if not names:
        middle = _at_the_right("", issued, face)
        return Closing((centred(issued, middle, PITCH, SIZE, face),), (), 1.3)
    above, pitch, below = _measures(sealed=data.seal is not None)
    grid = _grid(names, issued, face)
    items, seals = list[Text](), list[Box]()
    for name, (row, middle) in zip(names, grid.places, strict=True):
        baseline = (above + row * pitch) * PITCH
        items.append(centred(name, middle, baseline, grid.size, face))
        seals.append(Box(middle - _SEAL / 2, baseline - _SEAL * _SEAL_TO_NAME, _SEAL, _SEAL))
    last_row, last_middle = grid.places[-1]
    items.append(centred(issued, last_middle, items[-1].baseline + PITCH, SIZE, face))
    return Closing(tuple(items), tuple(seals) if data.seal else (), above + last_row * pitch + below)


def _measures(*, sealed: bool) -> tuple[float, float, float]:
    """Lines from the text to the first name, from one row of names to the next, and beneath the last name.

    The first seal begins within one line beneath the text.
    """
    if not sealed:
        return 2.0, 1.0, 1.0
    first = _SEAL * _SEAL_TO_NAME / PITCH + 0.3
    return first, (_SEAL + _BETWEEN_SEALS) / PITCH, _SEAL * (1 - _SEAL_TO_NAME) / PITCH


@dataclass(frozen=True, slots=True)
class _Grid:
    """The size of the names, and for each its row and the middle of its column."""

    size: float
    places: tuple[tuple[int, float], ...]


def _grid(names: Sequence[str], issued: str, face: Typeface) -> _Grid:
    """As many names abreast as go in, the rows alike; a shorter last row ends at the right, where the date stands."""
    longest = max(names, key=lambda name: width_of(name, SIZE, face))
    natural = width_of(longest, SIZE, face)
    abreast = _abreast(len(names), natural)
    room = COLUMN if abreast == 1 else COLUMN / abreast - _BETWEEN_NAMES
    size = min(SIZE, SIZE * room / natural)
    if abreast == 1:
        middle = _at_the_right(longest, issued, face)
        return _Grid(size, tuple((row, middle) for row in range(len(names))))
    rows = ceil(len(names) / abreast)
    free = rows * abreast - len(names)
    cells = [index if index < (rows - 1) * abreast else index + free for index in range(len(names))]
    places = ((cell // abreast, COLUMN * (cell % abreast + 0.5) / abreast) for cell in cells)
    return _Grid(size, tuple(places))


def _abreast(count: int, natural: float) -> int:
    fitting = (
        columns
        for columns in range(_MOST_ABREAST, 1, -1)
        if natural * _SMALLER <= COLUMN / columns - _BETWEEN_NAMES
    )
    columns = min(count, max(next(fitting, 1), ceil(count / _MOST_ROWS)))
    return ceil(count / ceil(count / columns))


def _at_the_right(name: str, issued: str, face: Typeface) -> float:
    """Middle of name and date: the date ends four characters from the right, a longer name at the edge."""
    by_date = COLUMN - 4 * SIZE - width_of(issued, SIZE, face) / 2
    longest = min(width_of(name, SIZE, face), COLUMN)
    return min(by_date, COLUMN - longest / 2)
