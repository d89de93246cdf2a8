"""Having a matter looked at by the room of its kind; apart from opening one, which the rooms themselves do."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Context
from gateway.matters.kinds import MatterKind
from gateway.matters.rooms import CHECKS
from gateway.procedure.record import Actor
from gateway.store.models import Case, Matter


async def look(
    context: Context, session: AsyncSession, case: Case, matter: Matter, actor: Actor
) -> datetime | None:
    """Look at the matter; says when to look again, ``None`` when it is settled. The transaction has locked the case."""
    if matter.settled_at is not None:
        return None
    again = await CHECKS[MatterKind(matter.kind)](context, session, case, matter, actor)
    if again is None:
        matter.settled_at = context.now()
    return again
