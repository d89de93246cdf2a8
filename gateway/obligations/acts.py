"""Acts of procedure about obligations, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.dependencies import Context
from gateway.documents.acts import draft_for
from gateway.procedure.record import Actor, record
from gateway.store.models import Case, ItemCase


async def note(
    context: Context,
    session: AsyncSession,
    case: Case,
    items: Sequence[ItemCase],
    act: Act,
    *,
    key: str,
    actor: Actor,
    at: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Record the act, with its document, on those of ``items`` that have acts at all: a case older than acts has none.

    Raises :class:`chain.procedure.IllegalAct`.
    """
    known = [item for item in items if item.stage is not None]
    recorded = await record(
        session, known, act, actor=actor, at=at or context.now(), key=key, detail=detail, reason=reason
    )
    await draft_for(context, session, case, recorded, known)
