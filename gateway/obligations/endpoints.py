"""Obligations over HTTP: the worklist of a body; of a case: made up, checked, mended, retracted."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.obligations import commitments, fulfilment, schemas, service, worklist
from gateway.obligations.states import WorkState

router = APIRouter(tags=["obligations"])
OF_CASE = "/cases/{case_no}/obligations"
ONE = OF_CASE + "/{obligation_no}"

Fulfiller = Annotated[Caller, Depends(acting(MandateAct.SUPPLEMENT, Role.APPLICANT))]
Signer = Annotated[Caller, Depends(acting(MandateAct.UNDERTAKE, Role.APPLICANT))]
Officer = Annotated[Caller, Depends(require(Role.OFFICER))]
Reader = Annotated[
    Caller, Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.CLERK, Role.SUPERVISOR))
]
Office = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD, Role.SUPERVISOR))]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
Number = Annotated[str, Path(description="容缺、承诺编号", max_length=40)]


@router.get("/obligations", summary="容缺和承诺工作清单：待补齐、待核查、改正期间、已过期限")
async def work(
    context: CurrentContext,
    caller: Office,
    state: Annotated[
        WorkState | None,
        Query(description="open 期限内待补齐、待核查，mending 责令改正期间，overdue 已过期限"),
    ] = None,
    due_before: Annotated[date | None, Query(description="期限在此日之前（不含当日）")] = None,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=200)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=worklist.LONGEST_PAGE)] = 50,
) -> schemas.WorkPage:
    """Those of the caller's body, what is due first; all for a supervisor."""
    return await worklist.worklist(
        context, caller, state=state, due_before=due_before, cursor=cursor, limit=limit
    )


@router.get(OF_CASE, summary="容缺和承诺：欠什么、到何时、不履行的后果")
async def obligations(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> schemas.Obligations:
    """Everything undertaken in the case, and how far it is."""
    return await service.obligations_view(context, caller, case_no)


@router.post(
    ONE + "/fulfilment",
    status_code=202,
    summary="容缺补齐",
    response_model=schemas.FulfilmentReceipt,
)
async def fulfil(
    context: CurrentContext,
    caller: Fulfiller,
    key: IdempotencyKey,
    case_no: CaseNumber,
    obligation_no: Number,
    request: schemas.Fulfilment,
) -> dict[str, Any]:
    """The material that was to come later, for every item that waits for it."""
    return await fulfilment.fulfil(context, caller, case_no, obligation_no, key, request)


@router.post(
    ONE + "/check",
    status_code=202,
    summary="承诺核查（办理部门）",
    response_model=schemas.ObligationChange,
)
async def check(
    context: CurrentContext,
    caller: Officer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    obligation_no: Number,
    request: schemas.CheckMade,
) -> dict[str, Any]:
    """True ends it; false orders to mend."""
    return await commitments.check(context, caller, case_no, obligation_no, key, request)


@router.post(
    ONE + "/mended",
    status_code=202,
    summary="责令改正的结果（办理部门）",
    response_model=schemas.ObligationChange,
)
async def mended(
    context: CurrentContext,
    caller: Officer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    obligation_no: Number,
    request: schemas.Mended,
) -> dict[str, Any]:
    """Mended ends it; not mended when the time is over, the decision is revoked."""
    return await commitments.mended(context, caller, case_no, obligation_no, key, request)


@router.post(
    ONE + "/retraction",
    status_code=202,
    summary="撤回承诺",
    response_model=schemas.ObligationChange,
)
async def retract(
    context: CurrentContext,
    caller: Signer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    obligation_no: Number,
) -> dict[str, Any]:
    """Possible until the decision; the material is owed again."""
    return await commitments.retract(context, caller, case_no, obligation_no, key)
