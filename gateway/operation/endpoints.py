"""Health, readiness and metrics."""

from typing import Annotated

from fastapi import APIRouter, Request, Security
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials
from prometheus_client import CONTENT_TYPE_LATEST

from chain.errors import NotPermitted
from gateway.dependencies import CurrentContext, Role, bearer, current_caller
from gateway.operation import service
from gateway.operation.schemas import Health, Readiness

router = APIRouter(tags=["operation"])


@router.get("/health", summary="进程存活")
async def health() -> Health:
    """Answers as long as the process can."""
    return Health(status="ok")


@router.get("/ready", summary="可以办理业务：存储与流程引擎可用")
async def ready(context: CurrentContext) -> Readiness:
    """A problem of status 503 when the store or the engine cannot be used."""
    return await service.readiness(context)


@router.get(
    "/metrics",
    summary="Prometheus 指标（限本机或运维人员）",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "指标"}},
)
async def metrics(
    context: CurrentContext,
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Response:
    """Numbers without personal labels."""
    if not service.is_local(request):
        caller = await current_caller(context, credentials)
        if not caller.has(Role.OPERATOR):
            raise NotPermitted
    return Response(await service.metrics(context), media_type=CONTENT_TYPE_LATEST)
