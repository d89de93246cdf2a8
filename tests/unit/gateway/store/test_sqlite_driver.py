"""SQLite in one visit a statement: the same answers as the driver's, and no more visits than statements."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn

from gateway.store import sqlite_driver
from gateway.store.database import Database
from gateway.store.encryption import Cipher
from gateway.store.sqlite_driver import DRIVER
from tests.unit.gateway import familiar


@pytest.fixture
def engine(tmp_path: Path) -> AsyncEngine:
    return create_async_engine(f"{DRIVER}:///{tmp_path / 'a file.db'}")


async def test_rows_keys_and_counts_are_told(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        first = await connection.execute(text("INSERT INTO t (name) VALUES (:name)"), {"name": "甲"})
        await connection.execute(
            text("INSERT INTO t (name) VALUES (:name)"), [{"name": "乙"}, {"name": "丙"}]
        )
        changed = await connection.execute(text("UPDATE t SET name = name || '1' WHERE id > 1"))
        returned = await connection.execute(text("DELETE FROM t WHERE id = 3 RETURNING name"))
        assert (first.lastrowid, changed.rowcount, returned.scalar_one()) == (1, 2, "丙1")
        rows = await connection.execute(text("SELECT id, name FROM t ORDER BY id"))
        assert rows.keys() == ["id", "name"]
        assert rows.all() == [(1, "甲"), (2, "乙1")]
        assert (await connection.execute(text("SELECT id FROM t WHERE id = 9"))).all() == []
    await engine.dispose()


async def test_what_the_database_refuses_is_an_error_of_its_kind_and_the_connection_goes_on(
    engine: AsyncEngine,
) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("CREATE TABLE t (name TEXT UNIQUE)"))
        await connection.execute(text("INSERT INTO t VALUES ('a')"))
        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO t VALUES ('a')"))
        with pytest.raises(OperationalError):
            await connection.execute(text("SELECT * FROM nowhere"))
        assert (await connection.execute(text("SELECT count(*) FROM t"))).scalar_one() == 1
    await engine.dispose()


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was done on the threads of connections."""
    done: list[Any] = []
    execute: Any = aiosqlite.Connection._execute

    async def noted(self: aiosqlite.Connection, *arguments: Any, **named: Any) -> Any:
        done.append(arguments)
        return await execute(self, *arguments, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", noted)
    return done


async def test_a_statement_is_one_visit_to_the_thread(engine: AsyncEngine, visits: list[Any]) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        visits.clear()
        for number in range(5):
            assert (await connection.execute(text("SELECT :n"), {"n": number})).scalar_one() == number
        assert len(visits) == 5
    await engine.dispose()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("read", 0), ("write", 1), ("count", 3)],
    ids=[
        "reading waits for nobody",
        "writing waits for the disk",
        "many rows go beside the loop",
    ],
)
async def test_a_session_goes_to_the_thread_only_for_what_may_wait(
    tmp_path: Path, visits: list[Any], kind: str, expected: int
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'store.db'}", Cipher(b"k" * 32))
    session_of: dict[str, Any] = {"read": database.read, "write": database.write, "count": database.count}
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
    visits.clear()
    async with session_of[kind]() as session:
        for number in range(3):
            assert await session.scalar(text("SELECT :n"), {"n": number}) == number
    assert len(visits) == expected
    await database.close()


async def test_nothing_overtakes_what_a_cancelled_task_left_on_the_thread(engine: AsyncEngine) -> None:
    began, go_on, order = threading.Event(), threading.Event(), list[str]()

    def slow(_: sqlite3.Connection) -> None:
        began.set()
        go_on.wait(10)
        order.append("left behind")

    async with engine.connect() as connection:
        adapted: Any = (await connection.get_raw_connection()).dbapi_connection
        task = asyncio.create_task(greenlet_spawn(adapted.carry_out, slow, at_once=False))
        await asyncio.to_thread(began.wait, 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        further = asyncio.create_task(
            greenlet_spawn(adapted.carry_out, lambda _: order.append("at once"), at_once=True)
        )
        await asyncio.sleep(0)
        assert order == []
        go_on.set()
        await further
        assert order == ["left behind", "at once"]
    await engine.dispose()


@pytest.fixture
def other_writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another process that holds the store of ``tmp_path`` for writing."""
    connection = sqlite3.connect(tmp_path / "store.db", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


async def test_a_writer_waits_for_the_one_of_another_process(
    tmp_path: Path, other_writer: sqlite3.Connection
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'store.db'}", Cipher(b"k" * 32))

    async def write() -> None:
        async with database.write() as session:
            await session.execute(text("CREATE TABLE t (id INTEGER)"))

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.05)
    waited = not writing.done()
    other_writer.execute("COMMIT")
    await writing
    assert waited
    await database.close()


async def test_the_loop_goes_on_while_a_writer_waits(
    tmp_path: Path, other_writer: sqlite3.Connection, visits: list[Any]
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'store.db'}", Cipher(b"k" * 32))
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
    visits.clear()

    async def write() -> None:
        async with database.write() as session:
            await session.execute(text("SELECT 1"))

    writing = asyncio.create_task(write())
    # The loop is what ends the other's transaction: one that it waited for would never end.
    asyncio.get_running_loop().call_later(0.05, other_writer.execute, "COMMIT")
    await writing
    assert len(visits) == 2
    await database.close()


def test_no_event_of_the_engine_slows_statements_down(tmp_path: Path) -> None:
    made: Any = familiar._make(make_url(f"sqlite:///{tmp_path / 'store.db'}"))
    assert made.sync_engine._has_events is False


async def test_a_writer_of_another_process_that_does_not_end_is_an_error_of_the_database(
    tmp_path: Path, other_writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_driver, "BUSY_SECONDS", 0.05)
    database = Database(f"sqlite:///{tmp_path / 'store.db'}", Cipher(b"k" * 32))
    with pytest.raises(OperationalError, match="locked"):
        async with database.write() as session:
            await session.execute(text("CREATE TABLE t (id INTEGER)"))
    other_writer.execute("ROLLBACK")
    await database.close()
