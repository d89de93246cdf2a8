"""Several Zeebe brokers on this machine that keep each other's data: an engine that outlives any one of them.

Every partition has a leader and copies on the other brokers; while more than half of the brokers run, everything goes on.
Clients are given all brokers' gateways and turn to the next one when theirs is gone.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

from scripts.tools.engine import (
    EngineFailed,
    EngineProcess,
    EngineSettings,
    Membership,
    Progress,
)
from scripts.tools.engine_clock import EngineClock
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.engine_topology import leaders
from scripts.tools.free_ports import LOOPBACK

SIZES = (3, 5)
_REPLICAS = 3
_LEADER_WITHIN = 60.0  # seconds; an election takes two to ten


class EngineCluster:
    """``size`` brokers (three or five), as many partitions, three copies of each; the interface is that of a broker.

    Of ``settings``, ``data`` becomes the parent of the cluster's own folder and ``log`` the stem of a log file a broker
    (``engine-0.log``). The brokers' ports are ``ports``, or those of ``settings`` and each further broker ten higher.
    """

    def __init__(
        self, settings: EngineSettings, size: int = 3, ports: Sequence[EnginePorts] | None = None
    ) -> None:
        if size not in SIZES:
            raise EngineFailed(f"流程引擎集群的节点数应为 {'、'.join(map(str, SIZES))}，不能是 {size}。")
        self._settings = settings
        self._data = settings.data / f"cluster-{size}"
        self._ports = list(ports or (settings.ports.for_node(node) for node in range(size)))
        self.brokers = [EngineProcess(self._of_node(node)) for node in range(size)]

    @property
    def grpc_address(self) -> str:
        """A gRPC target of all gateways: the channel takes the first that answers, and another when that one is gone."""
        return "ipv4:" + ",".join(broker.grpc_address for broker in self.brokers)

    @property
    def clock(self) -> EngineClock:
        """Moves the time of all brokers; needs ``clock_controlled``."""
        return EngineClock([broker.management_url for broker in self.brokers], self._settings.clock_file)

    def client_environ(self) -> dict[str, str]:
        """What gateway, intake and workers need in their environment to find the cluster."""
        return {
            "YILIAN_ENGINE_GRPC": self.grpc_address,
            "YILIAN_ENGINE_REST": ",".join(broker.rest_url for broker in self.brokers),
            "YILIAN_ENGINE_MANAGEMENT": ",".join(broker.management_url for broker in self.brokers),
        }

    def check_ports(self) -> None:
        """Raise :class:`~scripts.tools.engine_ports.PortTaken` when somebody else holds a port of a broker."""
        for broker in self.brokers:
            broker.check_ports()

    def start(self, progress: Progress = lambda _: None, *, detached: bool = False) -> None:
        """Start all brokers and wait until each is ready. ``detached`` lets them outlive this process.

        Raises as :meth:`scripts.tools.engine.EngineProcess.start`; all are stopped then.
        """
        self.check_ports()
        progress(f"正在启动流程引擎集群（{len(self.brokers)} 个节点）…")
        try:
            for broker in self.brokers:
                broker.launch(detached=detached)
            for broker in self.brokers:
                broker.wait_until_ready(progress)
        except BaseException:
            self.stop()
            raise
        progress("流程引擎集群已就绪。")

    def stop(self) -> None:
        """End all brokers: asked at once, for the last ones are without a majority and have to be killed."""
        for broker in self.brokers:
            broker.terminate()
        for broker in self.brokers:
            broker.stop()

    def kill(self) -> None:
        """End all brokers as a power cut would (SIGKILL)."""
        for broker in self.brokers:
            broker.kill()

    def leader_of(self, partition: int) -> EngineProcess:
        """The running broker that leads a partition (numbered from 1), waiting for an election that is under way.

        Raises :class:`EngineFailed` when there is none within a minute.
        """
        deadline = time.monotonic() + _LEADER_WITHIN
        while time.monotonic() < deadline:
            for broker in self.brokers:
                node = leaders(broker.grpc_address).get(partition) if broker.pid else None
                if node is not None and self.brokers[node].pid:
                    return self.brokers[node]
            time.sleep(0.25)
        raise EngineFailed(f"流程引擎的分区 {partition} 没有主节点。")

    def _of_node(self, node: int) -> EngineSettings:
        settings, size = self._settings, len(self._ports)
        return replace(
            settings,
            data=self._data / f"node-{node}",
            log=settings.log.with_name(f"{settings.log.stem}-{node}{settings.log.suffix}"),
            ports=self._ports[node],
            partitions=size,
            membership=Membership(
                node=node,
                brokers=size,
                replicas=_REPLICAS,
                contact_points=tuple(f"{LOOPBACK}:{ports.internal}" for ports in self._ports),
                incarnation_of=self._data,
            ),
        )
