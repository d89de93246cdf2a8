"""One child process of a local run: start, readiness, stop, and what it last said."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import httpx

from scripts.tools.failure import CommandFailed
from scripts.tools.following import following_parent
from scripts.tools.trust import trust

READY_SECONDS = 60.0
STOP_SECONDS = 20.0


class Process(Protocol):
    """A started process, as ``subprocess`` shows it."""

    pid: int

    def poll(self) -> int | None:
        """Its exit code, None while it lives."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises ``subprocess.TimeoutExpired``."""

    def terminate(self) -> None:
        """Send SIGTERM."""

    def kill(self) -> None:
        """Send SIGKILL."""


Spawn = Callable[[Sequence[str], Mapping[str, str], Path], Process]
"""Starts ``python -m`` with these arguments and this environment; output goes to the log file."""


def spawned(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Process:
    """A Python process of its own, which ends with this one."""
    with log.open("ab") as output:
        return subprocess.Popen(
            following_parent([sys.executable, "-m", *arguments]),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def run_once(name: str, arguments: list[str], environment: dict[str, str], log: Path) -> None:
    """Run ``python -m …`` to its end; raises CommandFailed, naming the log, when it does not succeed."""
    command = [sys.executable, "-m", *arguments]
    with log.open("ab") as output:
        done = subprocess.run(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=READY_SECONDS,
            check=False,
        )
    if done.returncode != 0:
        raise CommandFailed(f"{name} 的准备步骤失败（代码 {done.returncode}），日志：{log}")


class Service:
    """A Python process of the house, run as ``python -m <module>`` with its own environment and log file."""

    def __init__(
        self,
        name: str,
        arguments: list[str],
        environment: dict[str, str],
        log: Path,
        ready: str,
        spawn: Spawn = spawned,
    ) -> None:
        self.name = name
        self.log = log
        self._arguments = arguments
        self._environment = {**os.environ, **environment}
        self._ready_url = ready
        self._spawn = spawn
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """The process id; raises CommandFailed when it was never started."""
        if self._process is None:
            raise CommandFailed(f"{self.name} 尚未启动。")
        return self._process.pid

    @property
    def metrics_url(self) -> str:
        """Where the process tells its numbers."""
        return self._ready_url.removesuffix("/health") + "/metrics"

    def start(self) -> None:
        """Start the process; its output goes to the log file."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._process = self._spawn(self._arguments, self._environment, self.log)

    def wait_ready(self) -> None:
        """Wait until the process answers its readiness address with a success."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.check_alive()
            try:
                answer = httpx.get(self._ready_url, timeout=2.0, trust_env=False, verify=trust())
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.is_success:
                return
            time.sleep(0.2)
        raise CommandFailed(f"{self.name} 在 {READY_SECONDS:.0f} 秒内没有就绪，日志：{self.log}")

    def check_alive(self) -> None:
        """Raise CommandFailed when the process has ended by itself."""
        code = self._process.poll() if self._process is not None else None
        if code is not None:
            raise CommandFailed(f"{self.name} 意外退出（代码 {code}），日志：{self.log}")

    def kill(self) -> None:
        """End the process without warning (SIGKILL), as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Ask the process to end (SIGTERM), then insist."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
