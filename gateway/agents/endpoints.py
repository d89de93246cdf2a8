"""Mandates over HTTP: given, answered, ended, read; and assistance in outside systems."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request

from gateway.agents import assistance, granting, schemas, service
from gateway.agents.acting import MANDATE_HEADER, acting
from gateway.agents.errors import NoSubDelegation
from gateway.agents.scope import MandateAct, MandateEventKind
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require

router = APIRouter(tags=["agents"])

Party = Annotated[Caller, Depends(require(Role.APPLICANT, Role.OFFICER, Role.HEAD, Role.CLERK))]
Official = Annotated[Caller, Depends(require(Role.OFFICER, Role.CLERK))]
Reader = Annotated[
    Caller, Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.CLERK, Role.SUPERVISOR))
]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
Item = Annotated[str, Path(description="事项编码", max_length=40)]
MandateNo = Annotated[str, Path(description="委托编号", max_length=80)]


async def principal(request: Request, caller: Annotated[Caller, Depends(require(Role.APPLICANT))]) -> Caller:
    """Whoever gives or revokes a mandate does so in person. Raises ``NoSubDelegation``."""
    if MANDATE_HEADER in request.headers:
        raise NoSubDelegation
    return caller


Principal = Annotated[Caller, Depends(principal)]


@router.post(
    "/mandates", status_code=201, summary="授权委托：委托他人代为办理", response_model=schemas.MandateView
)
async def grant(
    context: CurrentContext, caller: Principal, key: IdempotencyKey, request: schemas.NewMandate
) -> dict[str, Any]:
    """Good for nothing until the agent accepts it; an agent cannot authorise others."""
    return await granting.grant(context, caller, key, request)


@router.get("/mandates", summary="本人作为委托人、受托人的授权委托")
async def mandates(
    context: CurrentContext,
    caller: Party,
    standing: Annotated[
        service.Standing | None,
        Query(alias="as", description="principal 作为委托人，agent 作为受托人；不填为两者"),
    ] = None,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=200)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=service.LONGEST_PAGE)] = 20,
) -> schemas.Mandates:
    """The newest first; an official's are those of their body."""
    return await service.mandates(context, caller, standing, cursor, limit)


@router.get("/mandates/{mandate_no}", summary="授权委托及其经过")
async def mandate(context: CurrentContext, caller: Party, mandate_no: MandateNo) -> schemas.MandateView:
    """With what was done under it."""
    return await service.mandate_view(context, caller, mandate_no)


@router.post("/mandates/{mandate_no}/acceptance", summary="受托人接受委托")
async def accept(context: CurrentContext, caller: Party, mandate_no: MandateNo) -> schemas.MandateView:
    """From now on the agent may act; repeating it changes nothing."""
    return await service.take_step(context, caller, mandate_no, MandateEventKind.ACCEPT)


@router.post("/mandates/{mandate_no}/refusal", summary="受托人谢绝委托")
async def refuse(context: CurrentContext, caller: Party, mandate_no: MandateNo) -> schemas.MandateView:
    """For good; repeating it changes nothing."""
    return await service.take_step(context, caller, mandate_no, MandateEventKind.REFUSE)


@router.post("/mandates/{mandate_no}/resignation", summary="受托人辞去委托")
async def resign(
    context: CurrentContext, caller: Party, mandate_no: MandateNo, request: schemas.Ending
) -> schemas.MandateView:
    """What was done until now stands; repeating it changes nothing."""
    return await service.take_step(context, caller, mandate_no, MandateEventKind.RESIGN, request.reason)


@router.post("/mandates/{mandate_no}/revocation", summary="委托人撤销委托")
async def revoke(
    context: CurrentContext, caller: Principal, mandate_no: MandateNo, request: schemas.Ending
) -> schemas.MandateView:
    """At any moment, at once; what was done until now stands; repeating it changes nothing."""
    return await service.take_step(context, caller, mandate_no, MandateEventKind.REVOKE, request.reason)


@router.post(
    "/cases/{case_no}/items/{item}/assistance",
    status_code=201,
    summary="帮办代办：登记在国家、省级系统代申请人办理的事情及其回执",
    response_model=schemas.AssistanceView,
)
async def assist(
    context: CurrentContext,
    caller: Official,
    key: IdempotencyKey,
    case_no: CaseNumber,
    item: Item,
    request: schemas.Assisted,
) -> dict[str, Any]:
    """On the applicant's mandate only; the applicant sees it, with the receipt."""
    return await assistance.assist(context, caller, case_no, item, key, request)


@router.get("/cases/{case_no}/assistance", summary="帮办代办记录")
async def assisted(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> schemas.Assistances:
    """What officials did for the applicant in outside systems, with the receipts."""
    return await assistance.assistance_view(context, caller, case_no)
