"""Which engine's records count. After the engine's data were wiped its positions and keys begin again."""

from datetime import datetime

from sqlalchemy import delete, func, insert, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.outbox.enqueue import Kind
from gateway.procedure.annulment import annul
from gateway.readmodel.errors import EngineReplaced
from gateway.store.models import (
    Claim,
    Decision,
    DeployedResource,
    Deployment,
    EngineIncarnation,
    Finding,
    OutboxMessage,
    RmCase,
    RmElement,
    RmFlow,
    RmIncident,
    RmInstance,
    RmItem,
    RmJob,
    RmTaskGroup,
    RmUserTask,
)

LIFE = 1 << 57
"""Beyond any key of the engine (partition << 51 | counter) up to 63 partitions."""

_KEYED = (RmInstance, RmElement, RmFlow, RmUserTask, RmTaskGroup, RmJob, RmIncident)


async def lock(session: AsyncSession) -> None:
    """Let one intake at a time project; SQLite's writing transaction is such a lock already."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": 0x79696C63})


async def require(session: AsyncSession, incarnation: str, now: datetime) -> None:
    """Go on when ``incarnation`` is the current one; the very first is taken as such. Raises ``EngineReplaced``."""
    current = await session.scalar(select(EngineIncarnation).where(EngineIncarnation.current.is_(True)))
    if current is None:
        session.add(EngineIncarnation(incarnation=incarnation, current=True, adopted_at=now))
    elif current.incarnation != incarnation:
        raise EngineReplaced


async def adopt(session: AsyncSession, incarnation: str, now: datetime) -> None:
    """From now on the records of ``incarnation`` count.

    How far cases of the former engine came is kept; the details of their instances, whose keys the new engine gives
    out again, are dropped. Adopting the current one again changes nothing.
    """
    known = await session.get(EngineIncarnation, incarnation)
    if known is not None and known.current:
        return
    lives = await session.scalar(select(func.count()).select_from(EngineIncarnation)) or 0
    await session.execute(update(EngineIncarnation).values(current=False))
    await session.merge(EngineIncarnation(incarnation=incarnation, current=True, adopted_at=now))
    for model in _KEYED:
        await session.execute(delete(model))
    for key in (RmCase.process_instance_key, RmItem.root_key, Claim.process_instance_key):
        kept = -(key + lives * LIFE)
        await session.execute(update(key.class_).where(key > 0).values({key: kept}))
    await _set_decisions_aside(session, lives, now)
    # Nothing is deployed on an empty engine; who deployed what before stays in the audit log.
    await session.execute(delete(DeployedResource))
    await session.execute(delete(Deployment))


async def _set_decisions_aside(session: AsyncSession, lives: int, now: datetime) -> None:
    """Keep decisions of the former engine under keys that the new one never gives out.

    What had not reached the former engine is void: under the same key the new one would complete another task.
    """
    completions = OutboxMessage.kind == Kind.COMPLETE_TASK
    undelivered = (OutboxMessage.done_at.is_(None), OutboxMessage.failed_code.is_(None))
    failed = update(OutboxMessage).where(completions, *undelivered)
    await session.execute(failed.values(failed_code=EngineReplaced.__name__))
    renamed = literal(f"life-{lives}/") + OutboxMessage.dedupe_key
    current = OutboxMessage.dedupe_key.startswith("task/")
    await session.execute(update(OutboxMessage).where(completions, current).values(dedupe_key=renamed))
    pending = Decision.task_key > 0, Decision.state == "pending"
    for decision in await session.scalars(select(Decision).where(*pending)):
        await annul(session, decision, now)
    await session.execute(update(Decision).where(*pending).values(state="void"))
    table = Decision.__table__
    others = [column for column in table.columns if column.name != "task_key"]
    moved = select(-(table.c.task_key + lives * LIFE), *others).where(table.c.task_key > 0)
    copies = insert(Decision).from_select(["task_key", *(column.name for column in others)], moved)
    await session.execute(copies)
    kept = -(Finding.task_key + lives * LIFE)
    await session.execute(update(Finding).where(Finding.task_key > 0).values(task_key=kept))
    await session.execute(delete(Decision).where(Decision.task_key > 0))
