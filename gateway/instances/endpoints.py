"""The raw view of the engine, for integrators and operators."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query

from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.instances import incidents as acts
from gateway.instances import service, starting
from gateway.instances.schemas import (
    IncidentPage,
    IncidentReceipt,
    InstancePage,
    InstanceView,
    StartReceipt,
    StartRequest,
)

router = APIRouter(tags=["instances"])

Integrator = Annotated[Caller, Depends(require(Role.INTEGRATOR))]
Operator = Annotated[Caller, Depends(require(Role.OPERATOR))]
Viewer = Annotated[Caller, Depends(require(Role.INTEGRATOR, Role.OPERATOR))]
Key = Annotated[str, Path(description="流程引擎给出的编号", max_length=20)]
Cursor = Annotated[str | None, Query(description="翻页游标", max_length=20)]
Limit = Annotated[int, Query(description="每页条数", ge=1, le=100)]


@router.post("/instances", status_code=202, summary="以消息启动流程", response_model=StartReceipt)
async def start(
    context: CurrentContext, caller: Integrator, key: IdempotencyKey, request: StartRequest
) -> dict[str, Any]:
    """Only processes that are deployed with a message start event; themes start through an application."""
    return await starting.start(context, caller, key, request)


@router.get("/instances", summary="流程实例列表")
async def instances(
    context: CurrentContext,
    _: Viewer,
    process: Annotated[str | None, Query(description="流程编码", max_length=255)] = None,
    state: Annotated[Literal["active", "completed", "terminated"] | None, Query(description="状态")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> InstancePage:
    """In the order of their keys."""
    return await service.instances(context, process=process, state=state, cursor=cursor, limit=limit)


@router.get("/instances/{key}", summary="流程实例详情")
async def instance(context: CurrentContext, _: Viewer, key: Key) -> InstanceView:
    """With elements, called instances and incidents."""
    return await service.instance(context, key)


@router.get("/incidents", summary="异常列表")
async def incidents(
    context: CurrentContext,
    _: Operator,
    state: Annotated[Literal["open", "resolved"], Query(description="状态")] = "open",
    cursor: Cursor = None,
    limit: Limit = 20,
) -> IncidentPage:
    """The oldest first."""
    return await service.incidents(context, state=state, cursor=cursor, limit=limit)


@router.post("/incidents/{key}/retry", status_code=202, summary="重试：补足重试次数并继续")
async def retry(context: CurrentContext, caller: Operator, key: Key) -> IncidentReceipt:
    """Gives the job three more attempts and resolves the incident."""
    return await acts.act(context, caller, key, "retry")


@router.post("/incidents/{key}/resolution", status_code=202, summary="处理完毕：继续执行")
async def resolve(context: CurrentContext, caller: Operator, key: Key) -> IncidentReceipt:
    """Resolves the incident after its cause was removed."""
    return await acts.act(context, caller, key, "resolution")
