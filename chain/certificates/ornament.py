"""The ornamental frame: lines, an interlaced band and corner rosettes, drawn as paths in gold and red."""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache

from chain.ofd.model import Box, Colour, Shape

Point = tuple[float, float]

GOLD: Colour = (176, 134, 58)
PALE_GOLD: Colour = (222, 199, 150)
RED: Colour = (180, 30, 36)
PAPER: Colour = (255, 252, 243)
_CREAM: Colour = (247, 238, 216)
_BAND = 7.0
_WAVE = 6.0
_CORNER = 11.0


@lru_cache(maxsize=64)
def frame(width: float, height: float, margin: float) -> tuple[Shape, ...]:
    """Paper tint, double outer line, interlaced band, inner line, a rosette in each corner and one in the
    ground. The same for every certificate of a template: drawn once.
    """
    return tuple(_frame(width, height, margin))


def _frame(width: float, height: float, margin: float) -> Iterator[Shape]:
    outer = Box(margin, margin, width - 2 * margin, height - 2 * margin)
    yield Shape(rectangle(Box(0, 0, width, height)), fill=PAPER)
    yield from _ground(width / 2, height / 2, min(width, height) * 0.3)
    yield Shape(rectangle(outer), stroke=GOLD, line_width=0.9)
    yield Shape(rectangle(_inset(outer, 1.4)), stroke=GOLD, line_width=0.25)
    for phase, colour in ((0.0, GOLD), (0.5, GOLD), (0.25, PALE_GOLD), (0.75, PALE_GOLD)):
        yield Shape(_band(_inset(outer, 1.6 + _BAND / 2), phase), stroke=colour, line_width=0.28)
    yield Shape(rectangle(_inset(outer, 1.8 + _BAND)), stroke=GOLD, line_width=0.25)
    yield Shape(rectangle(_inset(outer, 2.8 + _BAND)), stroke=RED, line_width=0.4)
    yield from _corners(_inset(outer, 1.6 + _BAND / 2))


def rectangle(box: Box) -> str:
    """The path of a rectangle."""
    right, bottom = box.x + box.width, box.y + box.height
    return _path([(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom)]) + " C"


def divider(x: float, y: float, length: float) -> Iterator[Shape]:
    """A red line with a gold lozenge in its middle, under a title."""
    middle = x + length / 2
    yield Shape(f"M {x:g} {y:g} L {middle - 4:g} {y:g}", stroke=RED, line_width=0.35)
    yield Shape(f"M {middle + 4:g} {y:g} L {x + length:g} {y:g}", stroke=RED, line_width=0.35)
    lozenge = [(middle - 2.4, y), (middle, y - 1.2), (middle + 2.4, y), (middle, y + 1.2)]
    yield Shape(_path(lozenge) + " C", fill=GOLD)


def _inset(box: Box, by: float) -> Box:
    return Box(box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by)


def _band(box: Box, phase: float) -> str:
    """Waves along the four sides; their number on a side is whole, so that the corners meet."""
    right, bottom = box.x + box.width, box.y + box.height
    sides = [
        _wave(box.x, right, lambda t, d: (t, box.y + d), phase),
        _wave(box.x, right, lambda t, d: (t, bottom + d), phase),
        _wave(box.y, bottom, lambda t, d: (box.x + d, t), phase),
        _wave(box.y, bottom, lambda t, d: (right + d, t), phase),
    ]
    return " ".join(sides)


def _wave(start: float, end: float, place: Callable[[float, float], Point], phase: float) -> str:
    count = max(1, round((end - start) / _WAVE))
    steps = count * 12
    points = []
    for step in range(steps + 1):
        along = step / steps
        offset = math.sin(2 * math.pi * (along * count + phase)) * _BAND * 0.42
        points.append(place(start + (end - start) * along, offset))
    return _path(points)


def _corners(box: Box) -> Iterator[Shape]:
    for x in (box.x, box.x + box.width):
        for y in (box.y, box.y + box.height):
            square = Box(x - _CORNER / 2, y - _CORNER / 2, _CORNER, _CORNER)
            yield Shape(rectangle(square), fill=PAPER, stroke=GOLD, line_width=0.6)
            yield Shape(_rosette(x, y, _CORNER * 0.42, 8), stroke=RED, line_width=0.3)
            yield Shape(_rosette(x, y, _CORNER * 0.26, 4), stroke=GOLD, line_width=0.3)


def _ground(x: float, y: float, radius: float) -> Iterator[Shape]:
    for share, petals in ((1.0, 12), (0.8, 10), (0.6, 8)):
        yield Shape(_rosette(x, y, radius * share, petals), stroke=_CREAM, line_width=0.5)


def _rosette(x: float, y: float, radius: float, petals: int) -> str:
    steps = petals * 24
    points = []
    for step in range(steps + 1):
        angle = 2 * math.pi * step / steps
        distance = radius * (0.62 + 0.38 * math.cos(petals * angle))
        points.append((x + distance * math.sin(angle), y - distance * math.cos(angle)))
    return _path(points)


def _path(points: list[Point]) -> str:
    (x, y), *rest = points
    return f"M {x:.2f} {y:.2f} " + " ".join(f"L {px:.2f} {py:.2f}" for px, py in rest)
