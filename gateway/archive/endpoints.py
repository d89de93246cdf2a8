"""File checks and packages over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from gateway.archive import schemas, service
from gateway.archive.filing import reference_of
from gateway.dependencies import Caller, CurrentContext, Role, require
from gateway.given_out import given_out

router = APIRouter(tags=["archive"])

Reader = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD, Role.SUPERVISOR))]
Office = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD))]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
_ZIP = "application/zip"
_PACKAGE: dict[int | str, dict[str, Any]] = {
    200: {"content": {_ZIP: {}}, "description": "归档信息包"},
    409: {"description": "尚未归档"},
}


@router.get("/cases/{case_no}/file-check", summary="案卷评查结果")
async def file_check(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> schemas.FileCheckView:
    """What stands in the way of archiving, rule by rule; where the case is kept once it is archived."""
    return await service.file_check(context, caller, case_no)


@router.get("/cases/{case_no}/archive", summary="归档信息包", response_class=Response, responses=_PACKAGE)
async def package(context: CurrentContext, caller: Office, case_no: CaseNumber) -> Response:
    """The package as it was sealed, for the body that filed it; the reading is audited."""
    return _zip(await service.package(context, caller, case_no), reference_of(case_no))


@router.get(
    "/cases/{case_no}/archive/supplements/{number}",
    summary="补充归档信息包",
    response_class=Response,
    responses={200: _PACKAGE[200]},
)
async def supplement(
    context: CurrentContext,
    caller: Office,
    case_no: CaseNumber,
    number: Annotated[int, Path(description="第几次补充归档", ge=1, le=9999)],
) -> Response:
    """What came after the case was filed, as it was sealed, for the body that filed it; the reading is audited."""
    content = await service.supplement(context, caller, case_no, number)
    return _zip(content, reference_of(case_no, number))


def _zip(content: bytes, name: str) -> Response:
    return given_out(content, _ZIP, f'attachment; filename="{name}.zip"')


@router.get("/archive/findings", summary="待整改的案卷")
async def findings(
    context: CurrentContext,
    caller: Reader,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=40)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=service.LONGEST_PAGE)] = 50,
) -> schemas.WaitingFiles:
    """Those of the caller's body; all for a supervisor."""
    return await service.waiting(context, caller, cursor=cursor, limit=limit)
