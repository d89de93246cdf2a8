"""The worker as it is deployed: ``python -m workers`` with the demo handlers, its health port, its logs and its end."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from scripts.tools.engine import EngineProcess
from scripts.tools.free_ports import free_port
from scripts.tools.rehearsal.records import RecordLog
from tests.engine.workers_support import BODY, NOBODY, PATIENCE, starter

pytestmark = pytest.mark.engine

MARK = "演示李四379901197811060031"


class WorkerProcess:
    """One started worker process."""

    def __init__(self, process: asyncio.subprocess.Process, health: str) -> None:
        self.process = process
        self.health = health
        self.log = ""

    async def answers(self, path: str) -> httpx.Response:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(trust_env=False) as client:
            while True:
                try:
                    return await client.get(f"{self.health}{path}")
                except httpx.TransportError:
                    assert self.process.returncode is None
                await asyncio.sleep(0.2)

    async def ready(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while (await self.answers("/ready")).status_code != httpx.codes.OK:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.2)

    async def metrics(self) -> str:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(f"{self.health}/metrics")).text

    async def terminate(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        self.log = log.decode()
        assert self.process.returncode is not None
        return self.process.returncode


@asynccontextmanager
async def worker_process(engine: EngineProcess, folder: Path) -> AsyncIterator[WorkerProcess]:
    """Start the worker of :data:`BODY`; killed at the end if it is still there."""
    token = folder / "token"
    token.write_text("none", encoding="ascii")
    port = free_port()
    environment = {
        **os.environ,
        **engine.client_environ(),
        "YILIAN_GATEWAY_URL": NOBODY,
        "YILIAN_KEEPER_URL": NOBODY,
        "YILIAN_TOKEN_FILE": str(token),
        "YILIAN_HEALTH_PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "workers", "--body", BODY, env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield WorkerProcess(process, f"http://127.0.0.1:{port}")
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_the_demo_workers_succeed_refuse_and_crash_and_the_process_ends_in_order(
    engine: EngineProcess, records: RecordLog, tmp_path: Path
) -> None:
    address = engine.grpc_address
    async with (
        starter(address, tmp_path, "workers_demo_succeed", "demo.succeed", records) as succeed,
        starter(address, tmp_path, "workers_demo_refuse", "demo.refuse", records) as refuse,
        starter(address, tmp_path, "workers_demo_crash", "demo.crash", records) as crash,
        worker_process(engine, tmp_path) as worker,
    ):
        await worker.ready()
        granted, refused = await succeed.start("case-1"), await refuse.start("case-2")
        failed = await crash.start("case-3", applicant=MARK)
        await succeed.ended(granted)
        await refuse.ended(refused)
        incident = await crash.recorded(failed, "INCIDENT", "CREATED")
        metrics = await worker.metrics()
        assert await worker.terminate() == 0
    outcomes = [
        (record["value"]["processInstanceKey"], json.loads(record["value"]["value"]))
        for record in records
        if record["valueType"] == "VARIABLE" and record["value"]["name"] == "demo"
    ]
    assert (granted, {"outcome": "granted"}) in outcomes
    assert (refused, {"outcome": "refused"}) in outcomes
    assert incident["errorMessage"] == "Unexpected:RuntimeError"
    lines = [json.loads(line) for line in worker.log.splitlines()]
    assert {"case-1", "case-2", "case-3"} <= {line.get("case_no") for line in lines}
    for text in (worker.log, metrics):
        assert MARK not in text
        assert "never leaves the process" not in text
    assert 'yilian_worker_failures_total{code="Unexpected:RuntimeError",job_type="demo.crash"} 1.0' in metrics


async def test_a_worker_whose_engine_is_away_is_alive_but_not_ready(
    engine: EngineProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = {"YILIAN_ENGINE_GRPC": "127.0.0.1:9"}
    monkeypatch.setattr(EngineProcess, "client_environ", lambda _: away)
    async with worker_process(engine, tmp_path) as worker, httpx.AsyncClient(trust_env=False) as client:
        alive = await worker.answers("/health")
        ready = await client.get(f"{worker.health}/ready")
        metrics = await worker.metrics()
        assert await worker.terminate() == 0
    assert alive.status_code == httpx.codes.OK
    assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert "demo.succeed" in ready.json()["not_polling"]
    assert 'yilian_worker_polling{job_type="demo.succeed"} 0.0' in metrics
