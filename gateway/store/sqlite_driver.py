"""SQLite for asyncio with one visit to the connection's thread for a statement.

The driver goes there four times for each: for the cursor, the statement, its rows, and to close the cursor. Each visit
wakes two threads; following one case took ninety of them, which was most of the gateway's CPU.
"""

import sqlite3
from collections import deque
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)

DRIVER = "sqlite+onevisit"
"""For the URL of an engine, in the place of ``sqlite+aiosqlite``."""


class Cursor(AsyncAdapt_aiosqlite_cursor):
    """Holds what one statement brought; there is no cursor of the driver behind it."""

    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection  # noqa: SLF001 - as the base class does
        self._rows = deque()
        self._description: Any = None
        self._rowcount, self._lastrowid = -1, 0

    @property
    def description(self) -> Any:
        """The columns of the rows; ``None`` when the statement brings none."""
        return self._description

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        return self._rowcount

    @property
    def lastrowid(self) -> int:
        """The key of the row that was written last."""
        return self._lastrowid

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._visit("execute", operation, () if parameters is None else parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._visit("executemany", operation, seq_of_parameters)

    async def _visit(self, method: str, operation: Any, parameters: Any) -> None:
        driver: Any = self._connection
        async with self._adapt_connection._execute_mutex:  # noqa: SLF001 - as the base class does
            visit = driver._execute(_run, driver._conn, method, operation, parameters)  # noqa: SLF001
            self._description, self._rows, self._rowcount, self._lastrowid = await visit

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Forget the rows."""
        self._rows.clear()


def _run(
    connection: sqlite3.Connection, method: str, operation: str, parameters: Any
) -> tuple[Any, deque[Any], int, int]:
    """On the connection's thread: a statement with all its rows."""
    cursor = connection.cursor()
    try:
        getattr(cursor, method)(operation, parameters)
        rows = deque(cursor.fetchall()) if cursor.description else deque[Any]()
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid or 0
    finally:
        cursor.close()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = Cursor


class _Dbapi(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        return _Connection(self, super().connect(*arg, **kw)._connection)  # noqa: SLF001 - the driver's own


class Dialect(SQLiteDialect_aiosqlite):
    """SQLAlchemy's dialect for the driver, with :class:`Cursor`."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> AsyncAdapt_aiosqlite_dbapi:
        """The driver's module as SQLAlchemy adapts it."""
        return _Dbapi(__import__("aiosqlite"), sqlite3)


registry.register("sqlite.onevisit", __name__, "Dialect")
