"""SQLite for asyncio with at most one visit to the connection's thread for a statement.

The driver goes there four times for each: for the cursor, the statement, its rows, and to close the cursor. Each visit
wakes two threads; following one case took ninety of them, which was most of the gateway's CPU.

A statement under the execution option :data:`AT_ONCE` makes no visit at all: it runs on the loop's own thread, where
it takes less time than the visit would. That is for what reads or writes a bounded number of rows and waits for
nobody. What may wait (a lock, the disk at a commit) or read much goes to the thread.
"""

import math
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util.concurrency import await_

DRIVER = "sqlite+onevisit"
"""For the URL of an engine, in the place of ``sqlite+aiosqlite``."""

BUSY_SECONDS = 15
"""How long a writer waits for others, of this process or another."""
_ASKING_SECONDS = 0.001

AT_ONCE = "yilian_at_once"
"""Execution option: carry a statement out on the loop's own thread."""

T = TypeVar("T")
Found = tuple[Any, deque[Any], int, int]


class Cursor(AsyncAdapt_aiosqlite_cursor):
    """Holds what one statement brought; there is no cursor of the driver behind it."""

    __slots__ = ("_description", "_lastrowid", "_rowcount", "at_once")

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection  # noqa: SLF001 - as the base class does
        self._rows = deque()
        self._description: Any = None
        self._rowcount, self._lastrowid = -1, 0
        self.at_once = False

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

    def execute(self, operation: Any, parameters: Any = None) -> None:
        """Carry out a statement and keep its rows."""
        self._carry_out("execute", operation, () if parameters is None else parameters)

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        """Carry out a statement for each set of parameters."""
        self._carry_out("executemany", operation, seq_of_parameters)

    def _carry_out(self, method: str, operation: Any, parameters: Any) -> None:
        def run(connection: sqlite3.Connection) -> Found:
            return _run(connection, method, operation, parameters)

        connection: Any = self._adapt_connection
        found = connection.carry_out(run, at_once=self.at_once)
        self._description, self._rows, self._rowcount, self._lastrowid = found

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Forget the rows."""
        self._rows.clear()


def _run(connection: sqlite3.Connection, method: str, operation: str, parameters: Any) -> Found:
    """A statement with all its rows."""
    cursor = connection.cursor()
    try:
        getattr(cursor, method)(operation, parameters)
        rows = deque(cursor.fetchall()) if cursor.description else deque[Any]()
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid or 0
    finally:
        cursor.close()


def begin_writing(connection: sqlite3.Connection) -> None:
    """Begin a writing transaction, asking each millisecond while another process writes.

    SQLite itself asks ever less often, down to each 100 ms: whoever writes one transaction after another then keeps the
    rest out. Raises ``sqlite3.OperationalError`` after :data:`BUSY_SECONDS`.
    """
    until = time.monotonic() + BUSY_SECONDS
    while not _has_begun(connection, until):
        time.sleep(_ASKING_SECONDS)


def _begin_writing_now(connection: sqlite3.Connection) -> bool:
    """Begin a writing transaction unless another process writes; waits for nobody."""
    return _has_begun(connection, math.inf)


def _begin_reading(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN DEFERRED")


def _has_begun(connection: sqlite3.Connection, until: float) -> bool:
    connection.execute("PRAGMA busy_timeout=0")
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    return True


class _Visit:
    """Something to do on the connection's thread; ``done`` also when whoever waited for it has been cancelled."""

    __slots__ = ("_act", "done")

    def __init__(self, act: Callable[[], Any]) -> None:
        self._act = act
        self.done = False

    def __call__(self) -> Any:
        try:
            return self._act()
        finally:
            self.done = True


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("_last", "writes_next")
    _cursor_cls = Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._last: _Visit | None = None
        self.writes_next = False

    def begin(self) -> None:
        """Begin a transaction; on the thread only where a writing one has to wait for another process."""
        writes, self.writes_next = self.writes_next, False
        if not writes:
            self.carry_out(_begin_reading, at_once=True)
        elif not self.carry_out(_begin_writing_now, at_once=True):
            self.carry_out(begin_writing, at_once=False)

    def carry_out(self, act: Callable[[sqlite3.Connection], T], *, at_once: bool) -> T:
        """``act`` on the driver's connection: here and now, or on its thread, where nothing overtakes another."""
        try:
            driver: Any = self._connection
            if at_once and (self._last is None or self._last.done):
                return act(driver._conn)  # noqa: SLF001 - the driver's own
            found: T = await_(self._visit(_Visit(lambda: act(driver._conn))))  # noqa: SLF001
            return found
        except Exception as error:  # noqa: BLE001 - raised again as the base class does
            self._handle_exception(error)

    async def _visit(self, visit: _Visit) -> Any:
        driver: Any = self._connection
        async with self._execute_mutex:
            self._last = visit
            return await driver._execute(visit)  # noqa: SLF001 - the driver's own

    def commit(self) -> None:
        """Wait on the thread until the disk has it."""
        if self._connection._connection:  # noqa: SLF001 - as the base class does
            self.carry_out(lambda connection: connection.commit(), at_once=False)

    def rollback(self) -> None:
        """Waits for nobody."""
        if self._connection._connection:  # noqa: SLF001 - as the base class does
            self.carry_out(lambda connection: connection.rollback(), at_once=True)


class _Dbapi(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        # Two threads use a connection, never at the same time.
        connection = super().connect(*arg, **{**kw, "check_same_thread": False})
        return _Connection(self, connection._connection)  # noqa: SLF001 - the driver's own


class Dialect(SQLiteDialect_aiosqlite):
    """SQLAlchemy's dialect for the driver, with :class:`Cursor`."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> AsyncAdapt_aiosqlite_dbapi:
        """The driver's module as SQLAlchemy adapts it."""
        return _Dbapi(__import__("aiosqlite"), sqlite3)

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction, which the driver does not by itself.

        Not by an event of the engine: one makes every statement ask for the listeners of all kinds of events.
        """
        dbapi_connection.dbapi_connection.begin()

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """Carry a statement out, at once when its options say so."""
        _tell(cursor, context)
        super().do_execute(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """The same for many sets of parameters."""
        _tell(cursor, context)
        super().do_executemany(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]


def will_write(connection: AsyncConnection) -> None:
    """Have the next transaction of an open ``connection`` begin as a writing one (BEGIN IMMEDIATE); does nothing elsewhere."""
    own = _own(connection)
    if isinstance(own, _Connection):
        own.writes_next = True


def in_transaction(connection: AsyncConnection) -> bool:
    """Whether SQLite itself has a transaction open on ``connection``."""
    own = _own(connection)
    return own is not None and bool(own.driver_connection.in_transaction)


def _own(connection: AsyncConnection) -> Any:
    """The driver's connection as it is adapted here. Nothing is asked of it: that needs no greenlet."""
    opened = connection.sync_connection
    return None if opened is None else opened.connection.dbapi_connection


def _tell(cursor: Any, context: Any) -> None:
    """A cursor that streams its rows stays with the driver."""
    if isinstance(cursor, Cursor):
        cursor.at_once = context is not None and bool(context.execution_options.get(AT_ONCE))


registry.register("sqlite.onevisit", __name__, "Dialect")
