"""What officers do with what was granted: change, renew, recall, revoke, strip, cancel; the grave ones are the head's."""

import hashlib
from typing import Any

from sqlalchemy import bindparam, select
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
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context, Role
from gateway.procedure.errors import ItemNotFound
from gateway.procedure.record import Actor
from gateway.store import audit
from gateway.store.models import Case, ItemCase, ProcedureAct

_ITEM = (
    select(Case, ItemCase)
    .join(ItemCase, ItemCase.case_no == Case.case_no)
    .where(
        Case.case_no == bindparam("case_no"),
        ItemCase.item == bindparam("item"),
        ItemCase.body == bindparam("body"),
    )
    .with_for_update(of=Case)
    .execution_options(populate_existing=True)
)
_BY_THE_HEAD = (schemas.Recall, schemas.Revoke, schemas.Strip)


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
    place = hashlib.sha256(f"{caller.sub}\0{key}".encode()).hexdigest()[:32]

    async def store(session: AsyncSession) -> dict[str, Any]:
        case, found = await _own_item(session, caller, case_no, item)
        actor = Actor.of(caller, role.value)
        recorded = await _done(context, session, case, found, actor, f"aftercare/{place}", request)
        await audit.record(
            session,
            at=recorded.at,
            actor=caller.sub,
            role=role.value,
            body=caller.body,
            action=f"aftercare.{recorded.act}",
            case_no=case_no,
            detail={"item": item, "number": recorded.number},
        )
        return (await _receipt(context, session, found, recorded)).model_dump(mode="json")

    return await once(context, slot, store)


async def _own_item(session: AsyncSession, caller: Caller, case_no: str, item: str) -> tuple[Case, ItemCase]:
    place = {"case_no": case_no, "item": item, "body": caller.body}
    row = (await session.execute(_ITEM, place)).first()
    if row is None:
        raise ItemNotFound
    return row[0], row[1]


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


def _penalty(context: Context, item: ItemCase, request: schemas.Strip) -> dict[str, str]:
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
