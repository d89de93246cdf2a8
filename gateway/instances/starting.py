"""Starting a process by its message, for integrators. The themes' own chains start through an application only."""

import hashlib
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.diagrams import read_diagram
from chain.errors import FieldProblem, FieldProblems
from gateway import outbox
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context
from gateway.instances.schemas import StartReceipt, StartRequest
from gateway.store import audit
from gateway.store.models import DeployedResource

ROUTE = "POST /instances"
MOST_VARIABLE_BYTES = 32 * 1024


async def start(context: Context, caller: Caller, key: str, request: StartRequest) -> dict[str, Any]:
    """Store the message once for its key; it is published until the engine took it. Raises ``FieldProblems``."""
    slot = Slot.of(caller.sub, ROUTE, key, request.model_dump(mode="json"))
    identity = orjson.dumps([caller.sub, key])
    message_id = hashlib.sha256(identity).hexdigest()[:32]

    async def store(session: AsyncSession) -> dict[str, Any]:
        await _check(context, session, request)
        now = context.now()
        await outbox.publish(session, request.message, request.correlation_key, request.variables, message_id)
        await audit.record(
            session,
            at=now,
            actor=caller.sub,
            role="integrator",
            action="instance.start",
            detail={"message": request.message, "message_id": message_id},
        )
        return StartReceipt(
            message=request.message,
            correlation_key=request.correlation_key,
            message_id=message_id,
            received_at=now,
        ).model_dump(mode="json")

    return await once(context, slot, store)


async def _check(context: Context, session: AsyncSession, request: StartRequest) -> None:
    problems = []
    if len(orjson.dumps(request.variables)) > MOST_VARIABLE_BYTES:
        problems.append(FieldProblem("variables", "变量", "变量过大，最大 32 KiB；文件和材料请勿放入变量。"))
    if request.message in {f"{theme.key}.submitted" for theme in context.catalogue.themes()}:
        problems.append(FieldProblem("message", "消息名称", "主题办件请通过提交办件接口发起。"))
    elif request.message not in await _startable(session):
        problems.append(FieldProblem("message", "消息名称", "没有已部署的流程由此消息启动。"))
    if problems:
        raise FieldProblems(problems)


async def _startable(session: AsyncSession) -> set[str]:
    """Messages that start the latest version of some deployed process."""
    latest = (
        select(DeployedResource.resource_id, func.max(DeployedResource.version).label("version"))
        .where(DeployedResource.kind == "process")
        .group_by(DeployedResource.resource_id)
        .subquery()
    )
    contents = await session.execute(
        select(DeployedResource.content, DeployedResource.resource_id)
        .join(
            latest,
            (latest.c.resource_id == DeployedResource.resource_id)
            & (latest.c.version == DeployedResource.version),
        )
        .where(DeployedResource.kind == "process")
    )
    return {name for content, process_id in contents for name in start_messages(content, process_id)}


@lru_cache(maxsize=64)
def start_messages(diagram: bytes, process_id: str) -> frozenset[str]:
    """Names of the messages of the process's own message start events (those of event subprocesses not among them)."""
    return frozenset(
        message
        for process in read_diagram(diagram, process_id).processes
        if process.id == process_id
        for message in process.start_messages
    )
