"""The ports of a local run, all on loopback."""

import os
from dataclasses import dataclass

from scripts.tools.failure import CommandFailed
from scripts.tools.free_ports import free_ports, is_free

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
        gateway, intake, keeper, *further = free_ports(3 + workers + replicas)
        return cls(gateway, intake, keeper, further[0], further[workers])

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
            if not is_free(port):
                variable, title = _NAMES[name]
                raise CommandFailed(
                    f"端口 {port}（{title}）已被其他程序占用；请停止该程序，或用环境变量 {variable} 换一个端口。"
                )
