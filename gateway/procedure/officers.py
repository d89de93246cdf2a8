"""What officers do with an item besides deciding it: stop, extend, forward, return, void, deliver."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue.items import Level
from chain.errors import NotPermitted
from chain.limits import EXTENSION_DAYS, JOINT_EXTENSION_DAYS
from chain.procedure import Act, Stage
from gateway.cases.idempotency import Slot, once
from gateway.deliveries.handing import receive_item
from gateway.deliveries.states import DeliveryWay
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.outcomes.messages import item_closed
from gateway.procedure import schemas
from gateway.procedure.acting import perform
from gateway.procedure.errors import (
    ExtensionTooLong,
    NoLimitToExtend,
    NotAHigherLevel,
    NotHandledJointly,
)
from gateway.procedure.own import act_key, own_item
from gateway.procedure.record import Actor, acts_of
from gateway.store.models import Case, ItemCase, ProcedureAct
from gateway.tasks.errors import CaseWithdrawn

_LEVELS = (Level.TOWN, Level.COUNTY, Level.CITY, Level.PROVINCE)
_CLOSING = frozenset({Act.FORWARD, Act.RETURN, Act.VOID})


async def act(
    context: Context, caller: Caller, case_no: str, item: str, key: str, request: schemas.OfficersAct
) -> dict[str, Any]:
    """Do ``request`` once for its key; the chain is told where it ends the item.

    Raises ``ItemNotFound``, ``NotPermitted``, ``CaseWithdrawn``, ``IllegalAct``, ``ExtensionTooLong``,
    ``NoLimitToExtend``, ``NotHandledJointly``, ``NotAHigherLevel``, ``DeliveryMoment``, ``NothingToDeliver``,
    ``IdempotencyKeyReused``.
    """
    role = Role.HEAD if isinstance(request, schemas.Extend) else Role.OFFICER
    if not caller.has(role):
        raise NotPermitted
    slot = Slot.of(
        caller.sub, f"POST /cases/{case_no}/items/{item}/acts", key, request.model_dump(mode="json")
    )

    async def store(session: AsyncSession) -> dict[str, Any]:
        case, found = await own_item(session, caller, case_no, item)
        if case.withdrawn_at is not None and not isinstance(request, schemas.Deliver):
            raise CaseWithdrawn
        recorded = await _record(context, session, caller, role, case, found, key, request)
        if recorded.act in _CLOSING:
            await item_closed(context, session, case, found)
        await put_on_record(
            session,
            caller,
            role,
            f"procedure.{recorded.act}",
            at=recorded.at,
            case_no=case_no,
            detail={"item": item, "number": recorded.number},
        )
        return _receipt(recorded, found).model_dump(mode="json")

    return await once(context, slot, store)


async def _record(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    role: Role,
    case: Case,
    item: ItemCase,
    key: str,
    request: schemas.OfficersAct,
) -> ProcedureAct:
    actor = Actor.of(caller, role.value)
    place = act_key("officer", caller, key)
    if isinstance(request, schemas.Deliver):
        way = DeliveryWay(request.way)
        return await receive_item(context, session, case, item, actor, way=way, at=request.at, key=place)
    detail, reason = {}, getattr(request, "reason", None)
    match request:
        case schemas.Suspend():
            detail = {"procedure": request.procedure.value, "days": request.days}
        case schemas.Extend():
            await _check_extension(context, session, case, item, request)
            joint = request.approver == "government"
            detail = {"days": request.days, "approver": request.approver, "joint": joint}
        case schemas.Forward():
            detail = {"to": _higher(context, item, request.to).value}
    (recorded,) = await perform(
        context,
        session,
        case,
        [item],
        Act(request.act),
        actor=actor,
        key=place,
        detail=detail,
        reason=reason,
    )
    return recorded


async def _check_extension(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, request: schemas.Extend
) -> None:
    """Once only, as far as the days go: what was extended before counts against what the law allows."""
    due_at = item.statutory_due_at
    if item.statutory_days is None or (due_at is not None and context.now() > due_at):
        raise NoLimitToExtend
    joint = request.approver == "government"
    if joint and context.catalogue.theme(case.theme).joint_handling_days is None:
        raise NotHandledJointly
    acts = (await acts_of(session, item.case_no)).get(item.item, [])
    before = sum(
        int(each.detail["days"])
        for each in acts
        if each.act == Act.EXTEND and bool(each.detail.get("joint")) is joint
    )
    if before + request.days > (JOINT_EXTENSION_DAYS if joint else EXTENSION_DAYS):
        raise ExtensionTooLong


def _higher(context: Context, item: ItemCase, to: Level) -> Level:
    own = context.catalogue.item(item.item).level
    if _LEVELS.index(to) <= _LEVELS.index(own):
        raise NotAHigherLevel
    return to


def _receipt(act: ProcedureAct, item: ItemCase) -> schemas.ActReceipt:
    stage = Stage(item.stage or Stage.DRAFT)
    return schemas.ActReceipt(
        case_no=act.case_no,
        item=act.item,
        act=act.act,
        act_name=Act(act.act).label,
        number=act.number,
        at=act.at,
        effective_at=act.effective_at,
        stage=stage.value,
        stage_name=stage.label,
        document_no=act.document_no,
    )
