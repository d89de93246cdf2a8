"""A worker from its first job to its stop. The engine's side is only recorded here; tests/engine runs it for real."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta

from pyzeebe import Job

from tests.unit.workers.service import BODY, DocumentedService, FixedClock, job
from tests.unit.workers.test_workers_runner import TYPE, Precheck, RecordedAnswers, route
from workers.runtime import JobContext
from workers.runtime.metrics import Metrics
from workers.runtime.routing import Handler
from workers.runtime.runner import Runner
from workers.runtime.worker import Worker


class RecordedEngine(RecordedAnswers):
    """Hands out a list of jobs once and keeps the answers; every first call fails with something unforeseen."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        super().__init__()
        self.jobs = list(jobs)
        self.calls = 0

    async def poll(
        self, job_type: str, lease: timedelta, variables: Sequence[str], at_most: int
    ) -> list[Job]:
        self.calls += 1
        if self.calls == 1:
            raise ExceptionGroup("unforeseen", [RuntimeError("status nobody knows")])
        jobs, self.jobs = self.jobs, []
        if not jobs:
            await asyncio.Event().wait()
        return jobs

    async def stream(
        self, job_type: str, lease: timedelta, variables: Sequence[str]
    ) -> AsyncGenerator[Job, None]:
        await asyncio.Event().wait()
        yield self.jobs[0]


def worker(engine: RecordedEngine, handler: Handler, metrics: Metrics, concurrency: int = 1) -> Worker:
    service = DocumentedService({})
    runner = Runner(BODY, engine, service.gateway(), service.keeper(), FixedClock(), metrics)
    grace = timedelta(milliseconds=50)
    return Worker(
        BODY,
        [route(handler)],
        engine,  # type: ignore[arg-type]
        runner,
        metrics,
        concurrency=concurrency,
        grace=grace,
    )


async def test_a_source_that_ends_by_an_unforeseen_error_is_started_again() -> None:
    done = asyncio.Event()

    async def handler(job: JobContext) -> Precheck:
        done.set()
        return Precheck(complete=True)

    engine, metrics, stop = RecordedEngine([job(TYPE)]), Metrics(), asyncio.Event()
    working = asyncio.create_task(worker(engine, handler, metrics).run(stop))
    await asyncio.wait_for(done.wait(), 30)
    stop.set()
    await working
    errors = {"call": "poll", "code": "ExceptionGroup"}
    assert metrics.registry.get_sample_value("yilian_worker_engine_errors_total", errors) == 1
    assert ("complete", 4711, {"precheck": {"complete": True, "officer": False}}) in engine.answers


async def test_a_stop_gives_back_the_jobs_that_run_too_long_and_those_that_never_began() -> None:
    begun = asyncio.Event()

    async def endless(job: JobContext) -> Precheck:
        begun.set()
        await asyncio.Event().wait()
        return Precheck(complete=True)

    engine, stop = RecordedEngine([job(TYPE, key=1), job(TYPE, key=2), job(TYPE, key=3)]), asyncio.Event()
    working = asyncio.create_task(worker(engine, endless, Metrics()).run(stop))
    await asyncio.wait_for(begun.wait(), 30)
    stop.set()
    await working
    assert {answer[:4] for answer in engine.answers} == {("fail", key, 5, "Released") for key in (1, 2, 3)}


async def test_a_job_that_is_handed_out_again_while_it_runs_does_not_run_twice() -> None:
    runs, gate = 0, asyncio.Event()

    async def handler(job: JobContext) -> Precheck:
        nonlocal runs
        runs += 1
        await gate.wait()
        return Precheck(complete=True)

    engine, metrics, stop = RecordedEngine([job(TYPE), job(TYPE)]), Metrics(), asyncio.Event()
    working = asyncio.create_task(worker(engine, handler, metrics, concurrency=2).run(stop))
    dropped = {"job_type": "review.precheck", "result": "dropped"}
    async with asyncio.timeout(30):
        while not metrics.registry.get_sample_value("yilian_worker_jobs_total", dropped):  # noqa: ASYNC110 - a counter
            await asyncio.sleep(0.01)
    gate.set()
    stop.set()
    await working
    assert runs == 1
