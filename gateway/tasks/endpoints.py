"""The desk over HTTP: an officer sees and decides the tasks of the own body."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.tasks import deciding, listing, service
from gateway.tasks.schemas import ClaimState, DecisionReceipt, DecisionRequest, TaskDetail, TaskPage

router = APIRouter(prefix="/tasks", tags=["tasks"])

Officer = Annotated[Caller, Depends(require(Role.OFFICER))]
TaskKey = Annotated[str, Path(max_length=20, description="任务编号")]


@router.get("", summary="本部门待办任务")
async def tasks(
    context: CurrentContext,
    caller: Officer,
    case_no: Annotated[str | None, Query(description="办件编号", max_length=40)] = None,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=20)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=listing.LONGEST_PAGE)] = 50,
) -> TaskPage:
    """Open tasks, oldest first."""
    return await listing.tasks(context, caller, case_no=case_no, cursor=cursor, limit=limit)


@router.get("/{task_key}", summary="任务详情：表单、材料、勘验结果、时限")
async def task(context: CurrentContext, caller: Officer, task_key: TaskKey) -> TaskDetail:
    """What the officer needs to decide; the reading is audited."""
    return await listing.detail(context, caller, task_key)


@router.post("/{task_key}/claim", summary="领取任务")
async def claim(context: CurrentContext, caller: Officer, task_key: TaskKey) -> ClaimState:
    """Others cannot take or decide it until it is given back."""
    return await service.claim(context, caller, task_key)


@router.delete("/{task_key}/claim", summary="退回任务")
async def give_back(context: CurrentContext, caller: Officer, task_key: TaskKey) -> ClaimState:
    """The task is free again."""
    return await service.give_back(context, caller, task_key)


@router.post("/{task_key}/decision", status_code=202, summary="作出决定（审查结论或勘验结果）")
async def decide(
    context: CurrentContext,
    caller: Officer,
    task_key: TaskKey,
    _key: IdempotencyKey,
    request: DecisionRequest,
) -> DecisionReceipt:
    """The opinion stays here; the engine gets the outcome code. A task is decided once."""
    return await deciding.decide(context, caller, task_key, request)
