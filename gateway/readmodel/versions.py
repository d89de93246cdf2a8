"""On which versions of a process instances still run."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.store.models import RmInstance


async def running_versions(session: AsyncSession, processes: Sequence[str]) -> list[tuple[str, int, int]]:
    """How many instances run on each version of these processes: (process, version, instances), in order."""
    query = (
        select(RmInstance.process_id, RmInstance.version, func.count())
        .where(RmInstance.process_id.in_(processes), RmInstance.state == "active")
        .group_by(RmInstance.process_id, RmInstance.version)
        .order_by(RmInstance.process_id, RmInstance.version)
    )
    return [(process, version, count) for process, version, count in await session.execute(query)]
