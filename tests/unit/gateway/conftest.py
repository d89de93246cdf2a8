"""What the rooms of the gateway share: a store on each database, and a portal and a case at its desk upon it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.store.database import Database
from tests.unit.gateway.aftercare.support import licensed
from tests.unit.gateway.archive.support import Filed, file_case, file_in_order
from tests.unit.gateway.beginnings import NOBODY, Beginning, Beginnings, Begun
from tests.unit.gateway.familiar import familiar_engine
from tests.unit.gateway.portal import Portal, open_portal
from tests.unit.gateway.stores import BACKENDS, CIPHER, Backend, Stores
from tests.unit.gateway.worker_api.support import Desk, SealMaker, new_desk, trusted_maker

ON_SQLITE_ONLY = {
    "deployments",
    "operation",
    "themes",
    "test_access_table",
    "test_bad_mandates",
    "test_personal_data_at_rest",  # searches the database's own file
}
"""Rooms and modules whose tests ask little of the store; all others run on both databases."""


async def _licensed(portal: Portal) -> Desk:
    return await licensed(portal, trusted_maker(portal.context))


BEGINNINGS = {"submitted": new_desk, "licences": _licensed, "in_order": file_in_order, "filed": file_case}
"""By the fixture that gives what was made there; no room puts another in its place."""


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


@pytest.fixture(scope="session")
def beginnings(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """Where tests of this session begin."""
    return Beginnings(stores, tmp_path_factory.mktemp("beginnings"))


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    """Where this test begins; None: with nothing."""
    names = [name for name in BEGINNINGS if name in request.fixturenames]
    return Beginning(names[0], BEGINNINGS[names[0]]) if len(names) == 1 else None


@pytest.fixture
def begun(
    backend: Backend, beginning: Beginning | None, beginnings: Beginnings, tmp_path: Path
) -> Begun | None:
    """This test's copy of where it begins."""
    return beginnings.copy(backend, beginning, tmp_path / "data") if beginning else None


@pytest.fixture
def migrated_url(backend: Backend, stores: Stores, begun: Begun | None, tmp_path: Path) -> Iterator[str]:
    """The address of a database with tables, and without rows but those of where the test begins."""
    url = begun.url if begun else stores.migrated(backend, tmp_path / "data")
    yield url
    stores.discard(url)


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """A migrated store."""
    database = Database(migrated_url, CIPHER)
    yield database
    await database.close()


@pytest.fixture
async def portal(migrated_url: str, begun: Begun | None, tmp_path: Path) -> AsyncIterator[Portal]:
    """The application on the store at which the test begins; nobody listens where the engine should be."""
    async with open_portal(tmp_path / "data", database_url=migrated_url, **NOBODY) as opened:
        opened.keys = begun.keys if begun else 0
        yield opened


@pytest.fixture
async def submitted(portal: Portal, begun: Begun | None) -> Desk:
    """A submitted case: new licence, fire inspection, every material."""
    return replace(begun.made, portal=portal) if begun else await new_desk(portal)


@pytest.fixture
def desk(submitted: Desk) -> Desk:
    """The submitted case, where a room does not put another in its place."""
    return submitted


@pytest.fixture
async def licences(portal: Portal, begun: Begun | None) -> Desk:
    """A food licence that holds from 2 March 2026 to 1 March 2031, with its papers, and the business's."""
    return replace(begun.made, portal=portal) if begun else await _licensed(portal)


@pytest.fixture
def food(licences: Desk) -> Desk:
    """The licences, where a room does not put others in their place."""
    return licences


@pytest.fixture
async def in_order(portal: Portal, begun: Begun | None) -> Desk:
    """An answered case whose file is in order: it can be handed over and filed."""
    return replace(begun.made, portal=portal) if begun else await file_in_order(portal)


@pytest.fixture
async def filed(portal: Portal, begun: Begun | None) -> Filed:
    """A case that was filed, with its package."""
    if begun is None:
        return await file_case(portal)
    return Filed(replace(begun.made.desk, portal=portal), begun.made.package)


@pytest.fixture
def maker(portal: Portal) -> SealMaker:
    """Seals that the gateway trusts."""
    return trusted_maker(portal.context)
