"""The dispatcher: a background task of every gateway that delivers the outbox until the engine took it.

Rows of one case go in order: a row waits until those before it are done or failed. There is no last attempt; pauses
grow to a limit. A row that two gateways deliver all the same, for one that stood still or a clock that is ahead, counts
once: message ids and user tasks do.
"""

import logging
from collections.abc import Awaitable, Callable

from prometheus_client import Counter
from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from chain.clock import Clock
from chain.errors import ChainError
from gateway.outbox.delivery import Delivered, Engine, Failed, Result, TryAgain, deliver
from gateway.outbox.enqueue import Kind
from gateway.outbox.leasing import LeasedQueue, free_and_due, pause
from gateway.store.database import Database
from gateway.store.models import Decision, OutboxMessage

logger = logging.getLogger(__name__)

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 15.0
NOBODY_DRAFTS = "nobody_drafts"

OnVoid = Callable[[AsyncSession, int], Awaitable[None]]
"""Told in the same transaction of a task that was gone when its decision reached the engine."""

OnDocuments = Callable[[AsyncSession, str], Awaitable[None]]
"""Drafts, in the same transaction, what the submission of a case owes; drafting again changes nothing."""

_deliveries = Counter(
    "yilian_outbox_deliveries_total", "Attempts to deliver a row of the outbox", ["kind", "result"]
)


_BEFORE = aliased(OutboxMessage)
_DUE = (
    select(OutboxMessage)
    .where(
        OutboxMessage.done_at.is_(None),
        OutboxMessage.failed_code.is_(None),
        free_and_due(OutboxMessage),
        ~exists().where(
            _BEFORE.case_no == OutboxMessage.case_no,
            _BEFORE.id < OutboxMessage.id,
            _BEFORE.done_at.is_(None),
            _BEFORE.failed_code.is_(None),
        ),
    )
    .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
)
"""Rows that are due, that nobody holds, and before which no open row of the same case stands."""


class Dispatcher(LeasedQueue[OutboxMessage]):
    """Delivers the outbox of ``database`` to ``engine``; wakes at once when this process wrote a row.

    ``on_void`` and ``on_documents`` are set by who knows what a void decision means, and how documents are drafted.
    """

    def __init__(
        self, database: Database, engine: Engine, *, concurrency: int = 64, clock: Clock | None = None
    ) -> None:
        super().__init__(
            database,
            OutboxMessage,
            _DUE,
            woken=database.outbox_written,
            concurrency=concurrency,
            clock=clock,
        )
        self._engine = engine
        self.on_void: OnVoid | None = None
        self.on_documents: OnDocuments | None = None

    async def _handle(self, row: OutboxMessage) -> None:
        if row.kind == Kind.DRAFT_DOCUMENTS:
            result = await self._drafted(row)
        else:
            result = await deliver(row, self._engine, self._database)
            await self._mark(row, result)
        _deliveries.labels(row.kind, type(result).__name__.lower()).inc()

    async def _drafted(self, row: OutboxMessage) -> Result:
        """Draft and mark in one transaction: what a killed gateway left is drafted by the next, with the same numbers."""
        code = NOBODY_DRAFTS
        if self.on_documents is not None:
            try:
                async with self._database.write() as session:
                    await self.on_documents(session, row.payload["case_no"])
                    await self._release(session, row, {"done_at": self._clock.now()})
                return Delivered()
            except ChainError as error:
                code = error.code
        result = TryAgain(code)
        await self._mark(row, result)
        return result

    async def _mark(self, row: OutboxMessage, result: Result) -> None:
        now = self._clock.now()
        values: dict[str, object] = {}
        match result:
            case Delivered():
                values["done_at"] = now
            case Failed(code):
                values["failed_code"] = code
                logger.error("outbox row %d (%s) failed for good: %s", row.id, row.kind, code)
            case TryAgain(code):
                values["next_attempt_at"] = now + pause(
                    row.attempts, first=FIRST_PAUSE, longest=LONGEST_PAUSE
                )
                logger.info("outbox row %d (%s) waits: %s", row.id, row.kind, code)
        async with self._database.write() as session:
            await self._release(session, row, values)
            if row.kind == Kind.COMPLETE_TASK and not isinstance(result, TryAgain):
                state = "done" if isinstance(result, Delivered) else "void"
                decision = Decision.task_key == row.payload["task_key"]
                await session.execute(update(Decision).where(decision).values(state=state))
                if state == "void" and self.on_void is not None:
                    await self.on_void(session, row.payload["task_key"])
