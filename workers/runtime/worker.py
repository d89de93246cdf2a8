"""One worker process: the sources of all its job types, the bound on running jobs, and an orderly end."""

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from pyzeebe import Job

from workers.runtime.engine import EngineConnection
from workers.runtime.metrics import Metrics
from workers.runtime.routing import Route
from workers.runtime.runner import Runner
from workers.runtime.slots import Slots
from workers.runtime.sources import Source

logger = logging.getLogger(__name__)


class Worker:
    """Serves ``routes`` for one body until it is told to stop.

    ``concurrency`` bounds the jobs handled at a time over all types; ``grace`` is how long running jobs may
    go on after a stop before they are given back to the engine.
    """

    def __init__(
        self,
        body: str,
        routes: Sequence[Route],
        engine: EngineConnection,
        runner: Runner,
        metrics: Metrics,
        *,
        concurrency: int,
        grace: timedelta,
        streaming: bool = True,
    ) -> None:
        self._runner = runner
        self._metrics = metrics
        self._grace = grace
        self._streaming = streaming
        self._slots = Slots(concurrency)
        metrics.slots_free.set_function(lambda: float(self._slots.free))
        self._running: dict[int, asyncio.Task[None]] = {}
        self._parked: list[tuple[Job, Route]] = []
        self._sources = [Source(route, body, engine, self._slots, self._admit, metrics) for route in routes]

    @property
    def not_polling(self) -> list[str]:
        """The job types whose polls the engine does not answer."""
        return [source.name for source in self._sources if not source.alive]

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then finish or give back what is under way."""
        sources = [asyncio.create_task(source.poll_for_ever(self._share)) for source in self._sources]
        if self._streaming:
            sources += [asyncio.create_task(source.stream_for_ever()) for source in self._sources]
        ended = asyncio.create_task(stop.wait())
        try:
            # A source ends only by an error that no loop may swallow: then the process ends too.
            await asyncio.wait([*sources, ended], return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            await _cancel(sources)
            await self._finish()
        logger.info("worker stopped")

    def _share(self) -> int:
        """How many jobs one poll may ask for, so that the polls of all types together fit the free slots."""
        return self._slots.free // len(self._sources)

    async def _admit(self, jobs: Sequence[Job], route: Route) -> None:
        waiting, received = list(jobs), time.monotonic()
        try:
            while waiting:
                await self._slots.take()
                waited = timedelta(seconds=time.monotonic() - received)
                self._begin(waiting.pop(0), route, waited)
        except asyncio.CancelledError:
            self._parked += [(job, route) for job in waiting]
            raise

    def _begin(self, job: Job, route: Route, waited: timedelta) -> None:
        # Measured here and not by the job's deadline: the clocks of engine and worker need not agree.
        too_late = waited >= route.limit
        if job.key in self._running or too_late:
            self._metrics.jobs.labels(route.job_type.name, "dropped").inc()
            self._slots.give_back()
            return
        task = asyncio.create_task(self._runner.run(job, route, waited))
        self._running[job.key] = task
        self._metrics.running.set(len(self._running))
        task.add_done_callback(lambda _: self._ended(job.key))

    def _ended(self, job_key: int) -> None:
        del self._running[job_key]
        self._metrics.running.set(len(self._running))
        self._slots.give_back()

    async def _finish(self) -> None:
        logger.info("stopping", extra={"count": len(self._running)})
        releases = [asyncio.create_task(self._runner.release(job, route)) for job, route in self._parked]
        running = list(self._running.values())
        if running:
            await asyncio.wait(running, timeout=self._grace.total_seconds())
        await _cancel([*self._running.values()])
        await asyncio.gather(*releases, return_exceptions=True)


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
