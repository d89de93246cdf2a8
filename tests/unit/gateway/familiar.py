"""Engines that know their statements already.

Each test opens a store of its own, and SQLAlchemy compiles every statement anew for each engine: more than half of the time
of these tests. So an engine takes over the dialect, and what was compiled for it, of one that was closed; never of one
that is still open, for the cipher of a store hangs on its dialect.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.store import database

_make = database._create_engine
_left: dict[str, list[tuple[Any, Any]]] = defaultdict(list)


def familiar_engine(url: URL) -> AsyncEngine:
    """What ``gateway.store.database`` makes for ``url``, with the knowledge of one that was closed."""
    engine = _make(url)
    sync: Any = engine.sync_engine
    left = _left[url.get_backend_name()]
    if left:
        sync.dialect, sync._compiled_cache = left.pop()
    event.listen(sync, "engine_disposed", _leave)
    return engine


def _leave(engine: Engine) -> None:
    left = _left[engine.dialect.name]
    # One that never connected does not know its server.
    known = getattr(engine.dialect, "server_version_info", None) is not None
    if known and all(dialect is not engine.dialect for dialect, _ in left):
        left.append((engine.dialect, engine._compiled_cache))
