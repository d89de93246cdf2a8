"""SQLite in one visit a statement: the same answers as the driver's, and no more visits than statements."""

from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from gateway.store.sqlite_driver import DRIVER


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


async def test_a_statement_is_one_visit_to_the_thread(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits = 0
    execute: Any = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, *arguments: Any, **named: Any) -> Any:
        nonlocal visits
        visits += 1
        return await execute(self, *arguments, **named)

    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        for number in range(5):
            assert (await connection.execute(text("SELECT :n"), {"n": number})).scalar_one() == number
        assert visits == 5
        monkeypatch.undo()
    await engine.dispose()
