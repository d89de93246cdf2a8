"""One commit for the writers that wait together (group commit), on SQLite.

SQLite has one writer at a time, and a commit waits for the disk: of the time that a small transaction held the store,
beginning and committing it took two thirds. Writers of this process that come while others are at work therefore follow
them in the same transaction, one after another, each in a savepoint of its own, and one commit is made for all. None is
answered before it, nor refused: what made a writer refuse may be another's row that is not on the disk yet.

Programs bring a dozen writings at once, and people wait at a screen: they go ahead of who waits already, and what they
wrote is committed without waiting for further writers. Between two of them one of the others has its turn.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, AsyncTransaction

from gateway.store.at_once import AtOnceSession
from gateway.store.errors import StoreBusy
from gateway.store.sqlite_driver import AT_ONCE, in_transaction, will_write

MOST_TOGETHER = 16
LONGEST_SECONDS = 0.05
"""How long writers are let into a group after its first one began: so long does the first wait for the others, at most."""

JoinMode = Literal["rollback_only", "create_savepoint"]


@dataclass(frozen=True, slots=True)
class _Turn:
    """The connection, and how a session takes part in its transaction: the first of a group needs no savepoint."""

    connection: AsyncConnection
    mode: JoinMode


def _future() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


@dataclass(eq=False, slots=True)
class _Writer:
    """Who waits for a turn, then writes (until ``over``), then waits for the commit (``settled``); ``ahead`` of others."""

    ahead: bool
    turn: asyncio.Future[_Turn] = field(default_factory=_future)
    over: asyncio.Future[None] = field(default_factory=_future)
    settled: asyncio.Future[None] = field(default_factory=_future)
    failed: bool = False


class _Line:
    """Those who wait, in the order of their turns; true while somebody does."""

    def __init__(self) -> None:
        self._ahead: deque[_Writer] = deque()
        self._others: deque[_Writer] = deque()
        self._went_ahead = False

    def __bool__(self) -> bool:
        return bool(self._ahead or self._others)

    def join(self, writer: _Writer) -> None:
        """Wait behind those who may go ahead as this one may, or not."""
        (self._ahead if writer.ahead else self._others).append(writer)

    def next(self) -> _Writer:
        """Whose turn it is: somebody's who may go ahead, but not twice running while another waits."""
        self._went_ahead = bool(self._ahead) and not (self._went_ahead and self._others)
        return (self._ahead if self._went_ahead else self._others).popleft()


class GroupCommit:
    """The writers of one process on ``engine``."""

    def __init__(self, engine: AsyncEngine, patience_seconds: float) -> None:
        # What its sessions rely on (:class:`AtOnceSession`).
        self._engine = engine.execution_options(**{AT_ONCE: True})
        self._patience = patience_seconds
        self._waiting = _Line()
        self._leading: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def session(self, *, ahead: bool = False) -> AsyncIterator[AsyncSession]:
        """A session of which all is kept when this ends, or nothing when it raises; ``ahead``: for a person who waits.

        Raises ``StoreBusy`` when no turn came in time, or when the database gave the whole group up.
        """
        writer = _Writer(ahead)
        turn = await self._turn_of(writer)
        try:
            session = AtOnceSession(turn.connection, expire_on_commit=False, join_transaction_mode=turn.mode)
            with session.sync_session as own, own.begin():
                yield session
        except BaseException:
            writer.failed = True
            raise
        finally:
            writer.over.set_result(None)
            await writer.settled

    async def _turn_of(self, writer: _Writer) -> _Turn:
        self._waiting.join(writer)
        if self._leading is None:
            self._leading = asyncio.create_task(self._lead())
        try:
            async with asyncio.timeout(self._patience):
                return await writer.turn
        except BaseException as error:
            # A turn that was given while this was being given up is handed back unused.
            writer.failed = True
            writer.over.set_result(None)
            if isinstance(error, TimeoutError):
                raise StoreBusy from error
            raise

    async def _lead(self) -> None:
        """Make groups of those who wait until nobody does."""
        try:
            while self._waiting:
                await self._make_group()
        finally:
            self._leading = None

    async def _make_group(self) -> None:
        group: list[_Writer] = []
        try:
            async with self._engine.connect() as connection:
                await self._write(connection, group)
        except Exception as error:  # noqa: BLE001 - each writer raises it
            self._give_up(group, error)
        except asyncio.CancelledError:
            self._give_up(group, StoreBusy())
            raise
        for writer in group:
            _settle(writer, None)

    async def _write(self, connection: AsyncConnection, group: list[_Writer]) -> None:
        """One transaction. A connection on which it failed is not used again: what it still holds is not known."""
        try:
            will_write(connection)
            transaction = await connection.begin()
            await self._play(connection, transaction, group)
            if transaction.is_active:
                await transaction.commit()
        except BaseException:
            await connection.invalidate()
            raise

    async def _play(
        self, connection: AsyncConnection, transaction: AsyncTransaction, group: list[_Writer]
    ) -> None:
        """Let writers write one after another. Raises ``StoreBusy`` when the database has ended their transaction."""
        until = monotonic() + LONGEST_SECONDS
        mode: JoinMode = "rollback_only"
        while self._waiting and len(group) < MOST_TOGETHER and monotonic() < until:
            writer = self._waiting.next()
            if writer.turn.done():
                continue
            group.append(writer)
            writer.turn.set_result(_Turn(connection, mode))
            await writer.over
            if not transaction.is_active:
                return
            # A full disk, for one, makes SQLite take everything back, and a savepoint would begin a transaction anew.
            if not in_transaction(connection):
                raise StoreBusy
            if writer.ahead:
                return
            mode = "create_savepoint"

    def _give_up(self, group: list[_Writer], error: Exception) -> None:
        """Nothing of the group was kept; when not even a transaction began, whoever waited longest is told."""
        for writer in group:
            # Who is still at it finds out by its next statement; who failed has a reason of its own.
            _settle(writer, None if writer.failed else error)
        while not group and self._waiting:
            writer = self._waiting.next()
            if not writer.turn.done():
                writer.turn.set_exception(error)
                return


def _settle(writer: _Writer, error: Exception | None) -> None:
    if writer.settled.done():
        return
    if error is None:
        writer.settled.set_result(None)
    else:
        writer.settled.set_exception(error)
