"""How an unmet obligation ends: the item is returned, its certificate waits, or its decision is revoked."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Consequence
from chain.cases import Outcome
from chain.procedure import Act, Stage
from gateway.aftercare.ending import revoke_item
from gateway.dependencies import Context
from gateway.notices.outcomes import granted_or_refused
from gateway.obligations.rows import close
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.outcomes.messages import item_closed
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.store.models import Case, Decision, ItemCase, Obligation

UNMET = "tolerance_unmet"
"""Cause of an act that a tolerated material led to which did not come in time."""
FALSE = "commitment_false"
"""Cause of an act that a commitment led to which was false and not mended."""


async def outcome_of(session: AsyncSession, item: ItemCase) -> str | None:
    """Granted or refused, as it was decided; ``None`` while the item is under way or ended without a decision."""
    decision = await session.scalar(
        select(Decision)
        .where(
            Decision.case_no == item.case_no,
            Decision.item == item.item,
            Decision.state != "void",
            Decision.outcome.in_((Outcome.GRANTED, Outcome.REFUSED)),
        )
        .order_by(Decision.decided_at.desc())
        .limit(1)
    )
    return granted_or_refused(item, decision)


async def ended_otherwise(session: AsyncSession, item: ItemCase) -> bool:
    """Whether nothing can be owed for the item any more: it was refused, or ended without a decision."""
    if await outcome_of(session, item) == Outcome.REFUSED.value:
        return True
    stage = Stage(item.stage) if item.stage is not None else None
    return stage is not None and stage.ended and stage is not Stage.CONCLUDED


async def carry_out(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, row: Obligation, actor: Actor
) -> None:
    """What the undertaking said would follow when the material did not come in time.

    A certificate that waits goes on waiting: the material is still owed. Otherwise an item that is not decided is
    returned, whatever was to follow, and one that was granted meanwhile is revoked: what was decided cannot be returned.
    """
    if row.consequence == Consequence.WITHHELD:
        row.state = ObligationState.UNMET
        return
    close(row, ObligationState.UNMET, context.now())
    if await outcome_of(session, item) is None:
        detail = {"obligation_no": row.obligation_no, "cause": UNMET}
        key = f"return/{row.obligation_no}"
        await perform(context, session, case, [item], Act.RETURN, key=key, actor=actor, detail=detail)
        await item_closed(context, session, case, item)
    else:
        await revoke(context, session, case, item, row, actor)


async def revoke(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    row: Obligation,
    actor: Actor,
    reason: str | None = None,
) -> None:
    """Revoke the decision on the item (撤销) because of the obligation, which is closed."""
    cause = UNMET if row.kind == ObligationKind.TOLERANCE else FALSE
    detail = {"obligation_no": row.obligation_no, "cause": cause}
    await revoke_item(context, session, case, item, actor, f"revoke/{row.obligation_no}", reason, detail)
