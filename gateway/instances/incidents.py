"""What an operator does about an incident; every act is in the audit log before it is asked of the engine."""

from typing import Literal

from chain.errors import Conflict, NotFound
from gateway.dependencies import Caller, Context
from gateway.instances.schemas import IncidentReceipt
from gateway.instances.service import key_of
from gateway.store import audit
from gateway.store.models import RmIncident

RETRIES = 3

Action = Literal["retry", "resolution"]


class IncidentNotFound(NotFound):
    """No incident of that key."""

    message = "未找到该异常，请核对编号。"


class IncidentResolved(Conflict):
    """The incident is resolved."""

    message = "该异常已处理，无需重复操作。"


async def act(context: Context, caller: Caller, key: str, action: Action) -> IncidentReceipt:
    """Resolve an incident; ``retry`` gives its job new attempts first.

    Raises ``IncidentNotFound``, ``IncidentResolved``, ``EngineKeyUnknown``, ``EngineUnavailable``.
    """
    number = key_of(key)
    now = context.now()
    async with context.database.write() as session:
        incident = await session.get(RmIncident, number)
        if incident is None:
            raise IncidentNotFound
        if incident.state != "open":
            raise IncidentResolved
        await audit.record(
            session,
            at=now,
            actor=caller.sub,
            role="operator",
            action=f"incident.{action}",
            detail={"key": key, "element": incident.element_id},
        )
    if action == "retry" and incident.job_key is not None:
        await context.engine.update_job_retries(incident.job_key, RETRIES)
    await context.engine.resolve_incident(number)
    return IncidentReceipt(key=key, action=action, requested_at=now)
