"""Where many tests begin: a case that has come so far, made once on each database and copied for each test.

A copy is the folder of data and the database as a gateway left them that was stopped, and the test's gateway is the same
one started again: nothing that a test does is seen by another.
"""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.unit.gateway.portal import Portal, open_portal
from tests.unit.gateway.stores import Backend, Stores, finished

NOBODY = {"engine_grpc": "127.0.0.1:1", "engine_rest": "http://127.0.0.1:1"}
"""Where nobody listens: these tests have no engine."""


@dataclass(frozen=True)
class Beginning:
    """``make`` brings an empty portal to where tests begin that are called ``name``; what it returns they get."""

    name: str
    make: Callable[[Portal], Awaitable[Any]]


@dataclass(frozen=True)
class Begun:
    """A store at the address ``url`` that is at a beginning, what was made there, and how many keys were used."""

    url: str
    made: Any
    keys: int


class Beginnings:
    """Makes beginnings when they are first asked for, each in a folder of its own in ``folder``."""

    def __init__(self, stores: Stores, folder: Path) -> None:
        self._stores = stores
        self._folder = folder
        self._made: dict[tuple[Backend, str], Begun] = {}

    def copy(self, backend: Backend, beginning: Beginning, data: Path) -> Begun:
        """A copy for one test, whose portal's data folder ``data`` becomes."""
        folder = self._folder / f"{backend}-{beginning.name}"
        known = self._made.get((backend, beginning.name))
        if known is None:
            # Here, for the server ends with the thread that started it.
            url = self._stores.migrated(backend, folder)
            known = self._made[backend, beginning.name] = finished(_begin(beginning, folder, url))
        shutil.copytree(folder, data)
        return Begun(self._stores.copy(known.url, data), known.made, known.keys)


async def _begin(beginning: Beginning, folder: Path, url: str) -> Begun:
    async with open_portal(folder, database_url=url, **NOBODY) as portal:
        made = await beginning.make(portal)
        return Begun(url, made, portal.keys)
