"""Doing an act with what follows from it: the theme's policy where it ended an item, and what is inspected no more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.dependencies import Context
from gateway.inspections.calling_off import items_ended
from gateway.outcomes.applying import follow_ends
from gateway.procedure.doing import do, ends_items
from gateway.procedure.record import Actor
from gateway.store.models import Case, ItemCase, ProcedureAct


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
    documents_later: bool = False,
) -> list[ProcedureAct]:
    """Do ``act`` on ``items`` (``gateway.procedure.doing``) and what its ends do to the other items of the case.

    Every flow's acts come through here, except ends that are themselves the policy's or the one answer's doing.
    Raises :class:`chain.procedure.IllegalAct`.
    """
    recorded = await do(
        context,
        session,
        case,
        items,
        act,
        actor=actor,
        key=key,
        at=at,
        effective_at=effective_at,
        detail=detail,
        reason=reason,
        with_document=with_document,
        documents_later=documents_later,
    )
    await follow_ends(context, session, case, recorded)
    if recorded and ends_items(act):
        await items_ended(context, session, case)
    return recorded
