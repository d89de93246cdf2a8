"""The bare engine under measurement: one broker with the restaurant diagram, and the no-op side beside it."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import httpx
import orjson
from pyzeebe.proto import gateway_pb2 as messages
from pyzeebe.proto import gateway_pb2_grpc

from bpmn.resources import deployable
from scripts.tools.bench.people import REGION, SITUATION, THEME
from scripts.tools.bench.run import Run
from scripts.tools.engine import EngineProcess, EngineSettings
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.failure import CommandFailed
from scripts.tools.free_ports import free_port
from scripts.tools.platform import bodies_of
from scripts.tools.platform.services import Service

_TTL = timedelta(days=7)
_CALL_SECONDS = 10.0
_TOLD_BY = "2099-12-31T23:59:59+08:00"
_PAUSE_SECONDS = 0.05
_PATIENCE_SECONDS = 120.0

LATER = (
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.UNAVAILABLE,
)
"""What a busy engine answers to a command that may be sent again."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A broker and its no-op side, both running."""

    engine: EngineProcess
    noop: Service
    url: str

    @property
    def pids(self) -> dict[str, int]:
        """Process ids: ``engine`` and ``noop``."""
        if self.engine.pid is None:
            raise CommandFailed("流程引擎已停止，无法测量。")
        return {"engine": self.engine.pid, "noop": self.noop.pid}

    def seen(self) -> dict[str, Any]:
        """What the no-op side has seen in the records so far (:mod:`scripts.tools.bench.noop`)."""
        self.noop.check_alive()
        seen: dict[str, Any] = httpx.get(f"{self.url}/seen", timeout=10, trust_env=False).json()
        return seen

    async def start_cases(self, count: int, in_flight: int) -> list[float]:
        """Start ``count`` chains, ``in_flight`` calls at a time; answers the seconds until each was acknowledged."""
        room, stub_seconds = asyncio.Semaphore(in_flight), list[float]()
        async with grpc.aio.insecure_channel(self.engine.grpc_address) as channel:
            stub: Any = gateway_pb2_grpc.GatewayStub(channel)

            async def start() -> None:
                async with room:
                    stub_seconds.append(await publish(stub))

            await asyncio.gather(*(start() for _ in range(count)))
        return stub_seconds


async def publish(stub: Any) -> float:
    """Start one chain by its message, however often the engine asks to wait; answers the seconds that took.

    ``stub`` is a generated stub on an asyncio channel: its annotations are for blocking channels only.
    """
    began, case_no = time.perf_counter(), uuid.uuid4().hex
    request = messages.PublishMessageRequest(
        name=f"{THEME}.submitted",
        correlationKey=case_no,
        messageId=case_no,
        timeToLive=round(_TTL.total_seconds() * 1000),
        variables=orjson.dumps(_variables(case_no)).decode(),
    )
    while True:
        try:
            await stub.PublishMessage(request, timeout=_CALL_SECONDS)
            return time.perf_counter() - began
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.ALREADY_EXISTS:
                return time.perf_counter() - began
            # Told again it starts nothing twice: the message's id is the case's number.
            if error.code() not in LATER or time.perf_counter() - began > _PATIENCE_SECONDS:
                raise
            await asyncio.sleep(_PAUSE_SECONDS)


def _variables(case_no: str) -> dict[str, Any]:
    bodies = {
        "business_license": "approval",
        "food_license": "approval",
        "fire_inspection": "fire",
        "signboard": "urban",
        "industry_permit": "approval",
    }
    items = {item: {"item": item, "body": f"{body}_{REGION}"} for item, body in bodies.items()}
    return {
        "case_no": case_no,
        "theme": THEME,
        "region": REGION,
        "lead_body": f"approval_{REGION}",
        "situation": SITUATION,
        "items": items,
        "precheck_items": [value for item, value in items.items() if item != "industry_permit"],
        "told_by": _TOLD_BY,
    }


@contextmanager
def running_bare(run: Run) -> Iterator[Bare]:
    """Start broker and no-op side on free ports, deploy the theme, stop both at the end."""
    folder, ports, port = run.folder / "bare", EnginePorts.free(), free_port()
    url = f"http://127.0.0.1:{port}"
    engine = EngineProcess(
        EngineSettings(
            home=run.engine_home,
            data=folder / "engine",
            log=folder / "engine.log",
            intake_url=url,
            ports=ports,
        )
    )
    noop = _noop(engine, port, folder / "noop.log")
    try:
        noop.start()
        engine.start(run.tell)
        noop.wait_ready()
        deploy(engine.grpc_address, deployable(THEME))
        yield Bare(engine, noop, url)
    finally:
        engine.stop()
        noop.stop()


def deploy(grpc_address: str, resources: dict[str, bytes]) -> None:
    """Deploy files on a broker."""
    request = messages.DeployResourceRequest(
        resources=[messages.Resource(name=name, content=content) for name, content in resources.items()]
    )
    with grpc.insecure_channel(grpc_address) as channel:
        gateway_pb2_grpc.GatewayStub(channel).DeployResource(request, timeout=30)


def _noop(engine: EngineProcess, port: int, log: Path) -> Service:
    arguments = ["scripts.tools.bench.noop", "--port", str(port)]
    arguments += ["--grpc", engine.grpc_address, "--rest", engine.rest_url]
    for body in bodies_of(REGION, THEME):
        arguments += ["--body", body.code]
    return Service("noop", arguments, {}, log, f"http://127.0.0.1:{port}/seen")
