"""The dispatcher: a background task of every gateway that delivers the outbox until the engine took it.

Rows are leased for a short time, renewed while their delivery lasts, so that several gateways share the work and soon
take over what a dead one held. Rows of one case go in
order: a row waits until those before it are done or failed. There is no last attempt; pauses grow to a limit.
"""

import asyncio
import logging
import random
from datetime import datetime, timedelta
from uuid import uuid4

from prometheus_client import Counter
from sqlalchemy import BindParameter, bindparam, exists, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from chain.clock import Clock, SystemClock
from chain.errors import ChainError
from gateway.outbox.delivery import Delivered, Engine, Failed, Result, TryAgain, deliver
from gateway.outbox.enqueue import Kind
from gateway.store.database import Database
from gateway.store.models import Decision, OutboxMessage

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=12)
"""How long a row is held for a gateway that gives no sign of life: what a killed one held is delivered after it."""

RENEW_SECONDS = 4.0
"""Between renewals of what is under way: two may fail before another gateway takes over.

A row that two deliver all the same, for a gateway that stood still or a clock that is ahead, counts once: message ids
and user tasks do.
"""
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 15.0
POLL = 1.0

_deliveries = Counter(
    "yilian_outbox_deliveries_total", "Attempts to deliver a row of the outbox", ["kind", "result"]
)


_NOW: BindParameter[datetime] = bindparam("now")
_BEFORE = aliased(OutboxMessage)
_DUE = (
    select(OutboxMessage)
    .where(
        OutboxMessage.done_at.is_(None),
        OutboxMessage.failed_code.is_(None),
        OutboxMessage.next_attempt_at <= _NOW,
        or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < _NOW),
        ~exists().where(
            _BEFORE.case_no == OutboxMessage.case_no,
            _BEFORE.id < OutboxMessage.id,
            _BEFORE.done_at.is_(None),
            _BEFORE.failed_code.is_(None),
        ),
    )
    .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
    .limit(bindparam("most"))
)
"""Rows that are due, that nobody holds, and before which no open row of the same case stands."""
_DUE_LOCKED = _DUE.with_for_update(skip_locked=True)
_DUE_AT_ALL = _DUE.with_only_columns(OutboxMessage.id)


class Dispatcher:
    """Delivers the outbox of ``database`` to ``engine``; run one in each gateway process.

    ``concurrency`` rows are under way at once. Wakes at once when a transaction of this process wrote a row, and every
    second for rows of others. ``clock`` paces only.
    """

    def __init__(
        self, database: Database, engine: Engine, *, concurrency: int = 64, clock: Clock | None = None
    ) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock or SystemClock()
        self._free = concurrency
        self._name = uuid4().hex
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: set[int] = set()

    async def run(self) -> None:
        """Work until cancelled. What is under way then is left to its lease: it is idempotent."""
        renewing = asyncio.create_task(self._renew_leases())
        try:
            while True:
                self._database.outbox_written.clear()
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
            logger.warning("the outbox cannot be read: %s", type(error).__name__)
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
                await self._database.outbox_written.wait()
        except TimeoutError:
            return

    async def _handle_and_free(self, row: OutboxMessage) -> None:
        try:
            await self._handle(row)
        except (SQLAlchemyError, ChainError) as error:
            # The lease runs out and the row is delivered again.
            logger.warning("outbox row %d is not marked: %s", row.id, type(error).__name__)
        finally:
            self._held.discard(row.id)
            self._free += 1
            self._database.outbox_written.set()

    async def _handle(self, row: OutboxMessage) -> None:
        result = await deliver(row, self._engine, self._database)
        _deliveries.labels(row.kind, type(result).__name__.lower()).inc()
        await self._mark(row, result)

    async def _lease(self) -> list[OutboxMessage]:
        """Take over what is due."""
        if self._free <= 0:
            return []
        now = self._clock.now()
        async with self._database.read() as session:
            if await session.scalar(_DUE_AT_ALL, {"now": now, "most": 1}) is None:
                return []
        async with self._database.write() as session:
            rows = list(await session.scalars(_DUE_LOCKED, {"now": now, "most": self._free}))
            for row in rows:
                row.leased_until, row.leased_by = now + LEASE, self._name
                row.attempts += 1
        return rows

    async def _renew_leases(self) -> None:
        """Hold on to what is under way, however long the engine takes."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if not self._held:
                continue
            mine = OutboxMessage.id.in_(self._held) & (OutboxMessage.leased_by == self._name)
            try:
                async with self._database.write() as session:
                    until = self._clock.now() + LEASE
                    await session.execute(update(OutboxMessage).where(mine).values(leased_until=until))
            except (SQLAlchemyError, ChainError, OSError) as error:
                logger.warning("leases are not renewed: %s", type(error).__name__)

    async def _mark(self, row: OutboxMessage, result: Result) -> None:
        now = self._clock.now()
        values: dict[str, object] = {"leased_until": None, "leased_by": None}
        match result:
            case Delivered():
                values["done_at"] = now
            case Failed(code):
                values["failed_code"] = code
                logger.error("outbox row %d (%s) failed for good: %s", row.id, row.kind, code)
            case TryAgain(code):
                values["next_attempt_at"] = now + timedelta(seconds=_pause(row.attempts))
                logger.info("outbox row %d (%s) waits: %s", row.id, row.kind, code)
        mine = (OutboxMessage.id == row.id) & (OutboxMessage.leased_by == self._name)
        async with self._database.write() as session:
            await session.execute(update(OutboxMessage).where(mine).values(values))
            if row.kind == Kind.COMPLETE_TASK and not isinstance(result, TryAgain):
                state = "done" if isinstance(result, Delivered) else "void"
                decision = Decision.task_key == row.payload["task_key"]
                await session.execute(update(Decision).where(decision).values(state=state))


def _pause(attempts: int) -> float:
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 12))
    return float(longest * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
