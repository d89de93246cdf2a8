"""The house of proxies, started once for this folder, and what the sweep left in it."""

import os
from collections.abc import Iterator

import pytest

from bpmn.resources import deployable
from scripts.tools.demo.client import GatewayClient
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.forks import forked
from tests.e2e.kills.house import House
from tests.e2e.kills.ledger import Ledger
from tests.e2e.kills.plan import Plan
from tests.e2e.kills.steps import full_sweep, short_sweep
from tests.e2e.kills.sweep import sweep


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All processes with proxies between them; the restaurant theme is deployed."""
    running = House(tmp_path_factory.mktemp("kills"), ensure_engine(cache_dir()), forked)
    try:
        running.start()
        _deploy(running)
        yield running
        running.platform.check_alive()
    finally:
        running.stop()


def _deploy(house: House) -> None:
    designer = GatewayClient(house.platform.gateway_url, house.platform.token("designer", "designer"))
    files = [
        (name, content, "application/octet-stream") for name, content in deployable("restaurant").items()
    ]
    designer.upload("/deployments", "resources", files)
    designer.close()


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    """What the clients were told, of all tests in this folder."""
    return Ledger()


@pytest.fixture(scope="session")
def swept(house: House, ledger: Ledger) -> Plan:
    """The plan of kills after the sweep; ``YILIAN_KILLS=all`` asks for every kill there is."""
    points = full_sweep() if os.environ.get("YILIAN_KILLS") == "all" else short_sweep()
    plan = Plan(points)
    sweep(house, plan, ledger)
    return plan
