"""Bringing the database to the revision this code needs (Alembic), safe when several processes start at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.store.base import Base
from gateway.store.database import Database
from gateway.store.errors import SchemaOutdated
from gateway.store.sqlite_driver import will_write

MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x79696C62


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to ``revision``; one process does it, others wait and find it done."""

    def climb(config: Config) -> None:
        if revision != "head" or _current(config) != _newest():
            command.upgrade(config, revision)

    await _locked(database, climb)


async def downgrade(database: Database, revision: str) -> None:
    """Take the database back to ``revision`` (``base``: before the first)."""
    await _locked(database, lambda config: command.downgrade(config, revision))


async def check(database: Database) -> None:
    """Raise ``SchemaOutdated`` when the database's tables are not those of the models."""
    async with database.engine.connect() as connection:
        differences = await connection.run_sync(_differences)
    if differences:
        raise SchemaOutdated


async def _locked(database: Database, act: Any) -> None:
    if database.url.database and database.is_sqlite:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # BEGIN IMMEDIATE is the lock on SQLite, whose DDL is transactional; PostgreSQL takes an advisory one.
    async with database.engine.connect() as connection, _writing(connection):
        if not database.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": _ADVISORY_LOCK})
        await connection.run_sync(lambda sync: act(_config(sync)))


@asynccontextmanager
async def _writing(connection: AsyncConnection) -> AsyncIterator[None]:
    will_write(connection)
    async with connection.begin():
        yield


def _config(connection: Connection) -> Config:
    config = _scripts()
    config.attributes["connection"] = connection
    return config


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _current(config: Config) -> str | None:
    return MigrationContext.configure(config.attributes["connection"]).get_current_revision()


@cache
def _newest() -> str | None:
    """The newest revision of this code: to read all of them takes longer than to open the store."""
    return ScriptDirectory.from_config(_scripts()).get_current_head()


def _differences(connection: Connection) -> list[Any]:
    import gateway.store.models  # noqa: F401 - fills the metadata

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))
