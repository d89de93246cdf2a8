"""The house with a pass-through on every edge between its processes, and the one who kills and restarts them."""

import asyncio
import base64
import json
import queue
import re
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import Platform, PlatformPorts, Variation
from scripts.tools.platform.services import Spawn, spawned
from tests.e2e.houses import LONGEST_JOB
from tests.e2e.kills.gate import Call, Gate
from tests.e2e.kills.grpc_proxy import GrpcProxy
from tests.e2e.kills.http_proxy import HttpProxy, Request, Rewrite
from tests.e2e.kills.patience import PATIENCE
from tests.e2e.kills.plan import Done
from tests.e2e.kills.records import RecordCopy
from tests.e2e.kills.steps import ENGINE, GATEWAY, INTAKE, KEEPER, WORKER, KillPoint, http_step, template
from tests.e2e.kills.turns import Turns

_DOCUMENT = re.compile(r"/worker/cases/([^/]+)/documents/([^/]+)")

T = TypeVar("T")

NO_ENVIRONMENT: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Order:
    point: KillPoint
    process: str
    dead: Callable[[], None]


class House:
    """All processes, started by ``spawn`` with this ``environment`` more, the test's proxies between them.

    Start, :meth:`serve` and stop on the main thread.
    """

    def __init__(
        self,
        data: Path,
        engine_home: Path,
        spawn: Spawn = spawned,
        environment: Mapping[str, str] = NO_ENVIRONMENT,
    ) -> None:
        self.records = RecordCopy()
        self.gate = Gate(self)
        self._orders: queue.Queue[_Order] = queue.Queue()
        self._turns = Turns()
        self._away: set[str] = set()
        self._returned: queue.Queue[tuple[_Order, float]] = queue.Queue()
        self._waiting = ThreadPoolExecutor(4, "coming-up")
        self._time = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxies", daemon=True)
        self._ports = PlatformPorts.free()
        engine = EnginePorts.free()
        edges = PlatformPorts.free()
        listen = {GATEWAY: edges.gateway, INTAKE: edges.intake, KEEPER: edges.keeper}
        listen |= {"grpc": edges.worker_health, "rest": edges.replicas}
        self._listen, self._engine_ports = listen, engine
        self.url = _local(listen[GATEWAY])
        self.platform = Platform(
            data,
            engine_home,
            ports=self._ports,
            engine_ports=engine,
            theme="restaurant",
            clock_controlled=True,
            variation=Variation(
                detours={
                    "YILIAN_GATEWAY_URL": self.url,
                    "YILIAN_KEEPER_URL": _local(listen[KEEPER]),
                    "YILIAN_ENGINE_GRPC": f"127.0.0.1:{listen['grpc']}",
                    "YILIAN_ENGINE_REST": _local(listen["rest"]),
                },
                intake_url=_local(listen[INTAKE]),
                spawn=spawn,
                environment=environment,
            ),
        )

    @property
    def intake_url(self) -> str:
        """The intake itself, past the proxy."""
        return _local(self._ports.intake)

    def rewrite_batches(self, rewrite: Rewrite | None) -> None:
        """Change the batches of records on their way to the intake from now on, or no more."""
        self._http[-1].rewrite = rewrite

    @property
    def exporters(self) -> int:
        """Connections from the engine to the intake; a dead engine's count until all it sent was taken."""
        return self._http[-1].callers

    def start(self) -> None:
        """Start the proxies, then everything else."""
        self._thread.start()
        self._run(self._start_proxies())
        self.platform.start()

    def stop(self) -> None:
        """Stop everything, the proxies last."""
        self.gate.plan = None
        self._waiting.shutdown()
        self.platform.stop()
        self._run(self._stop_proxies())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start_proxies(self) -> None:
        listen, ports = self._listen, self._ports
        self._http = [
            HttpProxy(listen[GATEWAY], _local(ports.gateway), self.gate, self._to_gateway),
            HttpProxy(listen[KEEPER], _local(ports.keeper), self.gate, self._to_keeper),
            HttpProxy(listen["rest"], _local(self._engine_ports.rest), self.gate, _plain),
            HttpProxy(listen[INTAKE], _local(ports.intake), self.gate, _plain, self.records.saw),
        ]
        self._servers = [await proxy.start() for proxy in self._http]
        engine = f"127.0.0.1:{self._engine_ports.grpc}"
        self._grpc = GrpcProxy(listen["grpc"], engine, self.gate, self._turns)
        await self._grpc.start()

    async def _stop_proxies(self) -> None:
        for server in self._servers:
            server.close()
        for proxy in self._http:
            await proxy.close()
        await self._grpc.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _to_keeper(self, request: Request) -> Call | None:
        call = _plain(request)
        if call is None:
            return None
        named = request.target.partition("?")[0].split("/")[3:]
        body = named[0] if named else self._body_of(request)
        call = Call(call.step, f"worker-{body}")
        if not request.target.endswith("/sign"):
            return call
        use = json.loads(request.body)
        return call.in_turn() if self._turns.is_next(use["case_no"], use["identifier"], body) else call

    def _to_gateway(self, request: Request) -> Call | None:
        call = _plain(request)
        if call is None or call.step.caller != WORKER:
            return call
        payload = request.header("authorization").split(".")[1]
        body = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["body"]
        call = Call(call.step, f"worker-{body}")
        document = _DOCUMENT.match(request.target)
        later = document is not None and self._turns.is_next(document[1], document[2], body)
        return call.in_turn() if later else call

    def _body_of(self, request: Request) -> str:
        """Whose token opens the keeper to this call: a time stamp is asked for without naming a body."""
        token = request.header("authorization").removeprefix("Bearer ")
        files = (self.platform.data / "keeper" / "tokens").glob("*.token")
        return next(file.stem for file in files if file.read_text(encoding="ascii").strip() == token)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    # What the gate asks, on the proxies' thread.

    def spared(self) -> set[str]:
        """Processes that are not up again yet."""
        return self._away

    def reserve(self, process: str) -> None:
        """Nobody else is to kill this process until it is up again."""
        self._away.add(process)

    async def execute(self, point: KillPoint, process: str) -> None:
        """Let the main thread kill the process."""
        dead = asyncio.Event()
        self._orders.put(_Order(point, process, lambda: self._on_loop(dead.set)))
        await dead.wait()

    def _on_loop(self, act: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(act)

    # The main thread.

    def serve(self, ended: Callable[[], bool], report: Callable[[str], None]) -> None:
        """Kill and restart as ordered until ``ended`` and everything is up again."""
        while not (ended() and not self._away):
            self._welcome_back(report)
            try:
                order = self._orders.get(timeout=0.05)
            except queue.Empty:
                continue
            self._carry_out(order)

    def _carry_out(self, order: _Order) -> None:
        began = time.monotonic()
        if order.process == ENGINE:
            with self._time:
                self.platform.engine.kill()
                order.dead()
                self.restart_engine()
            self._returned.put((order, time.monotonic() - began))
            return
        service = self.platform.services[order.process]
        service.kill()
        order.dead()
        service.start()

        def wait() -> None:
            service.wait_ready()
            self._returned.put((order, time.monotonic() - began))

        self._waiting.submit(wait)

    def _welcome_back(self, report: Callable[[str], None]) -> None:
        while not self._returned.empty():
            order, away = self._returned.get()
            plan = self.gate.plan
            if plan is not None:
                plan.finished(Done(order.point, order.process, away))
                # A full sweep kills the engine many times in a row: while it does, nobody can come further.
                PATIENCE.progress()
                progress = f"{len(plan.done)}/{plan.wanted}"
                report(
                    f"{progress} {order.point.side} {order.point.step}: {order.process} back after {away:.1f} s"
                )
            self._on_loop(lambda process=order.process: self._away.discard(process))  # type: ignore[misc]
            if order.process.startswith(WORKER) or order.process == ENGINE:
                self.hand_out_again()

    def hand_out_again(self) -> None:
        """Let the timeout of every job that somebody holds pass."""
        self.move_on(LONGEST_JOB)

    def move_on(self, step: timedelta) -> None:
        """Let time pass for everybody, once the engine is there; on whichever thread."""
        with self._time:
            self.platform.engine.clock.add_time(step)

    def restart_engine(self) -> None:
        """Start the engine, which catches up with the time that everybody follows."""
        self.platform.engine.start()


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _plain(request: Request) -> Call | None:
    name = template(request.method, request.target)
    return Call(http_step(name)) if name else None
