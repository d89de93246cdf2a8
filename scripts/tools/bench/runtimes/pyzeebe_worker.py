"""pyzeebe's own worker with a handler that does nothing; a fourth argument ``stream`` has the engine push the jobs."""

import asyncio
import sys

from pyzeebe import ZeebeWorker, create_insecure_channel

CONCURRENCY = 32


def worker_of(address: str, job_type: str, streaming: bool) -> ZeebeWorker:
    """A worker of one job type; it gives up no connection and waits a moment only after back-pressure."""
    worker = ZeebeWorker(
        create_insecure_channel(address),
        max_connection_retries=-1,
        poll_retry_delay=1,
        stream_enabled=streaming,
    )

    # Its annotation asks for a handler that takes every argument there is.
    @worker.task(  # type: ignore[arg-type]
        task_type=job_type,
        timeout_ms=30_000,
        max_jobs_to_activate=CONCURRENCY,
        max_running_jobs=CONCURRENCY,
        variables_to_fetch=["case_no"],
    )
    async def succeed(**_variables: object) -> dict[str, dict[str, str]]:
        return {"demo": {"outcome": "granted"}}

    return worker


async def _run(address: str, warm_type: str, job_type: str, streaming: bool) -> None:
    workers = [worker_of(address, name, streaming) for name in (warm_type, job_type)]
    async with asyncio.TaskGroup() as group:
        works = [group.create_task(workers[0].work())]
        await asyncio.to_thread(sys.stdin.readline)
        works.append(group.create_task(workers[1].work()))
        await asyncio.to_thread(sys.stdin.readline)
        for work in works:
            work.cancel()


if __name__ == "__main__":
    engine, warm, measured, *further = sys.argv[1:]
    asyncio.run(_run(engine, warm, measured, streaming=further == ["stream"]))
