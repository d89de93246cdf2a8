"""What every part of the benchmark is given."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ``scripts/bench``.

    ``folder`` is empty at first, holds all data of the run and is removed after it; ``engine_home`` the unpacked engine;
    ``tell`` prints one line of progress in Chinese to the terminal; ``store_cases`` is how many cases the large store holds.
    """

    folder: Path
    engine_home: Path
    repeats: int
    quick: bool
    tell: Progress
    store_cases: int = 1_000_000

    def scaled(self, whole: int, quick: int) -> int:
        """``whole``, or ``quick`` in a quick run."""
        return quick if self.quick else whole
