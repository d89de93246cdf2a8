"""Whether this gateway can do its work, and its numbers."""

from ipaddress import ip_address

from prometheus_client import generate_latest
from starlette.requests import Request

from chain.errors import TemporarilyUnavailable
from gateway.dependencies import Context
from gateway.operation import store_numbers
from gateway.operation.schemas import EngineReadiness, IntakeReadiness, Readiness
from gateway.readmodel.queries import position


class NotReady(TemporarilyUnavailable):
    """The engine has partitions without a leader."""

    message = "流程引擎尚未就绪，请稍后重试。"


async def readiness(context: Context) -> Readiness:
    """What stands behind this gateway. Raises ``NotReady``, ``EngineUnavailable``, or what the store raises."""
    async with context.database.read() as session:
        at = await position(session)
    topology = await context.engine.topology()
    if not topology.ready:
        raise NotReady
    return Readiness(
        status="ready",
        engine=EngineReadiness(
            version=topology.gateway_version,
            brokers=topology.brokers,
            partitions=topology.partitions,
            leaders=len(topology.leaders),
        ),
        intake=IntakeReadiness(as_of=at.as_of, lag_ms=at.lag_ms),
    )


async def metrics(context: Context) -> bytes:
    """All numbers of this process in the text format of Prometheus."""
    await store_numbers.refresh(context)
    return generate_latest()


def is_local(request: Request) -> bool:
    """Whether the request comes from this machine itself and was not passed on by a proxy."""
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip"))
    if request.client is None or forwarded:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
