"""``scripts/engine start [--brokers 3] [--background] | stop | status``: the engine of a developer's machine.

Configuration is environment: ``YILIAN_DATA`` (default ``var/`` in the project), ``YILIAN_INTAKE_URL``,
``YILIAN_INTAKE_USER``, ``YILIAN_INTAKE_PASSWORD``, ``YILIAN_ENGINE_PORT_*`` (each further broker of a cluster takes
numbers ten higher), ``YILIAN_ENGINE_HEAP``, ``ZEEBE_CLOCK_CONTROLLED``.
"""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from chain.errors import ChainError
from scripts.tools.engine import EngineProcess, EngineSettings
from scripts.tools.engine_cluster import SIZES, EngineCluster
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.engine_topology import has_leaders, is_healthy
from scripts.tools.free_ports import LOOPBACK
from scripts.tools.setup import cache_dir, ensure_engine, project_root
from scripts.tools.setup.progress import say

_STOP_WITHIN = 30.0  # seconds


def settings_from_environ() -> EngineSettings:
    """The settings of the developer's engine; fetches the distribution when it is missing."""
    data = data_folder()
    environ = os.environ
    return EngineSettings(
        home=ensure_engine(cache_dir()),
        data=data / "engine",
        log=data / "logs" / "engine.log",
        intake_url=environ.get("YILIAN_INTAKE_URL", f"http://{LOOPBACK}:8001"),
        intake_user=environ.get("YILIAN_INTAKE_USER", ""),
        intake_password=environ.get("YILIAN_INTAKE_PASSWORD", ""),
        clock_controlled=environ.get("ZEEBE_CLOCK_CONTROLLED") == "true",
        heap=environ.get("YILIAN_ENGINE_HEAP", "512m"),
    )


def data_folder() -> Path:
    """``YILIAN_DATA``, absolute, else ``var`` in the project."""
    configured = os.environ.get("YILIAN_DATA")
    return Path(configured).absolute() if configured else project_root() / "var"


def start(brokers: int, background: bool) -> None:
    """Start the engine; in the foreground stay until Ctrl-C, SIGTERM or the end of all its brokers."""
    if pids := _running():
        say(f"流程引擎已在运行（{_named(pids)}）。")
        return
    settings = settings_from_environ()
    engine = EngineProcess(settings) if brokers == 1 else EngineCluster(settings, brokers)
    members = [engine] if isinstance(engine, EngineProcess) else engine.brokers
    engine.start(say, detached=background)
    _pid_file().write_text("\n".join(str(broker.pid) for broker in members), encoding="ascii")
    for broker in members:
        print(f"gRPC {broker.grpc_address}  REST {broker.rest_url}  管理 {broker.management_url}")
    if len(members) > 1:
        print("\n".join(f"{name}={value}" for name, value in engine.client_environ().items()))
    if not background:
        _stay(engine, members)


def _stay(engine: EngineProcess | EngineCluster, members: list[EngineProcess]) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    left = list(members)
    try:
        while left:
            for broker in [each for each in left if each.pid is None]:
                left.remove(broker)
                say(f"流程引擎已退出，原因见日志 {broker.settings.log}。")
            time.sleep(0.5)
    except KeyboardInterrupt:
        say("正在停止流程引擎…")
    finally:
        engine.stop()
        _pid_file().unlink(missing_ok=True)


def stop() -> None:
    """Stop the brokers that ``start`` started."""
    if not _running():
        say("流程引擎未在运行。")
        return
    for pid in _running():
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_WITHIN
    while pids := _running():
        if time.monotonic() > deadline:
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
    _pid_file().unlink(missing_ok=True)
    say("流程引擎已停止。")


def status() -> int:
    """Say whether the engine is ready; exit code 0 when every broker of it is, 3 when it is not."""
    pids = _running()
    started = max(1, len(_recorded()))
    ready = [node for node in range(started) if _is_ready(EnginePorts.from_environ().for_node(node))]
    if len(ready) == started:
        print(f"流程引擎就绪（{_named(pids) if pids else '由其他方式启动'}）。")
        return 0
    if started > 1:
        print(f"流程引擎集群共 {started} 个节点，就绪 {len(ready)} 个。")
    else:
        print(f"流程引擎{_named(pids)}尚未就绪。" if pids else "流程引擎未在运行。")
    return 3


def _is_ready(ports: EnginePorts) -> bool:
    return is_healthy(f"http://{LOOPBACK}:{ports.management}") and has_leaders(f"{LOOPBACK}:{ports.grpc}")


def _named(pids: list[int]) -> str:
    return f"进程 {'、'.join(map(str, pids))}"


def _pid_file() -> Path:
    return data_folder() / "engine" / "pid"


def _recorded() -> list[int]:
    """The process ids that ``start`` wrote down, one a broker."""
    try:
        return [int(line) for line in _pid_file().read_text(encoding="ascii").splitlines()]
    except (OSError, ValueError):
        return []


def _running() -> list[int]:
    """Those of the recorded processes that are brokers still."""
    return [pid for pid in _recorded() if _is_broker(pid)]


def _is_broker(pid: int) -> bool:
    try:
        return b"StandaloneBroker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    """Parse, call, answer with an exit code."""
    parser = argparse.ArgumentParser(prog="scripts/engine", description="启动、停止或查看本机的流程引擎。")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("start", help="启动，就绪后返回提示")
    starting.add_argument("--background", action="store_true", help="在后台运行")
    starting.add_argument(
        "--brokers", type=int, choices=(1, *SIZES), default=1, help="节点数，多于一个时为集群（默认 1）"
    )
    commands.add_parser("stop", help="停止")
    commands.add_parser("status", help="查看是否就绪")
    given = parser.parse_args(arguments)
    try:
        if given.command == "status":
            return status()
        start(given.brokers, given.background) if given.command == "start" else stop()
    except ChainError as failure:
        say(failure.detail)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
