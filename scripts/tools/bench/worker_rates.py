"""Jobs a second and CPU a job of three worker runtimes that do nothing, by turns (issue 4, point 6 c)."""

import asyncio
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import orjson
from pyzeebe.proto import gateway_pb2 as messages
from pyzeebe.proto import gateway_pb2_grpc

from scripts.tools.bench.bare import Bare, deploy, running_bare
from scripts.tools.bench.figures import Aim, Collector, Findings, Ratio
from scripts.tools.bench.processes import cpu_seconds
from scripts.tools.bench.run import Run
from scripts.tools.bench.runtimes.java import java_command
from scripts.tools.failure import CommandFailed
from scripts.tools.following import following_parent

PROCESS = "bench_one_task"
CREATIONS_IN_FLIGHT = 32
_PATIENCE_SECONDS = 180.0
_LOOK_SECONDS = 0.2
_CALL_SECONDS = 10.0
_TITLES = {
    "ours": "我方运行时",
    "pyzeebe_stream": "pyzeebe（推送）",
    "pyzeebe_poll": "pyzeebe（轮询）",
    "java": "Java 客户端",
}

_DIAGRAM = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench"><process id="{PROCESS}" isExecutable="true">
<startEvent id="Event_Start"/><sequenceFlow id="Flow_1" sourceRef="Event_Start" targetRef="Task_Work"/>
<serviceTask id="Task_Work"><extensionElements><zeebe:taskDefinition type="=job_type" retries="5"/></extensionElements>
</serviceTask><sequenceFlow id="Flow_2" sourceRef="Task_Work" targetRef="Event_End"/><endEvent id="Event_End"/>
</process></definitions>"""


async def measure(run: Run) -> Findings:
    """Each repeat runs every runtime once, in an order that turns by one, so that none is always first."""
    found = Collector()
    with running_bare(run) as bare:
        deploy(bare.engine.grpc_address, {f"{PROCESS}.bpmn": _DIAGRAM.encode()})
        commands = _commands(run)
        names = list(commands)
        for number in range(run.repeats):
            for name in names[number % len(names) :] + names[: number % len(names)]:
                run.tell(f"第 {number + 1}/{run.repeats} 轮：{_TITLES[name]}")
                await _Round(bare, name, commands[name], run, found).play()
    return Findings(found.figures, _ratios(), _remarks())


def _commands(run: Run) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    pyzeebe = [*python, "scripts.tools.bench.runtimes.pyzeebe_worker"]
    return {
        "ours": [*python, "scripts.tools.bench.runtimes.ours"],
        "java": java_command(run.engine_home, run.folder / "classes"),
        "pyzeebe_stream": [*pyzeebe],
        "pyzeebe_poll": [*pyzeebe],
    }


class _Round:
    """One runtime, once: jobs that wait for it, then a steady stream."""

    def __init__(self, bare: Bare, name: str, command: Sequence[str], run: Run, found: Collector) -> None:
        self._bare, self._name, self._command, self._found = bare, name, command, found
        self._warm, self._count = run.scaled(500, 200), run.scaled(3000, 800)
        self._log = run.folder / f"{name}.log"
        self._types = [f"demo.succeed.{kind}_{uuid.uuid4().hex[:8]}" for kind in ("warm", "bench")]

    async def play(self) -> None:
        """Warm up, then both measurements."""
        warm_type, job_type = self._types
        further = ["stream"] if self._name == "pyzeebe_stream" else []
        arguments = [self._bare.engine.grpc_address, *self._types, *further]
        with _worker([*self._command, *arguments], self._log) as worker:
            await self._create(warm_type, self._warm)
            await self._until(warm_type, self._warm, worker)
            await self._create(job_type, self._count)
            await self._measured(worker, "waiting", "等待中的任务", self._go)
            await self._measured(
                worker, "stream", "持续到来的任务", lambda _: self._create(job_type, self._count)
            )

    async def _go(self, worker: subprocess.Popen[bytes]) -> None:
        assert worker.stdin is not None  # noqa: S101 - asked for with PIPE
        worker.stdin.write(b"go\n")
        worker.stdin.flush()

    async def _measured(self, worker: subprocess.Popen[bytes], kind: str, title: str, begin: Any) -> None:
        job_type, before = self._types[1], await self._completed(self._types[1])
        cpu, began = cpu_seconds(worker.pid), time.time() * 1000
        await begin(worker)
        await self._until(job_type, before["count"] + self._count, worker)
        spent = cpu_seconds(worker.pid) - cpu
        seconds = ((await self._completed(job_type))["last"] - began) / 1000
        whole = f"{_TITLES[self._name]} {title}"
        self._found.sample(
            f"runtime.{self._name}.{kind}.rate", f"{whole} 速率", "个/秒", self._count / seconds
        )
        self._found.sample(
            f"runtime.{self._name}.{kind}.cpu", f"{whole} CPU", "毫秒/个", spent / self._count * 1000
        )

    async def _until(self, job_type: str, count: int, worker: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (await self._completed(job_type))["count"] < count:
            if worker.poll() is not None or time.monotonic() > deadline:
                said = self._log.read_text(encoding="utf-8", errors="replace")[-600:]
                raise CommandFailed(f"{_TITLES[self._name]} 没有完成 {count} 个任务：{said}")
            await asyncio.sleep(_LOOK_SECONDS)

    async def _completed(self, job_type: str) -> dict[str, int]:
        seen = await asyncio.to_thread(self._bare.seen)
        completed: dict[str, int] = seen["jobs"].get(job_type, {"count": 0, "last": 0})
        return completed

    async def _create(self, job_type: str, count: int) -> None:
        room = asyncio.Semaphore(CREATIONS_IN_FLIGHT)
        variables = orjson.dumps({"case_no": "BENCH-1", "job_type": job_type}).decode()
        request = messages.CreateProcessInstanceRequest(
            bpmnProcessId=PROCESS, version=-1, variables=variables
        )
        async with grpc.aio.insecure_channel(self._bare.engine.grpc_address) as channel:
            # The generated stub is annotated for blocking channels only.
            stub: Any = gateway_pb2_grpc.GatewayStub(channel)
            await asyncio.gather(*(_create_one(stub, request, room) for _ in range(count)))


async def _create_one(
    stub: Any, request: messages.CreateProcessInstanceRequest, room: asyncio.Semaphore
) -> None:
    async with room:
        while True:
            try:
                await stub.CreateProcessInstance(request, timeout=_CALL_SECONDS)
                return
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED:
                    raise
                await asyncio.sleep(_LOOK_SECONDS)


@contextmanager
def _worker(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            following_parent(command), stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def _ratios() -> list[Ratio]:
    titles = {"waiting": "等待中的任务", "stream": "持续到来的任务"}
    return [
        Ratio(
            f"ours_to_java.{kind}",
            f"我方运行时速率 ÷ Java 客户端速率（{title}）",
            f"runtime.ours.{kind}.rate",
            f"runtime.java.{kind}.rate",
            1.0,
            Aim.AT_LEAST,
        )
        for kind, title in titles.items()
    ]


def _remarks() -> list[str]:
    return [
        "工作进程框架：同一单任务流程、同一引擎，各自独立进程，先预热再计；最后完成时刻取引擎记录的时间，CPU 只计工作进程自身。",
        "各框架均最多同时持有 32 个任务；Java 客户端用推送方式、异步完成；pyzeebe 推送与轮询都测，以较好者论。",
    ]
