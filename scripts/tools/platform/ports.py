"""The ports of a local run, all on loopback."""

import socket
from dataclasses import dataclass, fields

from scripts.tools.failure import CommandFailed

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class PlatformPorts:
    """Ports of the processes beside the engine; workers take ``worker_health`` and the numbers that follow it."""

    gateway: int = 8000
    intake: int = 8001
    keeper: int = 8002
    worker_health: int = 8101

    @classmethod
    def free(cls, workers: int = 8) -> "PlatformPorts":
        """Ports that are free at this moment, for runs beside others (tests)."""
        taken = [_free_port() for _ in range(3)]
        return cls(*taken, worker_health=_free_block(workers))

    def ensure_free(self, workers: int) -> None:
        """Raise CommandFailed naming the first port that somebody else holds."""
        health = [("部门工作进程健康检查", self.worker_health + n) for n in range(workers)]
        named = [(field.name, getattr(self, field.name)) for field in fields(self)[:3]]
        for name, port in [*named, *health]:
            if not _is_free(port):
                raise CommandFailed(
                    f"端口 {port}（{name}）已被其他程序占用，请先停止该程序，或用 --port-base 换一组端口。"
                )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def _free_block(size: int) -> int:
    while True:
        start = _free_port()
        if start + size < 65536 and all(_is_free(start + n) for n in range(size)):
            return start
