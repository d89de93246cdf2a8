"""Connections and transactions: SQLite (WAL, nothing acknowledged is lost) or PostgreSQL, by the URL.

    async with database.write() as session: ...   # one transaction, committed at the end
    async with database.read() as session: ...    # never writes
    async with database.count() as session: ...   # never writes, and may go through many rows

A writing transaction on SQLite begins with BEGIN IMMEDIATE, so that it never fails half-way for a lock. Do not
open one inside another.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from gateway.store.at_once import AtOnceSession
from gateway.store.encryption import Cipher, use_cipher
from gateway.store.errors import StoreBusy
from gateway.store.group_commit import GroupCommit
from gateway.store.sqlite_driver import AT_ONCE, BUSY_SECONDS, DRIVER

_GIVEN_UP = frozenset({"40001", "40P01"})
"""PostgreSQL's serialization_failure and deadlock_detected: cases may wait for each other's certificates."""
_OUTBOX_FLAG, _AFTERWARDS = "outbox_written", "after_commit"


class Database:
    """The store behind one URL. Personal columns are encrypted with ``cipher``."""

    def __init__(self, url: str, cipher: Cipher) -> None:
        self.url = make_url(url)
        self.engine = _create_engine(self.url)
        use_cipher(self.engine.sync_engine, cipher)
        self._at_once = self.engine.execution_options(**{AT_ONCE: True})
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._group = GroupCommit(self.engine, BUSY_SECONDS) if self.is_sqlite else None
        self.outbox_written = asyncio.Event()
        """Set whenever a transaction of this process committed rows for the outbox."""

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading a bounded number of rows: on SQLite the loop waits meanwhile."""
        if not self.is_sqlite:
            async with self._sessions() as session:
                yield session
            return
        async with self._at_once.connect() as connection:
            session = AtOnceSession(connection, expire_on_commit=False)
            with session.sync_session:
                yield session

    @asynccontextmanager
    async def count(self) -> AsyncIterator[AsyncSession]:
        """A session for reading, beside the loop, what may be many rows."""
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def write(self, *, ahead: bool = False) -> AsyncIterator[AsyncSession]:
        """A session in one transaction that commits at the end, and rolls back on an exception.

        ``ahead``: of programs that wait for SQLite too, because a person waits for the answer.

        Raises ``StoreBusy`` when other writers of this process held the store for too long, or when the database gave
        this transaction up for another one: nothing of it was kept, and it can be asked for again.
        """
        async with self._group.session(ahead=ahead) if self._group else self._alone() as session:
            yield session
        for act in session.info.pop(_AFTERWARDS, ()):
            act()
        if session.info.pop(_OUTBOX_FLAG, False):
            self.outbox_written.set()

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[AsyncSession]:
        try:
            async with self._sessions() as session, session.begin():
                yield session
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _GIVEN_UP:
                raise StoreBusy from error
            raise


def tell_outbox(session: AsyncSession) -> None:
    """Wake the dispatcher of this process when the session's transaction commits."""
    session.info[_OUTBOX_FLAG] = True


def after_commit(session: AsyncSession, act: Callable[[], None]) -> None:
    """Have ``act`` done once the transaction of this session is on the disk; never when it is rolled back."""
    session.info.setdefault(_AFTERWARDS, []).append(act)


def _create_engine(url: URL) -> AsyncEngine:
    # Parameters are hidden: an exception of the database would carry what people wrote into a log.
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(
            url.set(drivername=DRIVER),
            hide_parameters=True,
            json_deserializer=_read_json,
            connect_args={"timeout": BUSY_SECONDS},
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        return engine
    return create_async_engine(
        url,
        hide_parameters=True,
        json_deserializer=_read_json,
        pool_size=10,
        max_overflow=20,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={"timeout": 10, "command_timeout": 60},
    )


def _read_json(stored: str | bytes) -> Any:
    """A JSON column; the content of documents is read with each of them."""
    try:
        return orjson.loads(stored)
    except orjson.JSONDecodeError:
        # What Python itself writes and reads beyond the standard, half of a surrogate pair for one.
        return json.loads(stored)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver must not open transactions by itself: the dialect decides which kind (``sqlite_driver.will_write``).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
