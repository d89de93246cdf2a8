"""Deploying diagrams, decisions and forms."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, UploadFile

from gateway.dependencies import Caller, CurrentContext, Role, require
from gateway.deployments import migration, service
from gateway.deployments.schemas import DeploymentList, DeploymentReceipt, MigrationView
from gateway.deployments.service import Source

router = APIRouter(prefix="/deployments", tags=["deployments"])

Designer = Annotated[Caller, Depends(require(Role.DESIGNER))]
Viewer = Annotated[Caller, Depends(require(Role.DESIGNER, Role.OPERATOR))]
Process = Annotated[str, Path(description="流程编码", max_length=255)]
Version = Annotated[int | None, Query(description="目标版本，默认最新", ge=1, le=2**31 - 1)]


@router.post("", status_code=201, summary="部署流程图、决策和表单（先经流程检查）")
async def deploy(
    context: CurrentContext,
    caller: Designer,
    resources: Annotated[list[UploadFile], File(description="bpmn、dmn、form 文件")],
    commit: Annotated[
        str | None, Form(description="文件所在代码库的提交编号", pattern="^[0-9a-f]{7,64}$")
    ] = None,
    dirty: Annotated[bool | None, Form(description="文件是否有未提交的修改")] = None,
) -> DeploymentReceipt:
    """Errors of the check are answered as problems; nothing is deployed then."""
    return await service.deploy(context, caller, resources, Source(commit, dirty))


@router.get("", summary="部署记录")
async def deployments(context: CurrentContext, _: Viewer) -> DeploymentList:
    """The latest deployments, who made them, and the digests of what was deployed."""
    return await service.deployments(context)


@router.get("/migrations/{process}", summary="迁移计划：在办实例能否改按另一版本办理")
async def plan(
    context: CurrentContext, _: Viewer, process: Process, version: Version = None
) -> MigrationView:
    """Nothing is changed. Instances that cannot be migrated name what stands in the way."""
    return await migration.plan(context, process, version)


@router.post("/migrations/{process}", summary="迁移：在办实例改按另一版本办理")
async def migrate(
    context: CurrentContext, caller: Viewer, process: Process, version: Version = None
) -> MigrationView:
    """Does what the plan says can be done, and tells of each instance what became of it. May be repeated."""
    return await migration.migrate(context, caller, process, version)
