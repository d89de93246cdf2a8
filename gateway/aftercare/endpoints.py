"""After a decision over HTTP: acts of officers, requests of holders, corrections."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from gateway.aftercare import corrections, officers, requests, schemas
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require

router = APIRouter(tags=["aftercare"])

Applicant = Annotated[Caller, Depends(require(Role.APPLICANT))]
Officer = Annotated[Caller, Depends(require(Role.OFFICER))]
Office = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD))]
Reader = Annotated[
    Caller, Depends(require(Role.APPLICANT, Role.OFFICER, Role.HEAD, Role.CLERK, Role.SUPERVISOR))
]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
Item = Annotated[str, Path(description="事项编码", max_length=40)]
RequestNo = Annotated[str, Path(description="申请在办件内的编号，如 SQ01", max_length=40)]
DocumentNo = Annotated[str, Path(description="文书在办件内的编号，如 WS01", max_length=40)]
Identifier = Annotated[str, Path(description="电子证照标识，可省略根", max_length=120)]
Limit = Annotated[int, Query(description="每页条数", ge=1, le=100)]


@router.post(
    "/cases/{case_no}/items/{item}/aftercare",
    status_code=202,
    summary="决定之后：变更、延续、暂扣、发还、撤回、撤销、吊销、注销",
    response_model=schemas.AftercareReceipt,
)
async def act(
    context: CurrentContext,
    caller: Office,
    key: IdempotencyKey,
    case_no: CaseNumber,
    item: Item,
    request: schemas.AftercareAct,
) -> dict[str, Any]:
    """On record once for its key; to suspend, recall, revoke and strip is the head's to decide."""
    return await officers.act(context, caller, case_no, item, key, request)


@router.post(
    "/cases/{case_no}/items/{item}/requests",
    status_code=202,
    summary="申请变更、延续、注销",
    response_model=schemas.RequestView,
)
async def ask(
    context: CurrentContext,
    caller: Applicant,
    key: IdempotencyKey,
    case_no: CaseNumber,
    item: Item,
    request: schemas.RequestMade,
) -> dict[str, Any]:
    """The receipt says until when it is decided."""
    return await requests.ask(context, caller, case_no, item, key, request)


@router.get("/cases/{case_no}/items/{item}/requests", summary="事项的变更、延续、注销申请")
async def of_item(
    context: CurrentContext, caller: Reader, case_no: CaseNumber, item: Item
) -> schemas.Requests:
    """What they say only for the holder and the officers of the item's body."""
    return await requests.requests_view(context, caller, case_no, item)


@router.post(
    "/cases/{case_no}/items/{item}/requests/{request_no}/decision",
    status_code=202,
    summary="对变更、延续、注销申请作出决定",
    response_model=schemas.RequestView,
)
async def decide(
    context: CurrentContext,
    caller: Officer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    item: Item,
    request_no: RequestNo,
    request: schemas.RequestDecision,
) -> dict[str, Any]:
    """Decided once; a renewal before the end."""
    return await requests.decide(context, caller, case_no, item, request_no, key, request)


@router.get("/requests", summary="本部门待决定的变更、延续、注销申请")
async def open_requests(
    context: CurrentContext,
    caller: Officer,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=120)] = None,
    limit: Limit = 50,
) -> schemas.RequestPage:
    """The most urgent first."""
    return await requests.open_requests(context, caller, cursor=cursor, limit=limit)


@router.post(
    "/cases/{case_no}/documents/{document_no}/correction",
    status_code=202,
    summary="更正文书中的笔误",
    response_model=schemas.CorrectionReceipt,
)
async def correct_document(
    context: CurrentContext,
    caller: Officer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    document_no: DocumentNo,
    request: schemas.CorrectionMade,
) -> dict[str, Any]:
    """A notice tells it; the document stays as it was made."""
    return await corrections.correct_document(context, caller, case_no, document_no, key, request)


@router.post(
    "/certificates/{identifier}/correction",
    status_code=202,
    summary="更正证照中的笔误",
    response_model=schemas.CorrectionReceipt,
)
async def correct_certificate(
    context: CurrentContext,
    caller: Officer,
    key: IdempotencyKey,
    identifier: Identifier,
    request: schemas.CorrectionMade,
) -> dict[str, Any]:
    """A notice tells it, and a new version is made."""
    return await corrections.correct_certificate(context, caller, identifier, key, request)
