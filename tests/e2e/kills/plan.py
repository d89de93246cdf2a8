"""Which kills are still to be carried out, and what became of those that were."""

import threading
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tests.e2e.kills.steps import KillPoint, Side, Step


@dataclass(frozen=True, slots=True)
class Done:
    """A kill that was carried out: which process died, and how long until it was ready again."""

    point: KillPoint
    process: str
    away_seconds: float


class Plan:
    """Gives each kill out once; shared by the proxies and the house."""

    def __init__(self, points: Iterable[KillPoint]) -> None:
        self._open: dict[tuple[Step, Side], list[str]] = {}
        for point in sorted(points):
            self._open.setdefault((point.step, point.side), []).append(point.victim)
        self._lock = threading.Lock()
        self.wanted = sum(map(len, self._open.values()))
        self.done: list[Done] = []
        self.passed: Counter[Step] = Counter()

    def take(self, step: Step, side: Side, spared: Collection[str]) -> KillPoint | None:
        """A kill that this moment allows, given out now; none whose victim is among ``spared``."""
        with self._lock:
            if side is Side.BEFORE:
                self.passed[step] += 1
            victims = self._open.get((step, side), [])
            for victim in victims:
                if victim not in spared:
                    victims.remove(victim)
                    return KillPoint(step, side, victim)
        return None

    def finished(self, done: Done) -> None:
        """Note a kill whose victim is up again."""
        with self._lock:
            self.done.append(done)

    @property
    def outstanding(self) -> list[KillPoint]:
        """Kills that no call has come by for."""
        with self._lock:
            return [
                KillPoint(step, side, victim)
                for (step, side), victims in self._open.items()
                for victim in victims
            ]

    def table(self) -> str:
        """One line a kill, and how often each step was passed."""
        lines = [f"{'step':<62} {'side':<7} {'killed':<24} away (s)"]
        for done in sorted(self.done, key=lambda each: each.point):
            point = done.point
            lines.append(f"{point.step!s:<62} {point.side:<7} {done.process:<24} {done.away_seconds:6.1f}")
        lines += [f"passed {count:5d} times: {step}" for step, count in sorted(self.passed.items())]
        return "\n".join(lines)
