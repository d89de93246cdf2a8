"""One whole house of real processes for all tests in this folder, its engine's clock under the tests' control."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import Platform, PlatformPorts, running
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.people import People


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the restaurant theme deployed through the gateway."""
    data: Path = tmp_path_factory.mktemp("house")
    house = Platform(
        data,
        ensure_engine(cache_dir()),
        ports=PlatformPorts.free(),
        engine_ports=EnginePorts.free(),
        theme="restaurant",
        clock_controlled=True,
    )
    with running(house, "restaurant"):
        yield house


@pytest.fixture
def people(platform: Platform) -> Iterator[People]:
    """Fresh applicants and the officers of every body."""
    everybody = People(platform)
    yield everybody
    everybody.leave()
