"""A house of its own whose story begins on Monday, 28 September 2026; each test moves its time to a day it names."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from chain.clock import BEIJING
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import Platform, PlatformPorts, running
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.procedure.autumn import Autumn

BEGINS = datetime(2026, 9, 28, 9, 0, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the restaurant theme deployed."""
    data: Path = tmp_path_factory.mktemp("autumn")
    platform = Platform(
        data,
        ensure_engine(cache_dir()),
        ports=PlatformPorts.free(),
        engine_ports=EnginePorts.free(),
        theme="restaurant",
        clock_controlled=True,
        starts_at=BEGINS,
    )
    with running(platform, "restaurant"):
        yield platform


@pytest.fixture
def autumn(house: Platform) -> Iterator[Autumn]:
    """The people of the story and its calendar."""
    with Autumn(house) as story:
        yield story
