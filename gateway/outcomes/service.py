"""What applicants and offices decide about single items: taking one back, and whether the others go on."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue.outcomes import Ending
from chain.errors import NotPermitted
from chain.procedure import Act, Stage
from gateway import outbox
from gateway.cases.access import acted_case, has_ended, own_case
from gateway.cases.errors import CaseEnded, CaseNotFound, WithdrawalRequested
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context, Role
from gateway.inspections.calling_off import items_ended
from gateway.on_record import put_on_record
from gateway.outcomes import schemas
from gateway.outcomes.applying import stop
from gateway.outcomes.errors import NoSuchItem, NotOnHold
from gateway.outcomes.holding import CONTINUE, held, item_of, open_hold, release, settle
from gateway.outcomes.messages import item_closed
from gateway.outcomes.wording import STOPPED
from gateway.procedure.acting import perform
from gateway.procedure.own import act_key
from gateway.procedure.record import Actor, acts_of, items_of_case, stage_on_record
from gateway.store.models import Case, ItemCase, Matter

_LED = (
    select(Case)
    .where(Case.case_no == bindparam("case_no"), Case.lead_body == bindparam("body"))
    .with_for_update()
)
_DECIDED = (Stage.CONCLUDED,)


async def withdraw_item(
    context: Context,
    caller: Caller,
    case_no: str,
    item: str,
    key: str,
    request: schemas.ItemWithdrawal,
    role: Role = Role.APPLICANT,
) -> dict[str, Any]:
    """Take one item back, once for its key; a clerk does it for an applicant at the counter (``role``).

    Where it was the last open one and none was decided, the whole case is withdrawn. Raises ``CaseNotFound``,
    ``ApplicantNotPresent``, ``NoSuchItem``, ``WithdrawalRequested``, ``CaseEnded``, ``IllegalAct``,
    ``IdempotencyKeyReused``.
    """
    slot = Slot.of(
        caller.standing,
        f"POST /cases/{case_no}/items/{item}/withdrawal",
        key,
        request.model_dump(mode="json"),
    )

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await acted_case(session, caller, role, case_no, context.now())
        items = await items_of_case(session, case_no)
        found = next((each for each in items if each.item == item), None)
        if found is None:
            raise NoSuchItem
        await _refuse_ended(session, case)
        whole = await _withdraw(context, session, case, items, found, role, caller, key, request.reason)
        await put_on_record(
            session, caller, role, "item.withdraw", at=context.now(), case_no=case_no, detail={"item": item}
        )
        answer = schemas.ItemWithdrawn(case_no=case_no, item=item, withdrawn_at=context.now(), whole=whole)
        return answer.model_dump(mode="json")

    return await once(context, slot, store)


async def _withdraw(
    context: Context,
    session: AsyncSession,
    case: Case,
    items: list[ItemCase],
    item: ItemCase,
    role: Role,
    caller: Caller,
    key: str,
    reason: str,
) -> bool:
    await perform(
        context,
        session,
        case,
        [item],
        Act.WITHDRAW,
        actor=Actor.of(caller, role.value) if role is Role.APPLICANT else Actor(caller.sub, role.value, None),
        key=act_key("withdraw", caller, key),
        reason=reason,
    )
    await item_closed(context, session, case, item)
    stages = [stage_on_record(each) for each in items]
    if any(stage is None or not stage.ended or stage in _DECIDED for stage in stages):
        return False
    case.withdrawn_at, case.withdraw_reason = context.now(), reason
    case.withdrawn_under = caller.mandate_no
    await outbox.case_withdrawn(session, case.case_no)
    return True


async def answer_hold(
    context: Context, caller: Caller, case_no: str, key: str, request: schemas.HoldAnswer
) -> dict[str, Any]:
    """The applicant, or an officer of the leading body, says whether what rests goes on; once for its key.

    Raises ``CaseNotFound``, ``NotPermitted``, ``NotOnHold``, ``WithdrawalRequested``, ``CaseEnded``,
    ``IdempotencyKeyReused``.
    """
    slot = Slot.of(caller.standing, f"POST /cases/{case_no}/hold", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case, role = await _decidable(session, caller, case_no)
        await _refuse_ended(session, case)
        matter = await open_hold(session, case_no)
        if matter is None or not held(await items_of_case(session, case_no)):
            raise NotOnHold
        actor = Actor.of(caller, role.value)
        if request.decision == CONTINUE:
            concerned = await release(
                context, session, case, matter, decision=CONTINUE, actor=actor, reason=request.reason
            )
        else:
            ending = await _ending_of_hold(session, matter)
            concerned = await stop(
                context,
                session,
                case,
                item_of(matter),
                ending,
                cause=STOPPED,
                reason=request.reason,
                actor=None if role is Role.APPLICANT else actor,
            )
            await items_ended(context, session, case)
        await settle(context, session, matter)
        await put_on_record(
            session,
            caller,
            role,
            "hold.answer",
            at=context.now(),
            case_no=case_no,
            detail={"decision": request.decision},
        )
        answer = schemas.HoldAnswered(
            case_no=case_no,
            decision=request.decision,
            items=[each.item for each in concerned],
            decided_at=context.now(),
        )
        return answer.model_dump(mode="json")

    return await once(context, slot, store)


async def _decidable(session: AsyncSession, caller: Caller, case_no: str) -> tuple[Case, Role]:
    if caller.has(Role.APPLICANT):
        return await own_case(session, caller, case_no), Role.APPLICANT
    if not caller.has(Role.OFFICER):
        raise NotPermitted
    case = await session.scalar(_LED, {"case_no": case_no, "body": caller.body})
    if case is None:
        raise CaseNotFound
    return case, Role.OFFICER


async def _ending_of_hold(session: AsyncSession, matter: Matter) -> Ending:
    """How the item ended that the hold is about, by the acts that it led to."""
    acts = (act for each in (await acts_of(session, matter.case_no)).values() for act in each)
    told = (act for act in acts if act.act == Act.HOLD and act.detail["item"] == item_of(matter))
    return Ending(str(next(told).detail["ending"]))


async def _refuse_ended(session: AsyncSession, case: Case) -> None:
    if case.withdrawn_at is not None:
        raise WithdrawalRequested
    if await has_ended(session, case.case_no):
        raise CaseEnded
