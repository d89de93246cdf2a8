"""Submitting, following, supplementing and withdrawing cases."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from chain.cases import CaseState
from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.cases import listing, submission, supplements, timeline, views, withdrawal
from gateway.cases import path as paths
from gateway.cases.schemas import (
    CasePage,
    CasePath,
    CaseView,
    Notices,
    Receipt,
    Submission,
    Supplement,
    SupplementReceipt,
    Timeline,
    Withdrawal,
    WithdrawalReceipt,
)
from gateway.cases.status import status_view
from gateway.cases.status.schemas import CaseStatus
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role

router = APIRouter(prefix="/cases", tags=["cases"])

Submitter = Annotated[Caller, Depends(acting(MandateAct.SUBMIT, Role.APPLICANT))]
Supplementer = Annotated[Caller, Depends(acting(MandateAct.SUPPLEMENT, Role.APPLICANT))]
Withdrawer = Annotated[Caller, Depends(acting(MandateAct.WITHDRAW, Role.APPLICANT))]
Reader = Annotated[
    Caller, Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.CLERK, Role.SUPERVISOR))
]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]


@router.post("", status_code=202, summary="提交办件", response_model=Receipt)
async def submit(
    context: CurrentContext, caller: Submitter, key: IdempotencyKey, request: Submission
) -> dict[str, Any]:
    """Stored when answered; the chain starts as soon as the engine takes it."""
    return await submission.submit(context, caller, key, request)


@router.get("", summary="办件列表")
async def cases(
    context: CurrentContext,
    caller: Reader,
    state: Annotated[CaseState | None, Query(description="状态")] = None,
    theme: Annotated[str | None, Query(description="主题代码", max_length=80)] = None,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=200)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=listing.LONGEST_PAGE)] = 20,
) -> CasePage:
    """An applicant's own cases, those of an officer's body or that a clerk's leads, or all for a supervisor."""
    return await listing.cases(context, caller, state=state, theme=theme, cursor=cursor, limit=limit)


@router.get("/{case_no}", summary="办件详情：谁在办、到何时、申请人还欠什么")
async def case(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> CaseView:
    """The case as people follow it."""
    return await views.case_view(context, caller, case_no)


@router.get("/{case_no}/status", summary="办件进展：谁在办、到何日、欠什么、下一步、将得到什么")
async def case_status(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> CaseStatus:
    """The case in words that its applicant understands."""
    return await status_view(context, caller, case_no)


@router.get("/{case_no}/timeline", summary="办理过程")
async def case_timeline(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> Timeline:
    """What happened when, and who did it."""
    return await timeline.timeline(context, caller, case_no)


@router.get("/{case_no}/path", summary="在流程图上走过的路径")
async def case_path(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> CasePath:
    """The way through the diagrams."""
    return await paths.path(context, caller, case_no)


@router.get("/{case_no}/notices", summary="告知书与反馈")
async def notices(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> Notices:
    """Supplement notices and the answer."""
    return await views.notices_view(context, caller, case_no)


@router.post("/{case_no}/supplements", status_code=202, summary="提交补正", response_model=SupplementReceipt)
async def supplement(
    context: CurrentContext,
    caller: Supplementer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: Supplement,
) -> dict[str, Any]:
    """Exactly what the notice asks for, at once."""
    return await supplements.supplement(context, caller, case_no, key, request)


@router.post("/{case_no}/withdrawal", status_code=202, summary="申请撤回")
async def withdraw(
    context: CurrentContext, caller: Withdrawer, case_no: CaseNumber, request: Withdrawal
) -> WithdrawalReceipt:
    """Possible until the chain has ended; repeating it changes nothing."""
    return await withdrawal.withdraw(context, caller, case_no, request)
