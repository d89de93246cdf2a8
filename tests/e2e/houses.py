"""A whole house of real processes, on an engine and at a time of the test's choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import Platform, PlatformPorts, Variation, running
from tests.e2e.forks import forked

PLAIN = Variation()

LONGEST_JOB = timedelta(minutes=2, seconds=5)
"""Beyond every job timeout: the engine's clock moves on by it, so that a dead worker's job goes to the next one."""


def hand_out_again(house: Platform) -> None:
    """Let the timeout of every job that somebody holds pass, where a worker died with some."""
    house.engine.clock.add_time(LONGEST_JOB)


@contextmanager
def house_on(
    engine_home: Path,
    data: Path,
    variation: Variation = PLAIN,
    *,
    starts_at: datetime | None = None,
    theme: str = "restaurant",
    regions: tuple[str, ...] = ("379901",),
    ends_in_order: bool = False,
) -> Iterator[Platform]:
    """All processes of the theme's bodies in these regions, ready, the theme deployed through the gateway.

    They are killed at the end, for nobody looks at them any more and a worker would finish its jobs first; with
    ``ends_in_order`` they are stopped.
    """
    house = Platform(
        data,
        engine_home,
        ports=PlatformPorts.free(),
        engine_ports=EnginePorts.free(),
        theme=theme,
        regions=regions,
        clock_controlled=True,
        starts_at=starts_at,
        variation=replace(variation, spawn=forked),
    )
    with running(house, theme):
        yield house
        if not ends_in_order:
            house.check_alive()
            house.kill()
