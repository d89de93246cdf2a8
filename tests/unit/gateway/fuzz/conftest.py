"""One gateway for all operations of a module, and connections to it that are kept."""

from collections.abc import Iterator

import pytest
import requests

from tests.unit.gateway.fuzz.serving import Served, serve_scene


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One gateway for all operations."""
    with serve_scene(tmp_path_factory.mktemp("fuzz") / "data") as it:
        yield it


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Connections that are kept."""
    with requests.Session() as it:
        # What the environment says of proxies is not for this machine, and would be read again for each request.
        it.trust_env = False
        yield it
