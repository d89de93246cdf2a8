"""Abbreviated path data (GB/T 33190-2016, 9.1) as polylines; arcs (``A``) are drawn as their chord."""

from collections.abc import Iterator
from itertools import pairwise

from chain.ofd.errors import MalformedOfd

Point = tuple[float, float]
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_CURVE_STEPS = 12
_FARTHEST = 1e6


def polylines(path: str) -> list[list[Point]]:
    """The subpaths; a closed one ends at its first point. Raises :class:`MalformedOfd`."""
    lines: list[list[Point]] = []
    for operator, values in _operations(path.split()):
        points = list(zip(values[0::2], values[1::2], strict=False))
        if operator in "SM":
            lines.append(points)
        elif not lines:
            raise MalformedOfd("OFD文件内的图形路径无法解析。")
        elif operator == "C":
            lines[-1].append(lines[-1][0])
        elif operator == "L":
            lines[-1].extend(points)
        elif operator == "A":
            lines[-1].append((values[5], values[6]))
        else:
            lines[-1].extend(_curve([lines[-1][-1], *points]))
    return lines


def _operations(tokens: list[str]) -> Iterator[tuple[str, list[float]]]:
    position = 0
    while position < len(tokens):
        operator = tokens[position]
        count = _ARGUMENTS.get(operator)
        if count is None or position + count >= len(tokens) + (count == 0):
            raise MalformedOfd("OFD文件内的图形路径无法解析。")
        try:
            values = [float(token) for token in tokens[position + 1 : position + 1 + count]]
        except ValueError as error:
            raise MalformedOfd("OFD文件内的图形路径无法解析。") from error
        if not all(abs(value) < _FARTHEST for value in values):
            raise MalformedOfd("OFD文件内的数值超出范围。")
        yield operator, values
        position += 1 + count


def _curve(control: list[Point]) -> Iterator[Point]:
    """Points on a Bézier curve of any degree, its start left out (de Casteljau)."""
    for step in range(1, _CURVE_STEPS + 1):
        t = step / _CURVE_STEPS
        points = control
        while len(points) > 1:
            points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(points)]
        yield points[0]
