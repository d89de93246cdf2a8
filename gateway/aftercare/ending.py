"""Ending what was granted: recalled, revoked, stripped or cancelled, and everything that hangs on it with it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from chain.procedure.licence import LICENCE_TRANSITIONS, licence_after
from gateway.aftercare.requests_on_record import lapse_requests
from gateway.aftercare.standing import find_standing, standing_of
from gateway.certificates.versions import licence_ended
from gateway.dependencies import Context
from gateway.obligations.opening import lapse
from gateway.outcomes.messages import item_closed
from gateway.procedure.doing import do
from gateway.procedure.record import Actor
from gateway.store.models import Case, ItemCase, ProcedureAct


async def revoke_item(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    actor: Actor,
    key: str,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> list[ProcedureAct]:
    """Revoke the decision on a granted item (撤销); the acts recorded, none where nothing stands that could be revoked.

    Every room that revokes comes through here: false commitments, unmet tolerances, the theme's policy, officers.
    ``key`` makes a repetition harmless. The caller's transaction has locked the case.
    """
    standing = await find_standing(context, session, item)
    if standing is None or standing.state not in LICENCE_TRANSITIONS[Act.REVOKE].before:
        return []
    return await end_item(context, session, case, item, Act.REVOKE, actor, key, reason, detail)


async def end_item(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    act: Act,
    actor: Actor,
    key: str,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> list[ProcedureAct]:
    """Do ``act``, which ends what was granted: its certificate says so to everybody who looks it up, one that is not made
    yet is not made any more, nothing is owed for the item, and what its holder asked for is without object.

    Raises ``NothingGranted``, ``NotInForce``.
    """
    licence_after((await standing_of(context, session, item)).state, act)
    recorded = await do(
        context, session, case, [item], act, actor=actor, key=key, detail=detail, reason=reason
    )
    await item_closed(context, session, case, item)
    await lapse(session, item, context.now())
    await lapse_requests(session, item, context.now())
    if recorded:
        await licence_ended(context, session, case, item, actor)
    return recorded
