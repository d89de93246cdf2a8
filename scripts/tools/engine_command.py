"""``scripts/engine start [--background] | stop | status``: the broker of a developer's machine.

Configuration is environment: ``YILIAN_DATA`` (default ``var/`` in the project), ``YILIAN_INTAKE_URL``,
``YILIAN_INTAKE_USER``, ``YILIAN_INTAKE_PASSWORD``, ``YILIAN_ENGINE_PORT_*``, ``YILIAN_ENGINE_HEAP``,
``ZEEBE_CLOCK_CONTROLLED``.
"""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from chain.errors import ChainError
from scripts.tools.engine import EngineProcess, EngineSettings, has_leaders, is_healthy
from scripts.tools.engine_ports import LOOPBACK, EnginePorts
from scripts.tools.setup import cache_dir, ensure_engine, project_root
from scripts.tools.setup.progress import say

_STOP_WITHIN = 30.0  # seconds


def settings_from_environ() -> EngineSettings:
    """The settings of the developer's broker; fetches the distribution when it is missing."""
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


def start(background: bool) -> None:
    """Start the broker; in the foreground stay until Ctrl-C, SIGTERM or its end."""
    if (pid := _running()) is not None:
        say(f"流程引擎已在运行（进程 {pid}）。")
        return
    engine = EngineProcess(settings_from_environ())
    engine.start(say, detached=background)
    _pid_file().write_text(str(engine.pid), encoding="ascii")
    print(f"gRPC {engine.grpc_address}  REST {engine.rest_url}  管理 {engine.management_url}")
    if background:
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while engine.pid is not None:
            time.sleep(0.5)
        say(f"流程引擎已退出，原因见日志 {engine.settings.log}。")
    except KeyboardInterrupt:
        say("正在停止流程引擎…")
    finally:
        engine.stop()
        _pid_file().unlink(missing_ok=True)


def stop() -> None:
    """Stop the broker that ``start`` started."""
    pid = _running()
    if pid is None:
        say("流程引擎未在运行。")
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_WITHIN
    while _running() is not None:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
    _pid_file().unlink(missing_ok=True)
    say("流程引擎已停止。")


def status() -> int:
    """Say whether the broker is ready; exit code 0 when it is, 3 when it is not."""
    ports, pid = EnginePorts.from_environ(), _running()
    if is_healthy(f"http://{LOOPBACK}:{ports.management}") and has_leaders(f"{LOOPBACK}:{ports.grpc}"):
        print(f"流程引擎就绪（进程 {pid or '由其他方式启动'}）。")
        return 0
    print("流程引擎未在运行。" if pid is None else f"流程引擎进程 {pid} 尚未就绪。")
    return 3


def _pid_file() -> Path:
    return data_folder() / "engine" / "pid"


def _running() -> int | None:
    """The process id in the file, if that process is a broker still."""
    try:
        pid = int(_pid_file().read_text(encoding="ascii"))
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if b"StandaloneBroker" in command else None


def main(arguments: list[str]) -> int:
    """Parse, call, answer with an exit code."""
    parser = argparse.ArgumentParser(prog="scripts/engine", description="启动、停止或查看本机的流程引擎。")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("start", help="启动，就绪后返回提示")
    starting.add_argument("--background", action="store_true", help="在后台运行")
    commands.add_parser("stop", help="停止")
    commands.add_parser("status", help="查看是否就绪")
    given = parser.parse_args(arguments)
    try:
        if given.command == "status":
            return status()
        start(given.background) if given.command == "start" else stop()
    except ChainError as failure:
        say(failure.detail)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
