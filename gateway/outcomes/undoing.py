"""An end that did not take effect: what it did to the other items of its case under the theme's policy.

What rests because of it goes on at once, unless another end asks the same question, which is then asked of that one. What
was returned or revoked because of it was told the applicant as a decision of its own: a machine does not take it back.
The leading body gets a card for each, and decides; the applicant is told that the ground has fallen away.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue.outcomes import Effect
from chain.limits import ClockState
from chain.procedure import Act
from gateway.clocks.office import end_of_limit
from gateway.dependencies import Context
from gateway.matters.cards import MatterClock, show_card
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.outcomes.applying import POLICY
from gateway.outcomes.endings import ending_of
from gateway.outcomes.holding import ANNULLED, held, hold, item_of, open_hold, release, settle
from gateway.outcomes.wording import STOPPED
from gateway.procedure.record import Actor, acts_in_hand, items_of_case, stage_on_record
from gateway.store.models import Case, ItemCase, ProcedureAct

REVIEW_DAYS = 5
"""Working days within which the leading body should have decided on what lost its ground; the house's own rule."""
_SYSTEM = "system"


async def undo_end(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, annulled: ProcedureAct
) -> None:
    """The decision ``annulled`` on ``item``, which was just found not to stand. The case is locked."""
    released = await _let_go_on(context, session, case, item, annulled)
    groundless = await _led_to(session, case, item, annulled)
    for each in groundless:
        await show_card(
            session,
            case.case_no,
            each.item,
            case.lead_body,
            MatterClock.GROUND,
            ClockState.YELLOW,
            await end_of_limit(context, session, context.now(), REVIEW_DAYS),
            context.now(),
        )
    await _tell(context, session, case, item, annulled, released, groundless)


async def _let_go_on(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, annulled: ProcedureAct
) -> list[ItemCase]:
    matter = await open_hold(session, case.case_no)
    if matter is None or item_of(matter) != item.item:
        return []
    system = Actor(_SYSTEM, _SYSTEM, case.lead_body)
    released = await release(context, session, case, matter, decision=ANNULLED, actor=system)
    await settle(context, session, matter)
    for other in await _other_ends(context, session, case, item, annulled):
        ending = ending_of(other)
        if ending is not None:
            await hold(context, session, case, other.item, ending)
    resting = {each.item for each in held(await items_of_case(session, case.case_no))}
    return [each for each in released if each.item not in resting]


async def _other_ends(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, annulled: ProcedureAct
) -> list[ProcedureAct]:
    """Ends since then that asked no question of their own, because this one was open; one that still stands of each item."""
    policy, found = context.catalogue.theme(case.theme).outcomes, []
    acts = await acts_in_hand(session, case.case_no)
    for other in await items_of_case(session, case.case_no):
        stage = stage_on_record(other)
        if other.item == item.item or stage is None or not stage.ended:
            continue
        for act in acts.get(other.item, ()):
            ending = ending_of(act)
            asks = ending is not None and policy.effect(act.item, ending) is Effect.HOLD
            if asks and act.at >= annulled.at and not _is_the_policys(act):
                found.append(act)
    return found


def _is_the_policys(act: ProcedureAct) -> bool:
    """Whether a policy or an answered hold led to the act, which so has no effect of its own."""
    return act.detail.get("cause") in (POLICY, STOPPED)


async def _led_to(
    session: AsyncSession, case: Case, item: ItemCase, annulled: ProcedureAct
) -> list[ItemCase]:
    """Items that were returned or revoked because of the end."""
    acts = await acts_in_hand(session, case.case_no)

    def lost(act: ProcedureAct) -> bool:
        ended = act.act in (Act.RETURN, Act.REVOKE) and act.at >= annulled.at
        return ended and _is_the_policys(act) and act.detail.get("item") == item.item

    items = await items_of_case(session, case.case_no)
    return [each for each in items if any(lost(act) for act in acts.get(each.item, ()))]


async def _tell(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    annulled: ProcedureAct,
    released: Sequence[ItemCase],
    groundless: Sequence[ItemCase],
) -> None:
    theme = context.catalogue.theme(case.theme).name
    text = f"您申办的“{theme}”（办件编号{case.case_no}）中，“{item.name}”的决定在送交办理时没有生效，该事项恢复审查。"
    if released:
        text += f"因此暂停办理的{_named(released)}已经恢复办理。"
    if groundless:
        text += (
            f"因此终止办理或者撤销的{_named(groundless)}，其依据已不存在，已提请牵头部门处理；"
            "您也可以向牵头部门提出，或者重新申请。"
        )
    await tell(
        context,
        session,
        case,
        MessageKind.ANNULLED,
        key=f"annulled/{item.item}/{annulled.number}",
        text=text,
    )


def _named(items: Sequence[ItemCase]) -> str:
    return "、".join(f"“{each.name}”" for each in items)
