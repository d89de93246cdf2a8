"""Annotated copies over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from gateway.certificates.copies import ordering, schemas, service
from gateway.certificates.endpoints import Identifier, OwnReader
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.given_out import given_out

router = APIRouter(tags=["certificates"])

Holder = Annotated[Caller, Depends(require(Role.APPLICANT))]
"""In person: for whom a licence is copied is not handed to an agent."""
CopyNo = Annotated[str, Path(max_length=40, description="加注件编号")]


@router.post(
    "/certificates/{identifier}/copies",
    status_code=202,
    response_model=schemas.CopyRead,
    summary="申请制作证照加注件（持证主体）",
)
async def order_copy(
    context: CurrentContext,
    caller: Holder,
    key: IdempotencyKey,
    identifier: Identifier,
    request: schemas.NewCopy,
) -> dict[str, Any]:
    """Sealed by the issuing body for the stated purpose, recipient and time; nobody decides on it."""
    return await ordering.order(context, caller, key, identifier, request)


@router.get("/certificates/{identifier}/copies", summary="证照的加注件")
async def copies(context: CurrentContext, caller: OwnReader, identifier: Identifier) -> schemas.Copies:
    """For the holder and the issuing body; the reading is audited."""
    return await service.listing(context, caller, identifier)


@router.get(
    "/certificates/{identifier}/copies/{copy_no}/file",
    summary="下载已签章的加注件（OFD）",
    response_class=Response,
    responses={200: {"content": {"application/ofd": {}}, "description": "OFD 版式文件"}},
)
async def copy_file(
    context: CurrentContext, caller: OwnReader, identifier: Identifier, copy_no: CopyNo
) -> Response:
    """The sealed OFD as it was verified when it was taken."""
    content = await service.sealed_file(context, caller, identifier, copy_no)
    return given_out(content, "application/ofd", f'attachment; filename="{copy_no}.ofd"')
