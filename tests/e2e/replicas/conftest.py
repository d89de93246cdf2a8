"""A house on PostgreSQL with two gateways, two intakes and two workers a body."""

import itertools
from collections.abc import Iterator

import pytest

from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import Platform, PlatformPorts, Variation, running
from scripts.tools.postgres import PostgresServer
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.forks import forked


class TwoDoors(Platform):
    """Its callers come in by one gateway after the other, as a load balancer would send them."""

    _turn: Iterator[int] = itertools.count()
    closed: frozenset[str] = frozenset()

    @property
    def gateway_url(self) -> str:
        """The next gateway that is alive."""
        alive = [url for url in self.gateway_urls if url not in self.closed]
        return alive[next(self._turn) % len(alive)]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoDoors]:
    """All processes twice, ready; the restaurant theme deployed through a gateway."""
    folder = tmp_path_factory.mktemp("replicas")
    with PostgresServer(folder, version=18) as server:
        house = TwoDoors(
            folder / "house",
            ensure_engine(cache_dir()),
            ports=PlatformPorts.free(),
            engine_ports=EnginePorts.free(),
            theme="restaurant",
            clock_controlled=True,
            database_url=server.create("yilian"),
            variation=Variation(replicas=2, spawn=forked),
        )
        with running(house, "restaurant"):
            yield house
            house.check_alive()
            house.kill()
