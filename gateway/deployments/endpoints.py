"""Deploying diagrams, decisions and forms."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, UploadFile

from gateway.dependencies import Caller, CurrentContext, Role, require
from gateway.deployments import service
from gateway.deployments.schemas import DeploymentList, DeploymentReceipt

router = APIRouter(prefix="/deployments", tags=["deployments"])

Designer = Annotated[Caller, Depends(require(Role.DESIGNER))]
Viewer = Annotated[Caller, Depends(require(Role.DESIGNER, Role.OPERATOR))]


@router.post("", status_code=201, summary="部署流程图、决策和表单（先经流程检查）")
async def deploy(
    context: CurrentContext,
    caller: Designer,
    resources: Annotated[list[UploadFile], File(description="bpmn、dmn、form 文件")],
) -> DeploymentReceipt:
    """Errors of the check are answered as problems; nothing is deployed then."""
    return await service.deploy(context, caller, resources)


@router.get("", summary="部署记录")
async def deployments(context: CurrentContext, _: Viewer) -> DeploymentList:
    """The latest deployments, who made them, and the digests of what was deployed."""
    return await service.deployments(context)
