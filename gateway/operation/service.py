"""Whether this gateway can do its work, and its numbers."""

from datetime import timedelta
from ipaddress import ip_address

from prometheus_client import Gauge, generate_latest
from sqlalchemy import func, select
from starlette.requests import Request

from chain.clock import SystemClock
from chain.errors import TemporarilyUnavailable
from gateway.dependencies import Context
from gateway.operation.schemas import EngineReadiness, IntakeReadiness, Readiness
from gateway.readmodel.queries import position
from gateway.store.models import OutboxMessage

_open_rows = Gauge("yilian_outbox_open", "Rows of the outbox that the engine has not taken yet")
_oldest = Gauge("yilian_outbox_oldest_seconds", "Age of the oldest open row of the outbox, in seconds")
_failed = Gauge("yilian_outbox_failed", "Rows of the outbox that the engine refused for good")


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
    is_open = OutboxMessage.done_at.is_(None) & OutboxMessage.failed_code.is_(None)
    async with context.database.read() as session:
        count = await session.scalar(select(func.count()).select_from(OutboxMessage).where(is_open))
        oldest = await session.scalar(select(func.min(OutboxMessage.created_at)).where(is_open))
        failed = await session.scalar(
            select(func.count()).select_from(OutboxMessage).where(OutboxMessage.failed_code.is_not(None))
        )
    age = SystemClock().now() - oldest if oldest is not None else timedelta()
    _open_rows.set(count or 0)
    _oldest.set(age.total_seconds())
    _failed.set(failed or 0)
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
