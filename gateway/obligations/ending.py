"""How an unmet obligation ends: the item is returned, its certificate waits, or its decision is revoked."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Consequence
from chain.cases import Outcome
from chain.procedure import Act, Stage
from gateway.aftercare.ending import revoke_item
from gateway.dependencies import Context
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
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
_WITHHELD = "证照暂不制发，补齐材料后制发，请尽快补交。"
_RETURNED = "该事项已经退件，补齐材料后可以重新申请。"
_REVOKED = "准予的决定已经撤销，请查看决定和救济途径。"
"""What followed, as the applicant is told."""


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
        await _tell(context, session, case, item, row, _WITHHELD)
        return
    close(row, ObligationState.UNMET, context.now())
    if await outcome_of(session, item) is None:
        detail = {"obligation_no": row.obligation_no, "cause": UNMET}
        key = f"return/{row.obligation_no}"
        await perform(context, session, case, [item], Act.RETURN, key=key, actor=actor, detail=detail)
        await item_closed(context, session, case, item)
        await _tell(context, session, case, item, row, _RETURNED)
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
    key = f"revoke/{row.obligation_no}"
    if await revoke_item(context, session, case, item, actor, key, reason, detail):
        await _tell(context, session, case, item, row, _REVOKED)


async def _tell(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, row: Obligation, followed: str
) -> None:
    theme = context.catalogue.theme(case.theme).name
    tolerated = row.kind == ObligationKind.TOLERANCE
    unmet = "容缺的材料逾期未补交" if tolerated else "承诺不属实，逾期未改正"
    await tell(
        context,
        session,
        case,
        MessageKind.UNMET,
        key=f"unmet/{row.obligation_no}",
        text=f"您申办的“{theme}”（办件编号{case.case_no}）中，“{item.name}”{unmet}，{followed}",
    )
