"""Asks the fork servers for processes, which are then told, killed and waited for like those of ``subprocess``."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from scripts.tools.following import following_parent


class ForkServer:
    """One program's server; it ends with this process."""

    def __init__(self, program: str) -> None:
        self._lock = threading.Lock()
        mine, its = socket.socketpair()
        with its:
            command = [sys.executable, "-m", "tests.e2e.forks.server", program, str(its.fileno())]
            self._process = subprocess.Popen(
                following_parent(command), stdin=subprocess.DEVNULL, pass_fds=[its.fileno()]
            )
        self._socket, self._lines = mine, mine.makefile("rwb")

    def ask(self, **request: Any) -> int:
        """Its answer to one request."""
        with self._lock:
            self._lines.write(json.dumps(request).encode() + b"\n")
            self._lines.flush()
            return int(self._lines.readline())

    def close(self) -> None:
        """End it, and what it forked."""
        self._lines.close()
        self._socket.close()
        self._process.wait()


class Forked:
    """A process that a server forked."""

    def __init__(self, server: ForkServer, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._server = server
        self._lock = threading.Lock()
        # The server keeps what has ended until it is asked, so the number still means this process.
        self._descriptor = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """The exit code (negative: the signal that ended it), None while it lives."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; raises ``subprocess.TimeoutExpired`` after ``timeout`` seconds."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("a forked process", timeout or 0)
        return code

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def _ended(self, timeout: float | None) -> int | None:
        with self._lock:
            if self.returncode is None and self._is_over(timeout):
                self.returncode = self._server.ask(ended=self.pid)
                os.close(self._descriptor)
            return self.returncode

    def _is_over(self, timeout: float | None) -> bool:
        poller = select.poll()
        poller.register(self._descriptor, select.POLLIN)
        return bool(poller.poll(None if timeout is None else timeout * 1000))


def forked(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Forked:
    """Start ``python -m`` with these arguments from its program's server. Call it on the main thread first."""
    program, *further = arguments
    server = _server(program)
    log.touch()
    pid = server.ask(arguments=further, environment=dict(environment), log=str(log))
    return Forked(server, pid)


@cache
def _server(program: str) -> ForkServer:
    server = ForkServer(program)
    _SERVERS.append(server)
    return server


_SERVERS: list[ForkServer] = []


def close_servers() -> None:
    """End every server, and whatever it forked."""
    _server.cache_clear()
    while _SERVERS:
        _SERVERS.pop().close()
