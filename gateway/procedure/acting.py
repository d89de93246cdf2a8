"""Doing an act: on record, and with the document that the law gives it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.dependencies import Context
from gateway.documents.acts import draft_for
from gateway.obligations.opening import lapse
from gateway.procedure.record import Actor, record
from gateway.store.models import Case, ItemCase, ProcedureAct

_CLOSING = frozenset(
    {Act.RETURN, Act.VOID, Act.WITHDRAW, Act.FORWARD, Act.REFUSE_ACCEPTANCE, Act.DECLARE_NOT_REQUIRED}
)
"""Acts after which nothing is owed for the item any more."""


async def perform(
    context: Context,
    session: AsyncSession,
    case: Case,
    items: Sequence[ItemCase],
    act: Act,
    *,
    actor: Actor,
    key: str,
    at: datetime | None = None,
    effective_at: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
    reason: str | None = None,
    with_document: bool = True,
) -> list[ProcedureAct]:
    """Do ``act`` on ``items`` of ``case``, now unless ``at`` says otherwise; every flow's acts come through here.

    What the act's document speaks of (a notice, obligations, files) is written before. The caller's transaction has
    locked the case. Raises :class:`chain.procedure.IllegalAct`.
    """
    moment = at or context.now()
    recorded = await record(
        session,
        items,
        act,
        actor=actor,
        at=moment,
        key=key,
        effective_at=effective_at,
        detail=detail,
        reason=reason,
    )
    if with_document:
        await draft_for(context, session, case, recorded, items)
    if act in _CLOSING:
        done = {each.item for each in recorded}
        for item in items:
            if item.item in done:
                await lapse(session, item, moment)
    return recorded
