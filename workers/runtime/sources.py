"""Where jobs come from: for each type a stream that the engine pushes into, and a poll for what it missed.

Each source is started again for ever, whatever ended it, with pauses that grow; a type whose polls are not
answered shows in the metrics and makes the process not ready.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import timedelta

from pyzeebe import Job
from pyzeebe.errors import ZeebeDeadlineExceeded

from workers.runtime.engine import LONG_POLL, EngineConnection
from workers.runtime.failures import backoff
from workers.runtime.metrics import Metrics
from workers.runtime.routing import Route
from workers.runtime.slots import Slots
from workers.runtime.tasks import being_cancelled

logger = logging.getLogger(__name__)

SILENCE = 3 * LONG_POLL
"""A type that no poll was answered for so long is not being served."""

_HEALTHY_AFTER = 10.0
_AT_ONCE = 0.005

Admit = Callable[[Sequence[Job], Route], Awaitable[None]]


class Source:
    """The jobs of one type for one body."""

    def __init__(
        self, route: Route, body: str, engine: EngineConnection, slots: Slots, admit: Admit, metrics: Metrics
    ) -> None:
        self.route = route
        self.type = route.job_type.for_body(body)
        self._engine = engine
        self._slots = slots
        self._admit = admit
        self._metrics = metrics
        self._answered: float | None = None
        metrics.polling.labels(self.name).set_function(lambda: float(self.alive))

    @property
    def name(self) -> str:
        """The job type's name without the body."""
        return self.route.job_type.name

    @property
    def alive(self) -> bool:
        """Whether the engine answered a poll of this type lately, or all slots are busy."""
        if self._answered is None:
            return False
        recently = time.monotonic() - self._answered < SILENCE.total_seconds()
        return recently or self._slots.free == 0

    async def stream_for_ever(self) -> None:
        """Take pushed jobs until cancelled."""
        await self._for_ever("stream", self._stream)

    async def poll_for_ever(self, share: Callable[[], int]) -> None:
        """Ask for waiting jobs until cancelled; ``share`` says how many slots this type may claim at once."""
        await self._for_ever("poll", lambda: self._poll(share))

    async def _stream(self) -> None:
        stream = self._engine.stream(self.type, self.route.timeout, self.route.job_type.fetched)
        try:
            async with aclosing(stream) as jobs:
                async for job in jobs:
                    await self._admit([job], self.route)
        except ZeebeDeadlineExceeded:
            logger.debug("stream renewed", extra={"job_type": self.type})

    async def _poll(self, share: Callable[[], int]) -> None:
        await self._slots.wait()
        inputs = self.route.job_type.fetched
        jobs = await self._engine.poll(self.type, self.route.timeout, inputs, max(1, share()))
        self._answered = time.monotonic()
        await self._admit(jobs, self.route)

    async def _for_ever(self, call: str, once: Callable[[], Awaitable[None]]) -> None:
        attempt = 0
        while True:
            began = time.monotonic()
            try:
                await once()
                attempt = 0
                if time.monotonic() - began < _AT_ONCE:
                    await asyncio.sleep(_AT_ONCE)
                continue
            except asyncio.CancelledError:
                # The channel cancels its calls in the same way as whoever stops this source.
                if being_cancelled():
                    raise
                code = "Cancelled"
            except Exception as error:  # noqa: BLE001 - whatever ended it, it is started again
                code = type(error).__name__
            attempt = 1 if time.monotonic() - began > _HEALTHY_AFTER else attempt + 1
            self._metrics.engine_errors.labels(call, code).inc()
            logger.warning("%s ended, starting again", call, extra=self._fields(code, attempt))
            await asyncio.sleep(
                backoff(attempt, timedelta(milliseconds=100), timedelta(seconds=5)).total_seconds()
            )

    def _fields(self, code: str, attempt: int) -> dict[str, object]:
        return {"job_type": self.type, "code": code, "attempt": attempt}
