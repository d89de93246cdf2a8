"""Upload before submission, download afterwards."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, UploadFile
from fastapi.responses import Response

from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.dependencies import Caller, CurrentContext, Role, require
from gateway.files import service
from gateway.files.content import ACCEPTED
from gateway.files.schemas import StoredFile
from gateway.given_out import given_out

router = APIRouter(tags=["files"])

Uploader = Annotated[Caller, Depends(require(Role.APPLICANT, Role.OFFICER, Role.CLERK))]
Reader = Annotated[Caller, Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.CLERK))]


@router.post("/files", status_code=201, summary="上传文件（PDF、PNG、JPEG），供提交办件或补正时引用")
async def upload(context: CurrentContext, caller: Uploader, file: UploadFile) -> StoredFile:
    """The type is told by the content; the file belongs to its uploader."""
    return await service.take_in(context, caller, file)


@router.get(
    "/cases/{case_no}/files/{file_id}",
    summary="下载办件中的文件",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in ACCEPTED}, "description": "文件内容"}},
)
async def download(
    context: CurrentContext,
    caller: Reader,
    case_no: Annotated[str, Path(max_length=40)],
    file_id: Annotated[str, Path(max_length=64)],
) -> Response:
    """Always an attachment: a browser never shows an uploaded file as a page of ours."""
    file, content = await service.give_out(context, caller, case_no, file_id)
    suffix = file.name.rpartition(".")[2]
    disposition = f"attachment; filename=\"file.{suffix}\"; filename*=UTF-8''{quote(file.name)}"
    return given_out(content, file.media_type, disposition)
