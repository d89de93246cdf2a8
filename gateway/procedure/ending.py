"""What the chain's one answer means for items that were not decided."""

from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CaseState
from chain.procedure import TRANSITIONS, Act
from gateway.dependencies import Context
from gateway.inspections.calling_off import let_officers_go
from gateway.procedure.doing import do
from gateway.procedure.record import ANSWER, Actor, items_of_case, stage_on_record
from gateway.store.models import Case, Mandate

_CAUSES = {CaseState.RETURNED: "not_supplemented", CaseState.NOT_ACCEPTED: "chain_not_accepted"}
_OTHER_CAUSE = "prerequisite_refused"


async def end_open_items(
    context: Context, session: AsyncSession, case: Case, result: CaseState, actor: Actor
) -> None:
    """End every item that is open when the case is answered with ``result``.

    Withdrawn: the applicant's act, of the day it was asked for. Otherwise returned (退件): the supplement did not come,
    the chain was not accepted, or what the item waits for was refused.
    """
    withdrawn = result is CaseState.WITHDRAWN
    act = Act.WITHDRAW if withdrawn else Act.RETURN
    items = await items_of_case(session, case.case_no)
    ended = await do(
        context,
        session,
        case,
        [item for item in items if stage_on_record(item) in TRANSITIONS[act].before],
        act,
        actor=await _withdrawing(session, case) if withdrawn else actor,
        key=ANSWER,
        effective_at=case.withdrawn_at if withdrawn else None,
        detail={} if withdrawn else {"cause": _CAUSES.get(result, _OTHER_CAUSE)},
    )
    with_answer = {act.item for act in ended}
    for item in items:
        if item.item in with_answer:
            item.closed_as = None
    if ended:
        await let_officers_go(context, session, case, actor)


async def _withdrawing(session: AsyncSession, case: Case) -> Actor:
    """Who withdrew: the applicant, or the agent who did it for them."""
    if case.withdrawn_under is None:
        return Actor(case.applicant_sub, "applicant", None)
    mandate = await session.get_one(Mandate, case.withdrawn_under)
    return Actor(mandate.agent_sub or case.applicant_sub, "applicant", None, mandate.mandate_no)
