"""Processes that start at once on one store, and revisions gone through one by one with rows in place."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.models import Base
from tests.unit.gateway.store.support import everything
from tests.unit.gateway.store.test_lists_migration import some_cases
from tests.unit.gateway.stores import CIPHER

PROCESSES = 3
OUTDATED = "0004"


async def _start(url: str, data: Path) -> int:
    """``python -m gateway.store upgrade`` as a process of its own; its exit code."""
    environ = os.environ | {"YILIAN_DATABASE_URL": url, "YILIAN_DATA": str(data)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.store", "upgrade", env=environ
    )
    return await process.wait()


async def _revisions(database: Database) -> list[str]:
    async with database.read() as session:
        return [str(row[0]) for row in await session.execute(text("SELECT version_num FROM alembic_version"))]


@pytest.mark.parametrize("before", [None, OUTDATED], ids=["on an empty store", "one revision behind"])
async def test_processes_that_start_at_once_migrate_once(
    store_url: str, tmp_path: Path, before: str | None
) -> None:
    database = Database(store_url, CIPHER)
    try:
        if before is not None:
            await migrate.upgrade(database, before)
        codes = await asyncio.gather(*(_start(store_url, tmp_path / "data") for _ in range(PROCESSES)))
        assert codes == [0] * PROCESSES
        await migrate.check(database)
        assert await _revisions(database) == [_all_revisions()[-1]]
    finally:
        await database.close()


def _all_revisions() -> list[str]:
    """Every revision, the first one first."""
    return [script.revision for script in ScriptDirectory(str(migrate.MIGRATIONS)).walk_revisions()][::-1]


async def test_each_revision_down_and_up_keeps_the_rows_of_the_tables_that_stay(database: Database) -> None:
    await some_cases(database)
    tables = tuple(table.name for table in Base.metadata.sorted_tables)
    before = await everything(database, *tables)
    assert sum(map(bool, before.values())) >= 10
    newest = _all_revisions()[-1]
    for revision in reversed(_all_revisions()[:-1]):
        await migrate.downgrade(database, revision)
        kept = await _tables(database)
        await migrate.upgrade(database)
        await migrate.check(database)
        after = await everything(database, *tables)
        for name in kept:
            assert after[name] == before[name], f"{name} after {newest} → {revision} → {newest}"
    await migrate.downgrade(database, "base")
    assert await _tables(database) == []
    await migrate.upgrade(database)
    await migrate.check(database)
    assert not any((await everything(database, *tables)).values())


async def _tables(database: Database) -> list[str]:
    """The tables that are there."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_names)


def _names(connection: Connection) -> list[str]:
    names = inspect(connection).get_table_names()
    return sorted(set(names) & {table.name for table in Base.metadata.sorted_tables})
