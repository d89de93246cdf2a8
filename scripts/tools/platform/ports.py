"""The ports of a local run, all on loopback."""

import os
import socket
from dataclasses import dataclass

from scripts.tools.failure import CommandFailed

LOOPBACK = "127.0.0.1"
_NAMES = {
    "gateway": ("YILIAN_GATEWAY_PORT", "网关"),
    "intake": ("YILIAN_INTAKE_PORT", "记录接收"),
    "keeper": ("YILIAN_KEEPER_PORT", "印章保管"),
    "worker_health": ("YILIAN_WORKER_PORT", "部门工作进程的健康检查"),
    "replicas": ("YILIAN_REPLICA_PORT", "各进程的第二个副本"),
}


@dataclass(frozen=True, slots=True)
class PlatformPorts:
    """Ports of the processes beside the engine.

    Workers take ``worker_health`` and the numbers that follow it; second and further replicas take ``replicas`` and on.
    """

    gateway: int = 8000
    intake: int = 8001
    keeper: int = 8002
    worker_health: int = 8101
    replicas: int = 8201

    @classmethod
    def free(cls, workers: int = 8, replicas: int = 16) -> "PlatformPorts":
        """Ports that are free at this moment, for runs beside others (tests)."""
        return cls(_free_port(), _free_port(), _free_port(), _free_block(workers), _free_block(replicas))

    @classmethod
    def from_environ(cls) -> "PlatformPorts":
        """The defaults, each replaced by its ``YILIAN_…_PORT`` where that is set."""
        return cls(**{name: int(os.environ[v]) for name, (v, _) in _NAMES.items() if v in os.environ})

    def ensure_free(self, workers: int, replicas: int = 0) -> None:
        """Raise CommandFailed naming the first port that somebody else holds.

        ``workers`` and ``replicas`` are how many processes each of the two blocks serves.
        """
        wanted = [(name, getattr(self, name)) for name in ("gateway", "intake", "keeper")]
        wanted += [("worker_health", self.worker_health + number) for number in range(workers)]
        wanted += [("replicas", self.replicas + number) for number in range(replicas)]
        for name, port in wanted:
            if not _is_free(port):
                variable, title = _NAMES[name]
                raise CommandFailed(
                    f"端口 {port}（{title}）已被其他程序占用；请停止该程序，或用环境变量 {variable} 换一个端口。"
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
