"""What officers do with what was granted: change, renew, suspend, give back, recall, revoke, strip, cancel; the grave ones
are the head's."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.documents.kinds import Nature, nature_of
from chain.errors import FieldProblem, FieldProblems, NotPermitted
from chain.procedure import Act
from chain.procedure.licence import GRANTED, check_ground, licence_after
from gateway.aftercare import schemas
from gateway.aftercare.ending import end_item
from gateway.aftercare.errors import NoLicence
from gateway.aftercare.granting import Grant, change, renew
from gateway.aftercare.standing import newest_certificate, standing_of
from gateway.aftercare.suspending import give_back, suspend
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.procedure.own import act_key, own_item
from gateway.procedure.record import Actor
from gateway.store.models import Case, ItemCase, ProcedureAct

_BY_THE_HEAD = (schemas.Suspend, schemas.Recall, schemas.Revoke, schemas.Strip)


async def act(
    context: Context, caller: Caller, case_no: str, item: str, key: str, request: schemas.AftercareAct
) -> dict[str, Any]:
    """Do ``request`` once for its key.

    Raises ``NotPermitted``, ``ItemNotFound``, ``NothingGranted``, ``NotInForce``, ``GroundDoesNotFit``, ``NoLicence``,
    ``WithoutEnd``, ``EndNotLater``, ``CertificateUnderWay``, ``FieldProblems``, ``IdempotencyKeyReused``.
    """
    role = Role.HEAD if isinstance(request, _BY_THE_HEAD) else Role.OFFICER
    if not caller.has(role):
        raise NotPermitted
    route = f"POST /cases/{case_no}/items/{item}/aftercare"
    slot = Slot.of(caller.sub, route, key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case, found = await own_item(session, caller, case_no, item)
        actor = Actor.of(caller, role.value)
        recorded = await _done(
            context, session, case, found, actor, act_key("aftercare", caller, key), request
        )
        await put_on_record(
            session,
            caller,
            role,
            f"aftercare.{recorded.act}",
            at=recorded.at,
            case_no=case_no,
            detail={"item": item, "number": recorded.number},
        )
        return (await _receipt(context, session, found, recorded)).model_dump(mode="json")

    return await once(context, slot, store)


async def _done(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    actor: Actor,
    key: str,
    request: schemas.AftercareAct,
) -> ProcedureAct:
    detail: dict[str, str]
    match request:
        case schemas.Change():
            grant = Grant(actor, key, request.reason, {"ground": request.ground})
            return await change(context, session, case, item, request.changes, grant)
        case schemas.Renew():
            return await renew(context, session, case, item, request.until, Grant(actor, key, request.reason))
        case schemas.Suspend():
            grant = Grant(actor, key, request.reason, _penalty(context, item, request))
            return await suspend(context, session, case, item, request.until, grant)
        case schemas.Resume():
            grant = Grant(actor, key, request.reason)
            return await give_back(context, session, case, item, request.ground, grant)
        case schemas.Recall():
            detail = {"ground": request.ground, "compensation": request.compensation}
        case schemas.Revoke():
            detail = {"ground": request.ground}
        case schemas.Strip():
            detail = _penalty(context, item, request)
        case _:
            standing = await standing_of(context, session, item)
            licence_after(standing.state, Act.CANCEL)
            check_ground(standing.state, request.ground)
            detail = {"ground": request.ground.value, "outcome": GRANTED}
    (recorded,) = await end_item(
        context, session, case, item, Act(request.act), actor, key, request.reason, detail
    )
    return recorded


def _penalty(context: Context, item: ItemCase, request: schemas.Strip | schemas.Suspend) -> dict[str, str]:
    if nature_of(context.catalogue.item(item.item).kind) is not Nature.LICENCE:
        raise NoLicence
    if request.penalty_on > context.now().date():
        raise FieldProblems([FieldProblem("penalty_on", "行政处罚决定日期", "不能晚于今天。")])
    return {"penalty_no": request.penalty_no, "penalty_on": request.penalty_on.isoformat()}


async def _receipt(
    context: Context, session: AsyncSession, item: ItemCase, act: ProcedureAct
) -> schemas.AftercareReceipt:
    standing = await standing_of(context, session, item)
    certificate = await newest_certificate(session, item.case_no, item.item)
    return schemas.AftercareReceipt(
        case_no=act.case_no,
        item=act.item,
        act=act.act,
        act_name=Act(act.act).label,
        number=act.number,
        at=act.at,
        document_no=act.document_no,
        state=standing.state.value,
        state_name=standing.state.label,
        certificate=None if certificate is None else certificate.identifier,
    )
