"""The provincial rating service (省一体化在线政务服务“好差评”系统): told how each rating stands until it took it."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import orjson
from prometheus_client import Counter
from sqlalchemy import select

from chain.clock import Clock
from chain.errors import ChainError
from gateway.outbox.leasing import LeasedQueue, free_and_due, pause
from gateway.store.database import Database
from gateway.store.models import RatingReport

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0
"""Seconds between attempts; there is no last one."""

_reports = Counter("yilian_rating_reports_total", "Attempts to report a rating to the province", ["result"])
_DUE = (
    select(RatingReport)
    .where(RatingReport.sent_at.is_(None), free_and_due(RatingReport))
    .order_by(RatingReport.next_attempt_at, RatingReport.id)
)


class RatingServiceAway(ChainError):
    """The service does not answer, or does not take it now."""

    message = "省好差评系统暂时不可用。"


class RatingService(Protocol):
    """What the province offers. A report may come twice: ``rating`` and ``revision`` name it, the highest one counts."""

    async def report(self, content: Mapping[str, Any]) -> None:
        """Take how a rating stands. Raises ``RatingServiceAway``."""
        ...


class RehearsalRatingService:
    """A rehearsal (演练) of the service: what it was told stands in a file, a line each."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def report(self, content: Mapping[str, Any]) -> None:
        """Write it down."""
        try:
            await asyncio.to_thread(self._write, orjson.dumps(content) + b"\n")
        except OSError:
            raise RatingServiceAway from None

    def _write(self, line: bytes) -> None:
        with self._file.open("ab") as file:
            file.write(line)


class RatingReporter(LeasedQueue[RatingReport]):
    """Reports ratings to the province; run one in each gateway process."""

    def __init__(
        self, database: Database, service: RatingService, *, now: Clock, clock: Clock | None = None
    ) -> None:
        super().__init__(database, RatingReport, _DUE, woken=asyncio.Event(), concurrency=8, clock=clock)
        self._service = service
        self._now = now

    async def _handle(self, row: RatingReport) -> None:
        try:
            await self._service.report(row.content)
        except RatingServiceAway as error:
            values: dict[str, object] = {
                "error_code": error.code,
                "next_attempt_at": self._clock.now()
                + pause(row.attempts - 1, first=FIRST_PAUSE, longest=LONGEST_PAUSE),
            }
            logger.info("rating report %d waits: %s", row.id, error.code)
        else:
            values = {"error_code": None, "sent_at": self._now.now()}
        _reports.labels("waits" if values["error_code"] else "sent").inc()
        async with self._database.write() as session:
            await self._release(session, row, values)
