"""Our worker runtime with a handler that does nothing."""

import asyncio
import sys
from datetime import timedelta

import uvloop

from chain import logs
from chain.clock import SystemClock
from chain.job_types import split_type
from workers.client.gateway import GatewayClient
from workers.client.keeper import KeeperClient
from workers.client.transport import TokenSource
from workers.runtime import JobContext, JobResult, Router
from workers.runtime.engine import EngineConnection
from workers.runtime.metrics import Metrics
from workers.runtime.runner import Runner
from workers.runtime.worker import Worker

CONCURRENCY = 32
_NOBODY = "http://127.0.0.1:9"

router = Router()


class Done(JobResult):
    """Nothing but that it was done."""

    outcome: str


@router.job("demo.succeed")
async def succeed(_job: JobContext) -> Done:
    """Do nothing."""
    return Done(outcome="granted")


async def serve(address: str, job_type: str, stop: asyncio.Event) -> None:
    """Serve one job type until ``stop``, as ``python -m workers`` does for all of a body's."""
    body, metrics, token = split_type(job_type)[1], Metrics(), TokenSource.fixed("none")
    async with GatewayClient(_NOBODY, token) as gateway, KeeperClient(_NOBODY, token) as keeper:
        engine = EngineConnection(address, "bench-ours", metrics)
        runner = Runner(body, engine, gateway, keeper, SystemClock(), metrics)
        grace = timedelta(seconds=2)
        worker = Worker(body, list(router), engine, runner, metrics, concurrency=CONCURRENCY, grace=grace)
        await worker.run(stop)
        await engine.close()


async def _run(address: str, warm_type: str, job_type: str) -> None:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(address, warm_type, stop))
        await asyncio.to_thread(sys.stdin.readline)
        group.create_task(serve(address, job_type, stop))
        await asyncio.to_thread(sys.stdin.readline)
        stop.set()


if __name__ == "__main__":
    logs.set_up()
    uvloop.run(_run(*sys.argv[1:]))
