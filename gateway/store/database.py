"""Connections and transactions: SQLite (WAL, nothing acknowledged is lost) or PostgreSQL, by the URL.

    async with database.write() as session: ...   # one transaction, committed at the end
    async with database.read() as session: ...    # never writes
    async with database.count() as session: ...   # never writes, and may go through many rows

A writing transaction on SQLite begins with BEGIN IMMEDIATE, so that it never fails half-way for a lock. Do not
open one inside another.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from gateway.store.encryption import Cipher, use_cipher
from gateway.store.errors import StoreBusy
from gateway.store.sqlite_driver import AT_ONCE, DRIVER

WRITE = "yilian_write"
BUSY_SECONDS = 15
_GIVEN_UP = frozenset({"40001", "40P01"})
"""PostgreSQL's serialization_failure and deadlock_detected: cases may wait for each other's certificates."""
_OUTBOX_FLAG = "outbox_written"


class Database:
    """The store behind one URL. Personal columns are encrypted with ``cipher``."""

    def __init__(self, url: str, cipher: Cipher) -> None:
        self.url = make_url(url)
        self.engine = _create_engine(self.url)
        use_cipher(self.engine.sync_engine, cipher)
        at_once = self.engine.execution_options(**{AT_ONCE: True})
        self._reading = async_sessionmaker(at_once, expire_on_commit=False)
        self._counting = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writing = async_sessionmaker(at_once.execution_options(**{WRITE: True}), expire_on_commit=False)
        self._turn = asyncio.Lock() if self.is_sqlite else None
        self.outbox_written = asyncio.Event()
        """Set whenever a transaction of this process committed rows for the outbox."""

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading a bounded number of rows: on SQLite the loop waits meanwhile."""
        async with self._reading() as session:
            yield session

    @asynccontextmanager
    async def count(self) -> AsyncIterator[AsyncSession]:
        """A session for reading, beside the loop, what may be many rows."""
        async with self._counting() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction that commits at the end, and rolls back on an exception.

        Raises ``StoreBusy`` when other writers of this process held the store for too long, or when the database gave
        this transaction up for another one: nothing of it was kept, and it can be asked for again.
        """
        async with self._my_turn(), self._writing() as session:
            try:
                async with session.begin():
                    yield session
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) in _GIVEN_UP:
                    raise StoreBusy from error
                raise
            if session.info.pop(_OUTBOX_FLAG, False):
                self.outbox_written.set()

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    def _my_turn(self) -> AbstractAsyncContextManager[Any]:
        # SQLite makes all writers but one sleep and try again; within a process a queue is faster.
        return nullcontext() if self._turn is None else _within(self._turn, BUSY_SECONDS)


def tell_outbox(session: AsyncSession) -> None:
    """Wake the dispatcher of this process when the session's transaction commits."""
    session.info[_OUTBOX_FLAG] = True


@asynccontextmanager
async def _within(lock: asyncio.Lock, seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            await lock.acquire()
    except TimeoutError as error:
        raise StoreBusy from error
    try:
        yield
    finally:
        lock.release()


def _create_engine(url: URL) -> AsyncEngine:
    # Parameters are hidden: an exception of the database would carry what people wrote into a log.
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(
            url.set(drivername=DRIVER), hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_size=10,
        max_overflow=20,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={"timeout": 10, "command_timeout": 60},
    )


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver must not open transactions by itself: _begin_sqlite decides which kind.
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


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITE):
        # This may wait for another process, which the loop must not.
        connection.exec_driver_sql("BEGIN IMMEDIATE", execution_options={AT_ONCE: False})
    else:
        connection.exec_driver_sql("BEGIN DEFERRED")
