"""Rows that wait in a table until they are delivered: leased, renewed while a delivery lasts, tried again.

Rows are leased for a short time, renewed while their delivery lasts, so that several gateways share the work and soon
take over what a dead one held.
"""

import asyncio
import logging
import random
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import uuid4

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from chain.clock import Clock, SystemClock
from chain.errors import ChainError
from gateway.store.database import Database
from gateway.store.models.leased import Leased

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=12)
"""How long a row is held for a gateway that gives no sign of life: what a killed one held is delivered after it."""

RENEW_SECONDS = 4.0
"""Between renewals of what is under way: two may fail before another gateway takes over."""
POLL = 1.0

NOW: BindParameter[datetime] = bindparam("now")


RowT = TypeVar("RowT", bound=Leased)


def free_and_due(table: type[Leased]) -> ColumnElement[bool]:
    """Rows whose time has come and that nobody holds at ``NOW``."""
    return and_(
        table.next_attempt_at <= NOW,
        or_(table.leased_until.is_(None), table.leased_until < NOW),
    )


def pause(attempts: int, *, first: float, longest: float) -> timedelta:
    """How long to wait after so many attempts: twice as long each time up to ``longest`` seconds, with jitter."""
    seconds = min(longest, first * 2.0 ** min(attempts, 20))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 - jitter


def _taking(table: type[RowT], due: Select[int], name: str) -> ReturningUpdate[RowT]:
    """Takes the rows that are ``due`` over for the holder ``name``, and brings them, in one statement."""
    free = due.with_for_update(skip_locked=True, of=table).cte("due")
    taken = {"leased_until": bindparam("until"), "leased_by": name, "attempts": table.attempts + 1}
    return (
        update(table)
        .where(table.id.in_(select(free.c.id)))
        .values(taken)
        .returning(table)
        .execution_options(synchronize_session=False)
    )


class LeasedQueue(ABC, Generic[RowT]):
    """Delivers the rows of one table; run one in each gateway process.

    ``due`` selects the rows that are due (:func:`free_and_due`) in their order, ``concurrency`` of them are under way
    at once. Wakes when ``woken`` is set, and every second for rows of others. ``clock`` paces only.
    """

    def __init__(
        self,
        database: Database,
        table: type[RowT],
        due: Select[RowT],
        *,
        woken: asyncio.Event,
        concurrency: int,
        clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._table = table
        self._any_due = due.with_only_columns(table.id).limit(bindparam("most"))
        self._name = uuid4().hex
        self._take = _taking(table, self._any_due, self._name)
        self._woken = woken
        self._clock = clock or SystemClock()
        self._free = concurrency
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()

    @abstractmethod
    async def _handle(self, row: RowT) -> None:
        """Deliver one row and mark it (:meth:`_release`). Errors of ours leave it to its lease."""

    async def run(self) -> None:
        """Work until cancelled. What is under way then is left to its lease."""
        renewing = asyncio.create_task(self._renew_leases())
        try:
            while True:
                self._woken.clear()
                taken = await self._start_some()
                if not taken:
                    await self._wait()
        finally:
            ending = [renewing, *self._under_way]
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)

    async def drain(self) -> int:
        """Deliver what is due now, once, and return how many rows that were (used at shutdown and in tests)."""
        rows = await self._lease()
        await asyncio.gather(*(self._handle(row) for row in rows))
        return len(rows)

    async def _start_some(self) -> int:
        try:
            rows = await self._lease()
        except (SQLAlchemyError, ChainError) as error:
            logger.warning("%s cannot be read: %s", self._table.__name__, type(error).__name__)
            return 0
        for row in rows:
            self._free -= 1
            self._held.add(row.id)
            task = asyncio.create_task(self._handle_and_free(row))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(rows)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _handle_and_free(self, row: RowT) -> None:
        try:
            await self._handle(row)
        except (SQLAlchemyError, ChainError) as error:
            # The lease runs out and the row is delivered again.
            logger.warning("%s %d is not marked: %s", self._table.__name__, row.id, type(error).__name__)
        finally:
            self._held.discard(row.id)
            self._free += 1
            self._woken.set()

    async def _lease(self) -> list[RowT]:
        """Take over what is due."""
        if self._free <= 0:
            return []
        now = self._clock.now()
        async with self._database.read() as session:
            if await session.scalar(self._any_due, {"now": now, "most": 1}) is None:
                return []
        async with self._database.write() as session:
            taken = {"now": now, "most": self._free, "until": now + LEASE}
            rows = list(await session.scalars(self._take, taken))
        return sorted(rows, key=lambda row: (row.next_attempt_at, row.id))

    async def _renew_leases(self) -> None:
        """Hold on to what is under way, however long it takes."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if not self._held:
                continue
            mine = self._table.id.in_(self._held) & (self._table.leased_by == self._name)
            try:
                async with self._database.write() as session:
                    until = self._clock.now() + LEASE
                    await session.execute(update(self._table).where(mine).values(leased_until=until))
            except (SQLAlchemyError, ChainError, OSError) as error:
                logger.warning("leases are not renewed: %s", type(error).__name__)

    async def _release(self, session: AsyncSession, row: RowT, values: Mapping[str, object]) -> None:
        """Give the row back with what became of it, unless another gateway took it over."""
        mine = (self._table.id == row.id) & (self._table.leased_by == self._name)
        given_back = {"leased_until": None, "leased_by": None, **values}
        await session.execute(update(self._table).where(mine).values(given_back))
