"""Deliveries over HTTP: chosen, handed out, sent, followed."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from gateway.deliveries import choosing, counter, schemas, service
from gateway.deliveries.states import DeliveryState
from gateway.deliveries.wishes import DeliveryWish
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require

router = APIRouter(tags=["deliveries"])

Applicant = Annotated[Caller, Depends(require(Role.APPLICANT))]
Clerk = Annotated[Caller, Depends(require(Role.CLERK))]
Office = Annotated[Caller, Depends(require(Role.CLERK, Role.OFFICER))]
Desk = Annotated[Caller, Depends(require(Role.CLERK, Role.OFFICER, Role.HEAD))]
Reader = Annotated[Caller, Depends(require(Role.APPLICANT, Role.OFFICER, Role.CLERK, Role.SUPERVISOR))]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
Number = Annotated[str, Path(description="送达编号，如 SD01", max_length=40)]


@router.get("/cases/{case_no}/deliveries", summary="办件的送达：送达什么、怎样送达、到何时、是否送达")
async def deliveries(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> schemas.Deliveries:
    """What was decided and how it reaches the applicant."""
    return await service.deliveries_view(context, caller, case_no)


@router.put("/cases/{case_no}/delivery", summary="更改送达方式", response_model=schemas.DeliveryWay)
async def choose(
    context: CurrentContext, caller: Applicant, case_no: CaseNumber, request: DeliveryWish
) -> dict[str, Any]:
    """Until the results are sent; repeating it changes nothing."""
    return await choosing.change(context, caller, case_no, request)


@router.get("/deliveries", summary="本单位待送达的文书和证照")
async def worklist(
    context: CurrentContext,
    caller: Desk,
    state: Annotated[DeliveryState | None, Query(description="状态；不填的为待送达和已寄出")] = None,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=20)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=service.LONGEST_PAGE)] = 50,
) -> schemas.DeliveryPage:
    """The oldest first."""
    return await service.worklist(context, caller, state=state, cursor=cursor, limit=limit)


@router.post(
    "/window/deliveries/{case_no}/{delivery_no}/handout",
    status_code=202,
    summary="窗口发放：核验领取人身份，领取人签收",
    response_model=schemas.DeliveryChange,
)
async def hand_out(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    delivery_no: Number,
    request: schemas.Handout,
) -> dict[str, Any]:
    """Produces the receipt (送达回证)."""
    return await counter.hand_out(context, caller, case_no, delivery_no, key, request)


@router.post(
    "/cases/{case_no}/deliveries/{delivery_no}/postings",
    status_code=202,
    summary="登记寄出（再次投递的再次登记）",
    response_model=schemas.DeliveryChange,
)
async def post(
    context: CurrentContext,
    caller: Office,
    key: IdempotencyKey,
    case_no: CaseNumber,
    delivery_no: Number,
    request: schemas.Posting,
) -> dict[str, Any]:
    """For the address that the applicant chose."""
    return await counter.post(context, caller, case_no, delivery_no, key, request)


@router.post(
    "/cases/{case_no}/deliveries/{delivery_no}/postings/outcome",
    status_code=202,
    summary="登记邮寄结果：签收，或者退回",
    response_model=schemas.DeliveryChange,
)
async def posting_outcome(
    context: CurrentContext,
    caller: Office,
    key: IdempotencyKey,
    case_no: CaseNumber,
    delivery_no: Number,
    request: schemas.PostingOutcome,
) -> dict[str, Any]:
    """Received: delivered on that day. Returned: it waits to be sent again."""
    return await counter.note_outcome(context, caller, case_no, delivery_no, key, request)
