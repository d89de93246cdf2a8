"""What the rooms of the gateway share: a store on each database, and a portal and a case at its desk upon it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gateway.store.database import Database
from tests.unit.gateway.familiar import familiar_engine
from tests.unit.gateway.portal import Portal, open_portal
from tests.unit.gateway.stores import BACKENDS, CIPHER, Backend, Stores
from tests.unit.gateway.worker_api.support import Desk, SealMaker, new_desk

NOBODY = {"engine_grpc": "127.0.0.1:1", "engine_rest": "http://127.0.0.1:1"}
"""Where nobody listens: these tests have no engine."""

ON_SQLITE_ONLY = {
    "deployments",
    "operation",
    "themes",
    "test_access_table",
    "test_bad_mandates",
    "test_personal_data_at_rest",  # searches the database's own file
}
"""Rooms and modules whose tests ask little of the store; all others run on both databases."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give ``backend``, which the stores below need, each database in turn."""
    if "backend" in metafunc.fixturenames:
        path = metafunc.definition.path
        alone = ON_SQLITE_ONLY & {path.stem, path.parent.name}
        metafunc.parametrize("backend", BACKENDS[:1] if alone else BACKENDS)


@pytest.fixture(scope="session", autouse=True)
def familiar_engines() -> Iterator[None]:
    """See ``familiar``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gateway.store.database._create_engine", familiar_engine)
        yield


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Databases for the tests of this session."""
    with ExitStack() as stack:
        yield Stores(tmp_path_factory.mktemp("stores"), stack)


@pytest.fixture
def store_url(backend: Backend, stores: Stores, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    url = stores.empty(backend, tmp_path / "data")
    yield url
    stores.discard(url)


@pytest.fixture
def migrated_url(backend: Backend, stores: Stores, tmp_path: Path) -> Iterator[str]:
    """The address of a database with tables and without rows."""
    url = stores.migrated(backend, tmp_path / "data")
    yield url
    stores.discard(url)


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """A migrated store."""
    database = Database(migrated_url, CIPHER)
    yield database
    await database.close()


@pytest.fixture
async def portal(migrated_url: str, tmp_path: Path) -> AsyncIterator[Portal]:
    """The application on an empty store; nobody listens where the engine should be."""
    async with open_portal(tmp_path / "data", database_url=migrated_url, **NOBODY) as opened:
        yield opened


@pytest.fixture
async def desk(portal: Portal) -> Desk:
    """A submitted case: new licence, fire inspection, every material."""
    return await new_desk(portal)


@pytest.fixture
def maker(portal: Portal) -> SealMaker:
    """Seals that the gateway trusts."""
    made = SealMaker(portal.context)
    made.trust()
    return made
