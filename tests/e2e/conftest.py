"""One whole house of real processes for all tests in this folder, its engine's clock under the tests' control."""

from collections.abc import Iterator

import pytest

from scripts.tools.platform import Platform
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.forks.client import close_servers
from tests.e2e.houses import house_on
from tests.e2e.people import People


@pytest.fixture(scope="session", autouse=True)
def fork_servers() -> Iterator[None]:
    """Servers of processes are started when they are needed, and ended with the last test."""
    yield
    close_servers()


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the restaurant theme deployed through the gateway."""
    with house_on(ensure_engine(cache_dir()), tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def people(platform: Platform) -> Iterator[People]:
    """Fresh applicants and the officers of every body."""
    everybody = People(platform)
    yield everybody
    everybody.leave()
