"""What brokers say of themselves: whether they are up, and who leads a partition."""

import grpc
import httpx
from pyzeebe.proto import gateway_pb2, gateway_pb2_grpc

from scripts.tools.trust import trust

_TIMEOUT = 2.0  # seconds


def is_healthy(management_url: str) -> bool:
    """Whether the broker behind this management address says that it is up."""
    return _is_so(f"{management_url}/actuator/health/status")


def is_ready(management_url: str) -> bool:
    """Whether its partitions are installed: they begin to work then."""
    return _is_so(f"{management_url}/actuator/health/readiness")


def _is_so(url: str) -> bool:
    try:
        answer = httpx.get(url, timeout=_TIMEOUT, trust_env=False, verify=trust())
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


def has_leaders(grpc_address: str) -> bool:
    """Whether the gateway at this gRPC target knows a healthy leader for every partition. Being up is not enough."""
    topology = _topology(grpc_address)
    return 0 < topology.partitionsCount == len(_leaders(topology))


def leaders(grpc_address: str) -> dict[int, int]:
    """The node id of the broker that leads, for each partition that has a healthy leader; empty without an answer."""
    return _leaders(_topology(grpc_address))


def _topology(grpc_address: str) -> gateway_pb2.TopologyResponse:
    with grpc.insecure_channel(grpc_address) as channel:
        try:
            return gateway_pb2_grpc.GatewayStub(channel).Topology(
                gateway_pb2.TopologyRequest(), timeout=_TIMEOUT
            )
        except grpc.RpcError:
            return gateway_pb2.TopologyResponse()


def _leaders(topology: gateway_pb2.TopologyResponse) -> dict[int, int]:
    return {
        partition.partitionId: broker.nodeId
        for broker in topology.brokers
        for partition in broker.partitions
        if partition.role == gateway_pb2.Partition.LEADER
        and partition.health == gateway_pb2.Partition.HEALTHY
    }
