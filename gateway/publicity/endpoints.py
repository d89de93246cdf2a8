"""Publicity over HTTP: for everybody."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.publicity import schemas, service

router = APIRouter(prefix="/publicity", tags=["publicity"])

Head = Annotated[Caller, Depends(require(Role.HEAD))]
Number = Annotated[int, Path(description="公示编号", ge=1)]
_CACHED = "public, max-age=300"


@router.get("", summary="行政许可信息公示（公众）")
async def listing(
    context: CurrentContext,
    response: Response,
    body: Annotated[str | None, Query(description="许可机关代码", max_length=80)] = None,
    q: Annotated[
        str | None, Query(description="行政相对人、文书号、许可编号或者事项中的文字", max_length=50)
    ] = None,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=19)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=service.LONGEST_PAGE)] = 20,
) -> schemas.PublicationPage:
    """The newest first."""
    found = await service.listing(context, body=body, q=q, cursor=cursor, limit=limit)
    response.headers["Cache-Control"] = _CACHED
    return found


@router.get("/{number}", summary="一项行政许可的公示信息（公众）")
async def publication(context: CurrentContext, response: Response, number: Number) -> schemas.PublicationView:
    """As long as it is public."""
    found = await service.publication(context, number)
    response.headers["Cache-Control"] = _CACHED
    return found


@router.post(
    "/{number}/withdrawal",
    status_code=202,
    summary="撤下公示：异议成立或者决定已更正",
    response_model=schemas.Withdrawn,
)
async def withdraw(
    context: CurrentContext, caller: Head, key: IdempotencyKey, number: Number, request: schemas.Withdrawal
) -> dict[str, Any]:
    """The credit platform is told too."""
    return await service.take_down(context, caller, number, key, request)
