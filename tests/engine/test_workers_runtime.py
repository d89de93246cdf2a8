"""The workers' runtime at a real broker: own jobs only, bounded, backing off, silent about persons, orderly in its end."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chain.cases import Outcome
from chain.job_types import JOB_TYPES
from chain.logs import JsonLines
from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.records import RecordLog
from tests.engine.workers_support import BODY, NEIGHBOUR, PATIENCE, running_worker, starter
from workers.demo.handlers import DemoResult
from workers.errors import GatewayFailed
from workers.runtime import JobContext, Route

pytestmark = pytest.mark.engine

MARK = "演示张三379901198503120017"
DONE = DemoResult(outcome=Outcome.GRANTED)

Handler = Callable[[JobContext], Coroutine[Any, Any, DemoResult]]


def succeed_route(handler: Handler, seconds: float = 30) -> list[Route]:
    return [Route(JOB_TYPES["demo.succeed"], handler, DemoResult, timedelta(seconds=seconds))]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - the condition is a counter that nobody signals
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("streaming", [True, False], ids=["streamed", "polled"])
async def test_bodies_of_one_department_in_two_cities_get_their_own_jobs_only(
    engine: EngineProcess, tmp_path: Path, streaming: bool
) -> None:
    seen: dict[str, list[str]] = {BODY: [], NEIGHBOUR: []}

    def note(body: str) -> Handler:
        async def handler(job: JobContext) -> DemoResult:
            seen[body].append(job.case_no)
            return DONE

        return handler

    name = f"workers_two_cities_{streaming}".lower()
    async with (
        starter(engine.grpc_address, tmp_path, name, "demo.succeed") as process,
        running_worker(engine.grpc_address, succeed_route(note(BODY)), streaming=streaming) as own,
        running_worker(
            engine.grpc_address, succeed_route(note(NEIGHBOUR)), body=NEIGHBOUR, streaming=streaming
        ) as neighbours,
    ):
        for number in range(60):
            await process.start(f"one-{number}")
            await process.start(f"two-{number}", NEIGHBOUR)
        await until(lambda: own.count("demo.succeed", "completed") >= 60)
        await until(lambda: neighbours.count("demo.succeed", "completed") >= 60)
    assert set(seen[BODY]) == {f"one-{number}" for number in range(60)}
    assert set(seen[NEIGHBOUR]) == {f"two-{number}" for number in range(60)}


async def test_a_worker_handles_no_more_jobs_at_a_time_than_it_was_told_though_the_engine_pushes_them(
    engine: EngineProcess, tmp_path: Path
) -> None:
    running, most, gate = 0, 0, asyncio.Event()

    async def handler(job: JobContext) -> DemoResult:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await gate.wait()
        running -= 1
        return DONE

    async with (
        starter(engine.grpc_address, tmp_path, "workers_bound", "demo.succeed") as process,
        running_worker(engine.grpc_address, succeed_route(handler), concurrency=3) as worker,
    ):
        for number in range(12):
            await process.start(f"case-{number}")
        await until(lambda: running == 3)
        await asyncio.sleep(1)
        gate.set()
        await until(lambda: worker.count("demo.succeed", "completed") >= 12)
    assert most == 3


async def test_a_failed_job_is_tried_again_after_pauses_that_grow(
    engine: EngineProcess, records: RecordLog, tmp_path: Path
) -> None:
    tries = 0

    async def handler(job: JobContext) -> DemoResult:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise GatewayFailed
        return DONE

    async with (
        starter(engine.grpc_address, tmp_path, "workers_backoff", "demo.succeed", records) as process,
        running_worker(engine.grpc_address, succeed_route(handler)),
    ):
        instance = await process.start("case-1")
        await process.ended(instance)
    failed = [
        (record["value"]["errorMessage"], record["value"]["retries"], record["value"]["retryBackoff"])
        for record in records
        if (record["valueType"], record["intent"]) == ("JOB", "FAILED")
        and record["value"]["processInstanceKey"] == instance
    ]
    assert [(code, retries) for code, retries, _ in failed] == [("GatewayFailed", 4), ("GatewayFailed", 3)]
    assert failed[0][2] < failed[1][2]


async def crash(job: JobContext) -> DemoResult:
    raise ValueError(f"cannot read {MARK}")


async def no_json(job: JobContext) -> DemoResult:
    return DemoResult.model_construct(outcome=object())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("handler", "code"),
    [(crash, "Unexpected:ValueError"), (no_json, "ResultInvalid")],
    ids=["crash", "no_json"],
)
async def test_a_faulty_handler_raises_an_incident_that_tells_its_code_and_nothing_else(
    engine: EngineProcess,
    records: RecordLog,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    handler: Handler,
    code: str,
) -> None:
    caplog.set_level(logging.DEBUG, "workers")
    async with (
        starter(
            engine.grpc_address, tmp_path, f"workers_{handler.__name__}", "demo.succeed", records
        ) as process,
        running_worker(engine.grpc_address, succeed_route(handler)),
    ):
        instance = await process.start("case-1")
        incident = await process.recorded(instance, "INCIDENT", "CREATED")
    assert incident["errorMessage"] == code
    lines = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert code in lines
    assert MARK not in lines
    assert MARK not in records.file.read_text(encoding="utf-8")


async def test_a_worker_that_stops_finishes_what_it_can_and_gives_the_rest_to_the_next(
    engine: EngineProcess, records: RecordLog, tmp_path: Path
) -> None:
    begun: set[str] = set()

    async def slow(job: JobContext) -> DemoResult:
        begun.add(job.case_no)
        await asyncio.sleep(1 if job.case_no == "quick" else 3600)
        return DONE

    async def next_one(job: JobContext) -> DemoResult:
        return DONE

    async with starter(engine.grpc_address, tmp_path, "workers_stop", "demo.succeed", records) as process:
        # Were the job not given back, its hour of timeout would hold it.
        async with running_worker(
            engine.grpc_address, succeed_route(slow, seconds=7200), grace=3
        ) as stopping:
            quick, endless = await process.start("quick"), await process.start("endless")
            await until(lambda: begun == {"quick", "endless"})
            await stopping.stop()
            assert stopping.count("demo.succeed", "completed") == 1
            assert stopping.count("demo.succeed", "released") == 1
        await process.ended(quick)
        async with running_worker(engine.grpc_address, succeed_route(next_one)):
            await process.ended(endless)
    released = await process.recorded(endless, "JOB", "FAILED")
    assert (released["errorMessage"], released["retries"]) == ("Released", 5)
