"""``python -m workers --body CODE``: serves the jobs of one body with that body's own credentials."""

import argparse
import asyncio
import logging
import signal
import socket
import sys

import uvloop

from chain import logs, tracing
from chain.clock import configured_clock
from chain.errors import ChainError
from workers.app import build_router
from workers.client.gateway import GatewayClient
from workers.client.keeper import KeeperClient
from workers.data_sharing.sources import open_sources
from workers.errors import WorkerMisconfigured
from workers.runtime.engine import EngineConnection
from workers.runtime.health import HealthServer
from workers.runtime.metrics import Metrics
from workers.runtime.routing import Router
from workers.runtime.runner import Runner
from workers.runtime.worker import Worker
from workers.settings import WorkerSettings

logger = logging.getLogger("workers")


async def serve(settings: WorkerSettings, router: Router) -> None:
    """Run the worker of ``settings.body`` until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    metrics, clock = Metrics(), configured_clock()
    async with (
        GatewayClient(settings.gateway_url, settings.gateway_token()) as gateway,
        KeeperClient(settings.keeper_url, settings.keeper_token()) as keeper,
        open_sources(settings.sharing_file, settings.gateway_token(), clock) as shared,
    ):
        engine = EngineConnection(settings.engine_grpc, f"{settings.body}@{socket.gethostname()}", metrics)
        runner = Runner(settings.body, engine, gateway, keeper, clock, metrics, shared)
        worker = Worker(
            settings.body,
            list(router),
            engine,
            runner,
            metrics,
            concurrency=settings.worker_concurrency,
            grace=settings.grace,
            streaming=settings.worker_streaming,
        )
        server = await _listen(settings, metrics, worker)
        logger.info("worker started", extra={"body": settings.body, "count": len(router.routes())})
        async with server:
            await worker.run(stop)
            await engine.close()


async def _listen(settings: WorkerSettings, metrics: Metrics, worker: Worker) -> asyncio.Server:
    try:
        return await HealthServer(metrics, lambda: worker.not_polling).start(
            settings.host, settings.health_port
        )
    except OSError:
        raise WorkerMisconfigured(
            f"端口 {settings.health_port} 无法使用，请更换 YILIAN_HEALTH_PORT。"
        ) from None


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the process's exit code."""
    parser = argparse.ArgumentParser(prog="python -m workers", description="部门任务工作进程")
    parser.add_argument("--body", help="实施主体代码，例如 approval_379901（默认取 YILIAN_BODY）")
    chosen = parser.parse_args(arguments).body
    try:
        logs.set_up()
        settings = WorkerSettings(body=chosen) if chosen else WorkerSettings()
        if not settings.body:
            raise WorkerMisconfigured("请用 --body 指定实施主体代码。")
        tracing.set_up("yilian-worker", settings.body)
        uvloop.run(serve(settings, build_router()))
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 2
    finally:
        tracing.shut_down()
    return 0
