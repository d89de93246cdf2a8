"""The whole system under measurement: every process of the house, the restaurant theme deployed."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from scripts.tools.bench.people import THEME
from scripts.tools.bench.run import Run
from scripts.tools.engine import EngineProcess
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.failure import CommandFailed
from scripts.tools.platform import Platform, PlatformPorts, running

KINDS = {
    "engine": "引擎",
    "gateway": "网关",
    "intake": "记录接收",
    "workers": "工作进程",
    "keeper": "印章保管",
}
"""The kinds of processes and their Chinese names; all but the engine are ours."""


@dataclass(frozen=True, slots=True)
class House:
    """A running house."""

    platform: Platform

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by name: ``engine`` and every service."""
        engine = self.platform.engine
        if not isinstance(engine, EngineProcess) or engine.pid is None:
            raise CommandFailed("流程引擎已停止，无法测量。")
        return {"engine": engine.pid} | {name: s.pid for name, s in self.platform.services.items()}

    def count_ended(self, case_nos: set[str]) -> int:
        """How many of these cases have ended, read beside the gateway so that looking costs it nothing."""
        query = "SELECT case_no FROM rm_cases WHERE ended_at IS NOT NULL"
        with closing(self.reader()) as store:
            return sum(row[0] in case_nos for row in store.execute(query))

    def reader(self) -> sqlite3.Connection:
        """The store, read only."""
        return sqlite3.connect(f"file:{self.platform.data / 'store.db'}?mode=ro", uri=True, timeout=10)


def by_kind(values: Mapping[str, float]) -> dict[str, float]:
    """Sum values by process into values by kind (:data:`KINDS`); the workers of all bodies are one kind."""
    sums = dict.fromkeys(KINDS, 0.0)
    for name, value in values.items():
        sums["workers" if name.startswith("worker-") else name] += value
    return sums


@contextmanager
def running_house(run: Run) -> Iterator[House]:
    """Start the house on free ports, deploy the theme, stop everything at the end."""
    platform = Platform(
        run.folder / "house",
        run.engine_home,
        ports=PlatformPorts.free(),
        engine_ports=EnginePorts.free(),
        theme=THEME,
    )
    with running(platform, THEME, run.tell):
        yield House(platform)
