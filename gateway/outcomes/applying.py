"""Carrying out the theme's policy in the transaction that records an item's end.

Ends that this module causes, and those of the chain's one answer, have no further effect: they are done by
``gateway.procedure.doing`` alone.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue.outcomes import Effect, Ending
from chain.procedure import TRANSITIONS, Act, Stage
from gateway.aftercare.ending import revoke_item
from gateway.dependencies import Context
from gateway.outcomes.endings import ending_of
from gateway.outcomes.holding import hold
from gateway.outcomes.messages import item_closed
from gateway.procedure.doing import do
from gateway.procedure.record import Actor, items_of_case, stage_on_record
from gateway.store.models import Case, ItemCase, ProcedureAct

POLICY = "policy"
"""Cause of an act that another item's end led to; who acts by the theme's policy."""


async def follow_ends(
    context: Context, session: AsyncSession, case: Case, recorded: Sequence[ProcedureAct]
) -> None:
    """What the ends among ``recorded`` acts do to the other items; doing it again changes nothing.

    The transaction has locked the case. A case that is withdrawn as a whole ends with its answer.
    """
    if case.withdrawn_at is not None:
        return
    policy = context.catalogue.theme(case.theme).outcomes
    for act in recorded:
        ending = ending_of(act)
        effect = Effect.CONTINUE if ending is None else policy.effect(act.item, ending)
        if ending is None or effect is Effect.CONTINUE:
            continue
        if effect is Effect.HOLD:
            await hold(context, session, case, act.item, ending)
            continue
        await stop(context, session, case, act.item, ending, cause=POLICY)
        if effect is Effect.REVOKE:
            await _revoke_granted(context, session, case, act.item, ending)


async def stop(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: str,
    ending: Ending,
    *,
    cause: str,
    actor: Actor | None = None,
    reason: str | None = None,
) -> list[ItemCase]:
    """Return every item of the case that is open, one notice for all; ``item`` is the one whose end led to it.

    ``actor`` is who decided so where the policy alone did not.
    """
    others = [
        each
        for each in await items_of_case(session, case.case_no)
        if each.item != item and stage_on_record(each) in TRANSITIONS[Act.RETURN].before
    ]
    recorded = await do(
        context,
        session,
        case,
        others,
        Act.RETURN,
        actor=actor or Actor(POLICY, POLICY, case.lead_body),
        key=f"{cause}/{item}",
        detail={"cause": cause, "item": item, "ending": ending.value},
        reason=reason,
    )
    done = {act.item for act in recorded}
    returned = [each for each in others if each.item in done]
    for each in returned:
        await item_closed(context, session, case, each)
    return returned


async def _revoke_granted(
    context: Context, session: AsyncSession, case: Case, item: str, ending: Ending
) -> None:
    """Revoke what was granted in the case, each by its own body; a licence that was only verified was not granted here."""
    for each in await items_of_case(session, case.case_no):
        if each.item == item or each.verification_outcome is not None or each.stage != Stage.CONCLUDED:
            continue
        await revoke_item(
            context,
            session,
            case,
            each,
            Actor(POLICY, POLICY, each.body),
            f"{POLICY}/revoke/{item}",
            detail={"cause": POLICY, "item": item, "ending": ending.value},
        )
