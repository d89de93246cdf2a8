"""What a benchmark finds: quantities with a sample for each repeat, and ratios of two quantities with their aim."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Aim(StrEnum):
    """Which way a ratio shall lie."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Verdict(StrEnum):
    """Whether the aim of a ratio is met; ``UNKNOWN`` when one of its figures was not measured."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity. ``name`` is a dotted key, unique in a run (``bare.cases_per_second``); ``title`` is Chinese.

    ``samples`` holds one value in ``unit`` for each repeat, in the order they were taken; never empty.
    """

    name: str
    title: str
    unit: str
    samples: tuple[float, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if not self.samples or not all(math.isfinite(sample) for sample in self.samples):
            raise ValueError(f"{self.name} needs finite samples")

    @property
    def median(self) -> float:
        """The middle of the samples."""
        return statistics.median(self.samples)

    def to_json(self) -> dict[str, Any]:
        """The figure with its spread."""
        return {
            "name": self.name,
            "title": self.title,
            "unit": self.unit,
            "min": min(self.samples),
            "median": self.median,
            "max": max(self.samples),
            "samples": list(self.samples),
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Ratio:
    """``numerator`` / ``denominator`` (names of figures) and the ``limit`` it shall keep, by their medians."""

    name: str
    title: str
    numerator: str
    denominator: str
    limit: float
    aim: Aim = Aim.AT_MOST

    def value(self, figures: Mapping[str, Figure]) -> float | None:
        """The ratio of the medians; ``None`` when a figure is missing or the denominator is zero."""
        above, below = figures.get(self.numerator), figures.get(self.denominator)
        if above is None or below is None or below.median == 0:
            return None
        return above.median / below.median

    def spread(self, figures: Mapping[str, Figure]) -> tuple[float, float] | None:
        """Least and greatest ratio of one repeat; ``None`` unless both were measured equally often."""
        above, below = figures.get(self.numerator), figures.get(self.denominator)
        if above is None or below is None or len(above.samples) != len(below.samples) or 0 in below.samples:
            return None
        each = [a / b for a, b in zip(above.samples, below.samples, strict=True)]
        return min(each), max(each)

    def verdict(self, figures: Mapping[str, Figure]) -> Verdict:
        """Whether the aim is met."""
        value = self.value(figures)
        if value is None:
            return Verdict.UNKNOWN
        kept = value <= self.limit if self.aim is Aim.AT_MOST else value >= self.limit
        return Verdict.MET if kept else Verdict.MISSED

    def to_json(self, figures: Mapping[str, Figure]) -> dict[str, Any]:
        """The ratio, its aim and the verdict."""
        spread = self.spread(figures)
        return {
            "name": self.name,
            "title": self.title,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "aim": self.aim.value,
            "limit": self.limit,
            "value": self.value(figures),
            "spread": list(spread) if spread else None,
            "verdict": self.verdict(figures).value,
        }


@dataclass(slots=True)
class Findings:
    """What one part of the benchmark found; ``remarks`` say in Chinese how it was measured or why an aim is missed."""

    figures: list[Figure] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Take over what another part found. Raises ``ValueError`` when a name is taken."""
        known = {figure.name for figure in self.figures}
        if twice := known & {figure.name for figure in other.figures}:
            raise ValueError(f"figures measured twice: {', '.join(sorted(twice))}")
        self.figures += other.figures
        self.ratios += other.ratios
        self.remarks += other.remarks

    def by_name(self) -> dict[str, Figure]:
        """The figures by their names."""
        return {figure.name: figure for figure in self.figures}


class Collector:
    """Gathers the samples of figures over the repeats of one part."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    def sample(self, name: str, title: str, unit: str, value: float, note: str = "") -> None:
        """Add the value of one repeat."""
        before = self._figures.get(name)
        samples = (*before.samples, value) if before else (value,)
        self._figures[name] = Figure(name, title, unit, samples, note)

    def percentiles(
        self, name: str, title: str, unit: str, values: Sequence[float], shares: Iterable[int] = (50, 95, 99)
    ) -> None:
        """Add percentiles of many single values of one repeat as figures ``name.p50`` and so on; none for no values."""
        if values:
            for share in shares:
                self.sample(f"{name}.p{share}", f"{title} p{share}", unit, percentile(values, share))

    @property
    def figures(self) -> list[Figure]:
        """All figures in the order they first came."""
        return list(self._figures.values())


def percentile(values: Sequence[float], share: int) -> float:
    """The ``share``-th percentile (nearest rank): the least value that ``share`` percent do not exceed.

    Raises ``ValueError`` for no values.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]
