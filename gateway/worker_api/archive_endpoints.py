"""``/worker``: an ended case handed over, laid together and filed by the body that led it."""

from typing import Any

from fastapi import APIRouter, Request

from gateway.certificates.uploads import read_bounded
from gateway.dependencies import CurrentContext
from gateway.worker_api import archive, archive_schemas
from gateway.worker_api.once import Call
from gateway.worker_api.parameters import CaseNo, JobKey, Responses, Worker

router = APIRouter()

MAX_ARCHIVE_BYTES = 128 * 1024 * 1024
_ONLY_ENDED: Responses = {409: {"description": "办件尚未办结"}}


@router.post(
    "/cases/{case_no}/handover", summary="办结的办件移交归档，评查案卷（牵头部门）", responses=_ONLY_ENDED
)
async def hand_over(
    context: CurrentContext, caller: Worker, case_no: CaseNo, key: JobKey
) -> archive_schemas.HandedOver:
    """Its file is checked at once and again with each change, and packed when nothing stands in the way."""
    return await archive.hand_over(context, Call(caller, key, "archive.handover", case_no))


@router.get("/cases/{case_no}/dossier", summary="归档内容（牵头部门）", responses=_ONLY_ENDED)
async def dossier(context: CurrentContext, caller: Worker, case_no: CaseNo) -> dict[str, Any]:
    """What belongs in the package: metadata, and each file with its digest, its text or where to read it."""
    return await archive.read_dossier(context, Call(caller, "", "dossier.read", case_no))


@router.post("/cases/{case_no}/archive/manifest", summary="拟制归档清单（牵头部门）", responses=_ONLY_ENDED)
async def draw_up_manifest(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    key: JobKey,
    request: archive_schemas.ManifestRequest,
) -> archive_schemas.ManifestDrawnUp:
    """The page data to compose and seal; the same for the same digest."""
    call = Call(caller, key, "archive.manifest", case_no, request=request)
    return await archive.draw_up_manifest(context, call, request)


@router.put(
    "/cases/{case_no}/archive",
    summary="提交归档包（ZIP）",
    openapi_extra={"requestBody": {"required": True, "content": {"application/zip": {}}}},
)
async def put_archive(
    context: CurrentContext, caller: Worker, case_no: CaseNo, key: JobKey, request: Request
) -> archive_schemas.Archived:
    """Taken when it verifies and holds the manifest that was drawn up; the first one stays."""
    content = await read_bounded(request, MAX_ARCHIVE_BYTES)
    return await archive.keep_archive(context, Call(caller, key, "archive", case_no), content)
