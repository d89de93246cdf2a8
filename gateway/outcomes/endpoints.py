"""Single items over HTTP: withdrawing one, and whether the others go on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.outcomes import schemas, service

router = APIRouter(tags=["outcomes"])

Withdrawer = Annotated[Caller, Depends(acting(MandateAct.WITHDRAW, Role.APPLICANT))]
Clerk = Annotated[Caller, Depends(require(Role.CLERK))]
Deciding = Annotated[Caller, Depends(acting(MandateAct.WITHDRAW, Role.APPLICANT, Role.OFFICER))]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
Item = Annotated[str, Path(description="事项编码", max_length=40)]


@router.post(
    "/cases/{case_no}/items/{item}/withdrawal",
    status_code=202,
    summary="撤回一个事项",
    response_model=schemas.ItemWithdrawn,
)
async def withdraw_item(
    context: CurrentContext,
    caller: Withdrawer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    item: Item,
    request: schemas.ItemWithdrawal,
) -> dict[str, Any]:
    """Possible until the item is decided; what it does to the others is the theme's to say."""
    return await service.withdraw_item(context, caller, case_no, item, key, request)


@router.post(
    "/window/cases/{case_no}/items/{item}/withdrawal",
    status_code=202,
    summary="代申请人撤回一个事项",
    response_model=schemas.ItemWithdrawn,
)
async def withdraw_item_at_window(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    item: Item,
    request: schemas.ItemWithdrawal,
) -> dict[str, Any]:
    """As the applicant would, who stands there."""
    return await service.withdraw_item(context, caller, case_no, item, key, request, Role.CLERK)


@router.post(
    "/cases/{case_no}/hold",
    status_code=202,
    summary="暂停办理的事项：继续，或者不再继续",
    response_model=schemas.HoldAnswered,
)
async def answer_hold(
    context: CurrentContext,
    caller: Deciding,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: schemas.HoldAnswer,
) -> dict[str, Any]:
    """By the applicant, or an officer of the body that leads the case; until then they rest, at most some days."""
    return await service.answer_hold(context, caller, case_no, key, request)
