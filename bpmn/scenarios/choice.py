"""What a scenario decided, and every way its questions can be answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """The items this applicant needs, each with its mode, and the conditional materials, each with its item.

    ``items`` and ``materials`` are pairs ``(item, mode)`` and ``(item, material)`` without repetition, in the order
    in which the table gave them.
    """

    items: tuple[tuple[str, str], ...]
    materials: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]], materials: Iterable[Mapping[str, Any]] = ()) -> "Choice":
        """From the rows of the two tables, as the engine gives them."""
        return cls(
            tuple(dict.fromkeys((str(row["item"]), str(row["mode"])) for row in items)),
            tuple(dict.fromkeys((str(row["item"]), str(row["material"])) for row in materials)),
        )

    def to_json(self) -> dict[str, list[list[str]]]:
        """As it is stored with a case."""
        return {
            "items": [list(pair) for pair in self.items],
            "materials": [list(pair) for pair in self.materials],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Sequence[Sequence[str]]]) -> "Choice":
        """What :meth:`to_json` wrote."""
        return cls(
            tuple((item, mode) for item, mode in stored["items"]),
            tuple((item, material) for item, material in stored["materials"]),
        )


def combinations(answers: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """Every way to answer the questions (question → its answers); one empty answer when nothing is asked."""
    for chosen in product(*answers.values()):
        yield dict(zip(answers, chosen, strict=True))
