"""Which engine's records count. After the engine's data were wiped its positions and keys begin again."""

from datetime import datetime

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.readmodel.errors import EngineReplaced
from gateway.store.models import (
    Claim,
    EngineIncarnation,
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
