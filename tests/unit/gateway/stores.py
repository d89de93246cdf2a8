"""Stores for the tests of a session, on both databases: empty, or a copy of one that was migrated once."""

import asyncio
import shutil
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, TypeVar

from sqlalchemy.engine import make_url

from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.encryption import KEY_BYTES, Cipher
from scripts.tools.postgres import PostgresServer
from tests.unit.gateway.reused import ReusedDatabases, fresh_name

Backend = Literal["sqlite", "postgresql"]
BACKENDS: tuple[Backend, ...] = ("sqlite", "postgresql")
CIPHER = Cipher(b"k" * KEY_BYTES)
_TEMPLATE = "migrated"
T = TypeVar("T")


class Stores:
    """Makes and removes databases; ``folder`` lives as long as the session, the server starts when it is needed."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._server: PostgresServer | None = None
        self._reused: ReusedDatabases | None = None
        self._templates: set[Backend] = set()

    def empty(self, backend: Backend, folder: Path) -> str:
        """The address of a database without tables; SQLite's is ``store.db`` in ``folder``."""
        if backend == "sqlite":
            return _sqlite(folder)
        return self.server.create(fresh_name())

    def migrated(self, backend: Backend, folder: Path) -> str:
        """The address of a database at the newest revision, without rows."""
        self._make_template(backend)
        if backend == "postgresql":
            return self.server.url(self.reused.take(_TEMPLATE))
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._folder / "store.db", folder / "store.db")
        return _sqlite(folder)

    def copy(self, url: str, folder: Path) -> str:
        """The address of a copy of a database that nobody uses; SQLite's was copied with its folder to ``folder``."""
        held = make_url(url)
        if held.get_backend_name() == "postgresql":
            return self.server.url(self.reused.take(str(held.database)))
        return _sqlite(folder)

    def discard(self, url: str) -> None:
        """Have done with a database that the server holds; files go with their folder."""
        made = make_url(url)
        if made.get_backend_name() == "postgresql":
            self.reused.give_back(str(made.database))

    @property
    def server(self) -> PostgresServer:
        """The session's PostgreSQL, of the older version: the story in tests/e2e/replicas runs on the newer one."""
        if self._server is None:
            self._server = self._stack.enter_context(PostgresServer(self._folder, durable=False, version=16))
        return self._server

    @property
    def reused(self) -> ReusedDatabases:
        """The server's databases that are made once and used again."""
        if self._reused is None:
            self._reused = ReusedDatabases(self.server)
        return self._reused

    def _make_template(self, backend: Backend) -> None:
        if backend in self._templates:
            return
        url = _sqlite(self._folder) if backend == "sqlite" else self.server.create(_TEMPLATE)
        finished(_migrate(url))
        self._templates.add(backend)


def _sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'store.db'}"


async def _migrate(url: str) -> None:
    database = Database(url, CIPHER)
    await migrate.upgrade(database)
    await database.close()


def finished(work: Coroutine[None, None, T]) -> T:
    """What ``work`` gives, done in a loop of its own."""
    # In a thread of its own: the test's event loop may be running here.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
