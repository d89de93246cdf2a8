"""Sharing over HTTP: the catalogue, uses, the two query interfaces, quality of what was collected, and who looked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.sharing import lookups, quality, querying, schemas, uses, views
from gateway.sharing.queries import LegalPersonAnswer, LegalPersonQuery, LicenceAnswer, LicenceQuery
from gateway.sharing.states import MACHINE, GrantState, GrantStep, Side

router = APIRouter(tags=["sharing"])

PREFIX = "/sharing/v1"
APPLICATIONS = f"{PREFIX}/applications"
ONE = APPLICATIONS + "/{grant_no}"

Official = Annotated[Caller, Depends(require(*MACHINE[GrantStep.APPLY].roles))]
Head = Annotated[Caller, Depends(require(*MACHINE[GrantStep.GRANT].roles))]
Reader = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD, Role.SUPERVISOR))]
Department = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD, Role.WORKER, Role.SUPERVISOR))]
Asking = Annotated[Caller, Depends(require(Role.OFFICER, Role.WORKER))]
Holder = Annotated[Caller, Depends(require(Role.APPLICANT))]
GrantNo = Annotated[str, Path(description="授权编号", max_length=80)]
Cursor = Annotated[str | None, Query(description="翻页游标", max_length=19)]
Limit = Annotated[int, Query(description="每页条数", ge=1, le=uses.LONGEST_PAGE)]
_LIMITED: dict[int | str, dict[str, Any]] = {429: {"description": "今日查询次数已用完"}}


@router.get(f"{PREFIX}/resources", summary="共享资源目录")
async def resources(context: CurrentContext, _: Department) -> schemas.ResourceList:
    """What may be applied for, field by field, and from whom."""
    return views.catalogue(context)


@router.post(APPLICATIONS, status_code=201, summary="申请使用共享资源", response_model=schemas.GrantView)
async def apply(
    context: CurrentContext, caller: Official, key: IdempotencyKey, request: schemas.Application
) -> dict[str, Any]:
    """Good for nothing until the providing body's head grants it."""
    return await uses.apply(context, caller, key, request)


@router.get(APPLICATIONS, summary="本单位申请的、提供的共享授权")
async def applications(
    context: CurrentContext,
    caller: Reader,
    standing: Annotated[
        Side | None,
        Query(alias="as", description="user 作为使用方，provider 作为提供方；不填为两者"),
    ] = None,
    state: Annotated[GrantState | None, Query(description="状态")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> schemas.GrantPage:
    """The newest first; a supervisor sees all."""
    return await uses.uses(context, caller, standing=standing, state=state, cursor=cursor, limit=limit)


@router.get(ONE, summary="一项共享授权及其经过")
async def application(context: CurrentContext, caller: Reader, grant_no: GrantNo) -> schemas.GrantView:
    """For both bodies."""
    return await uses.use_view(context, caller, grant_no)


@router.post(
    f"{ONE}/decision",
    status_code=202,
    summary="审核共享申请（提供方负责人）",
    response_model=schemas.GrantView,
)
async def decide(
    context: CurrentContext,
    caller: Head,
    key: IdempotencyKey,
    grant_no: GrantNo,
    request: schemas.GrantDecision,
) -> dict[str, Any]:
    """Granted, the using body may query from now on."""
    step = GrantStep.GRANT if request.outcome == "granted" else GrantStep.REFUSE
    return await uses.take_step(context, caller, grant_no, step, key, request.reason)


@router.post(
    f"{ONE}/withdrawal",
    status_code=202,
    summary="撤回申请、不再使用（使用方）",
    response_model=schemas.GrantView,
)
async def withdraw(
    context: CurrentContext,
    caller: Official,
    key: IdempotencyKey,
    grant_no: GrantNo,
    request: schemas.GrantEnding,
) -> dict[str, Any]:
    """Before the decision or after it."""
    return await uses.take_step(context, caller, grant_no, GrantStep.WITHDRAW, key, request.reason)


@router.post(
    f"{ONE}/revocation", status_code=202, summary="收回授权（提供方负责人）", response_model=schemas.GrantView
)
async def revoke(
    context: CurrentContext,
    caller: Head,
    key: IdempotencyKey,
    grant_no: GrantNo,
    request: schemas.GrantEnding,
) -> dict[str, Any]:
    """At once: the next query is refused."""
    return await uses.take_step(context, caller, grant_no, GrantStep.REVOKE, key, request.reason)


@router.post(
    f"{PREFIX}/licences/query",
    summary="查询证照信息",
    response_model_exclude_unset=True,
    responses=_LIMITED,
)
async def query_licences(context: CurrentContext, caller: Asking, request: LicenceQuery) -> LicenceAnswer:
    """By identifier, by holder (and type), or by type and number; the granted fields only; on record."""
    return await querying.licences(context, caller, request)


@router.post(
    f"{PREFIX}/legal-persons/query",
    summary="查询法人信息",
    response_model_exclude_unset=True,
    responses=_LIMITED,
)
async def query_legal_persons(
    context: CurrentContext, caller: Asking, request: LegalPersonQuery
) -> LegalPersonAnswer:
    """By code, or by the identifier of the business licence; the granted fields only; on record."""
    return await querying.legal_persons(context, caller, request)


@router.get(f"{PREFIX}/quality", summary="本单位采集数据的质量检查")
async def quality_of_collection(
    context: CurrentContext,
    caller: Reader,
    body: Annotated[
        str | None, Query(description="实施主体代码：只有监督人员需要填写", max_length=80)
    ] = None,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=300)] = None,
    limit: Annotated[int, Query(description="每页检查的记录数", ge=1, le=quality.LONGEST_PAGE)] = 100,
) -> schemas.QualityPage:
    """What is missing or wrong in the certificates that the body collected into the register, the newest first."""
    return await quality.quality(context, caller, body=body, cursor=cursor, limit=limit)


@router.get("/certificates/lookups", tags=["certificates"], summary="谁查询过本人的证照信息")
async def who_looked(
    context: CurrentContext,
    caller: Holder,
    certificate: Annotated[str | None, Query(description="只看这一电子证照标识的", max_length=120)] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> schemas.LookupPage:
    """The newest first: which body, who, for what, when, which fields."""
    return await lookups.lookups(context, caller, identifier=certificate, cursor=cursor, limit=limit)
