"""A worker outlives its engine: killed and started again, it is found again and the work goes on."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from chain.cases import Outcome
from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.broker import running_engine
from tests.engine.test_workers_runtime import succeed_route, until
from tests.engine.workers_support import NOBODY, running_worker, starter
from workers.demo.handlers import DemoResult
from workers.runtime import JobContext

pytestmark = pytest.mark.engine


@pytest.fixture
def mortal_engine(tmp_path: Path) -> Iterator[EngineProcess]:
    """A broker of the test's own, which it may kill."""
    with running_engine(tmp_path, NOBODY) as engine:
        yield engine


async def test_a_worker_reconnects_to_an_engine_that_was_killed_and_goes_on(
    mortal_engine: EngineProcess, tmp_path: Path
) -> None:
    handled: set[str] = set()

    async def handler(job: JobContext) -> DemoResult:
        await asyncio.sleep(0.05)
        handled.add(job.case_no)
        return DemoResult(outcome=Outcome.GRANTED)

    async with running_worker(mortal_engine.grpc_address, succeed_route(handler, seconds=10)) as worker:
        async with starter(mortal_engine.grpc_address, tmp_path, "workers_killed", "demo.succeed") as process:
            for number in range(20):
                await process.start(f"before-{number}")
            mortal_engine.kill()
        await asyncio.sleep(3)
        mortal_engine.start()
        async with starter(mortal_engine.grpc_address, tmp_path, "workers_killed", "demo.succeed") as process:
            for number in range(20):
                await process.start(f"after-{number}")
            expected = {f"{when}-{number}" for when in ("before", "after") for number in range(20)}
            await until(lambda: handled >= expected)
            await until(lambda: not worker.worker.not_polling)
