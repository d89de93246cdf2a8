"""``/worker``: what a department's worker asks and reports (docs/architecture.md, "Worker-facing API")."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import Response

from gateway.certificates.uploads import read_bounded
from gateway.dependencies import Caller, CurrentContext, Role, require
from gateway.documents.storage import MAX_DOCUMENT_BYTES
from gateway.files.content import ACCEPTED
from gateway.worker_api import (
    archive,
    certificates,
    copies,
    documents,
    lapsing,
    matters,
    notices,
    obligations,
    schemas,
    service,
    shared_readings,
    shared_schemas,
    slices,
)
from gateway.worker_api.once import Call

router = APIRouter(prefix="/worker", tags=["worker"])

Worker = Annotated[Caller, Depends(require(Role.WORKER))]
JobKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=36,
        pattern=r"^[!-~]+$",
        description="引擎作业编号：同一作业重试时相同。",
    ),
]
CaseNo = Annotated[str, Path(max_length=40, description="办件编号")]
Item = Annotated[str, Path(max_length=40, description="事项编码")]
Identifier = Annotated[str, Path(max_length=120, description="电子证照标识，可省略根")]
Name = Annotated[str, Path(max_length=64)]
DocumentNo = Annotated[str, Path(max_length=40, description="文书在办件内的编号")]

OFD = "application/ofd"
MAX_ARCHIVE_BYTES = 128 * 1024 * 1024
Responses = dict[int | str, dict[str, Any]]
_FILE: Responses = {200: {"content": {kind: {} for kind in ACCEPTED}, "description": "文件内容"}}
_PAPER: Responses = {200: {"content": {OFD: {}}, "description": "OFD 版式文件"}}
_ONLY_ENDED: Responses = {409: {"description": "办件尚未办结"}}
_NO_STORE = {"Cache-Control": "private, no-store"}


@router.post("/cases/{case_no}/claim", summary="流程实例认领办件（牵头部门）")
async def claim(
    context: CurrentContext, caller: Worker, case_no: CaseNo, key: JobKey, request: schemas.ClaimRequest
) -> schemas.Claimed:
    """The first instance carries the case; any other is told that it does not."""
    call = Call(caller, key, "claim", case_no, request=request)
    return await service.claim(context, call, request.process_instance_key)


@router.post("/cases/{case_no}/acceptance", summary="受理登记（牵头部门）")
async def accept(context: CurrentContext, caller: Worker, case_no: CaseNo, key: JobKey) -> schemas.Accepted:
    """Accepts the chain once; asking again gives the first moment."""
    return await service.accept(context, Call(caller, key, "accept", case_no))


@router.get("/cases/{case_no}/items/{item}/slice", summary="本部门事项所需的表单、材料与前序结果")
async def read_slice(context: CurrentContext, caller: Worker, case_no: CaseNo, item: Item) -> schemas.Slice:
    """Exactly what the item's own form asks; the reading is audited."""
    return await slices.read_slice(context, Call(caller, "", "slice.read", case_no, item), item)


@router.get("/cases/{case_no}/files/{file_id}", summary="材料文件", response_class=Response, responses=_FILE)
async def read_file(context: CurrentContext, caller: Worker, case_no: CaseNo, file_id: Name) -> Response:
    """The bytes of a file of the slice; the reading is audited."""
    call = Call(caller, "", "file.read", case_no)
    media_type, content = await slices.read_file(context, call, file_id)
    return Response(content, media_type=media_type, headers=_NO_STORE)


@router.post("/cases/{case_no}/items/{item}/precheck", summary="登记预审结果")
async def precheck(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    item: Item,
    key: JobKey,
    request: schemas.PrecheckRequest,
) -> schemas.Prechecked:
    """One round; the latest of every item makes the one supplement notice."""
    call = Call(caller, key, "precheck", case_no, item, request)
    return await service.precheck(context, call, item, request)


@router.post("/cases/{case_no}/items/{item}/check", summary="登记自动审查结果，开始计时")
async def check(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    item: Item,
    key: JobKey,
    request: schemas.CheckRequest,
) -> schemas.Checked:
    """The first outcome stays; the clock starts once."""
    return await service.check(context, Call(caller, key, "check", case_no, item, request), item, request)


@router.post("/cases/{case_no}/items/{item}/lapse", summary="补正逾期的，终止办理")
async def lapse(
    context: CurrentContext, caller: Worker, case_no: CaseNo, item: Item, key: JobKey
) -> schemas.Lapsed:
    """Once what was asked for in review is overdue."""
    return await lapsing.lapse(context, Call(caller, key, "lapse", case_no, item), item)


@router.post("/cases/{case_no}/items/{item}/clock", summary="核对时限，标记预警与超时")
async def read_clock(
    context: CurrentContext, caller: Worker, case_no: CaseNo, item: Item, key: JobKey
) -> schemas.ClockRead:
    """The state now, and when to look again."""
    return await service.read_clock(context, Call(caller, key, "clock", case_no, item), item)


@router.post("/cases/{case_no}/items/{item}/verification", summary="登记营业执照核验结果")
async def verification(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    item: Item,
    key: JobKey,
    request: schemas.VerificationRequest,
) -> schemas.Verified:
    """Evidence of what a register said; the first stays."""
    call = Call(caller, key, "verification", case_no, item, request)
    return await service.verification(context, call, item, request)


@router.post("/cases/{case_no}/items/{item}/shared-readings", summary="登记以共享数据代替纸质材料的查询")
async def shared_reading(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    item: Item,
    key: JobKey,
    request: shared_schemas.SharedReadingRequest,
) -> shared_schemas.SharedReadingKept:
    """Evidence of what was read when: digest, moment, grant; the first of a query stays."""
    part = "" if request.licence is None else f"{request.licence.material}/{request.licence.type_code}"
    call = Call(caller, key, "shared_reading", case_no, item, request, part)
    return await shared_readings.keep(context, call, item, request)


@router.post("/cases/{case_no}/notices", summary="发出补正告知书或统一反馈")
async def notify(
    context: CurrentContext, caller: Worker, case_no: CaseNo, key: JobKey, request: schemas.NoticeRequest
) -> schemas.NoticeSent:
    """A supplement notice gathers everything missing in its scope; the answer tells how each item ended."""
    return await notices.notify(context, Call(caller, key, "notify", case_no, request=request), request)


@router.post("/cases/{case_no}/items/{item}/obligations/gate", summary="容缺未补齐的，证照是否暂不发放")
async def obligation_gate(
    context: CurrentContext, caller: Worker, case_no: CaseNo, item: Item, key: JobKey
) -> schemas.GateRead:
    """Closed while the certificate is withheld for a tolerated material."""
    return await obligations.gate(context, Call(caller, key, "obligation.gate", case_no, item), item)


@router.post(
    "/cases/{case_no}/obligations/{obligation_no}/check", summary="核对容缺、承诺：提醒，或者按期处理"
)
async def obligation_check(
    context: CurrentContext, caller: Worker, case_no: CaseNo, obligation_no: Name, key: JobKey
) -> schemas.ObligationLooked:
    """Whether it is settled, and when to look again."""
    call = Call(caller, key, "obligation.check", case_no, obligation_no)
    return await obligations.check(context, call, obligation_no)


@router.post("/cases/{case_no}/matters/{matter_no}/check", summary="核对有时限的事务：按期处理")
async def matter_check(
    context: CurrentContext, caller: Worker, case_no: CaseNo, matter_no: Name, key: JobKey
) -> schemas.MatterLooked:
    """Whether it is settled, and when to look again."""
    call = Call(caller, key, "matter.check", case_no, matter_no)
    return await matters.check(context, call, matter_no)


@router.post("/cases/{case_no}/items/{item}/certificate", summary="分配电子证照")
async def certificate(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    item: Item,
    key: JobKey,
    request: schemas.CertificateWanted,
) -> schemas.CertificateAllocated:
    """Identifier, number and content once for a case, item and version."""
    call = Call(caller, key, "certificate.allocate", case_no, item)
    return await certificates.allocated(context, call, item, request)


@router.put(
    "/certificates/{identifier}/original",
    summary="提交未签章的证照（OFD）",
    openapi_extra={"requestBody": {"required": True, "content": {OFD: {}}}},
)
async def put_original(
    context: CurrentContext, caller: Worker, identifier: Identifier, key: JobKey, request: Request
) -> schemas.CertificateStored:
    """The first one stays."""
    content = await read_bounded(request)
    return await certificates.put_original(
        context, Call(caller, key, "certificate.original"), identifier, content
    )


@router.get(
    "/certificates/{identifier}/original",
    summary="未签章的证照（OFD）",
    response_class=Response,
    responses=_PAPER,
)
async def get_original(context: CurrentContext, caller: Worker, identifier: Identifier) -> Response:
    """For the issuing body."""
    content = await certificates.original_file(context, Call(caller, "", "certificate.read"), identifier)
    return Response(content, media_type=OFD, headers=_NO_STORE)


@router.put(
    "/certificates/{identifier}/sealed",
    summary="提交签章后的证照（OFD），验证后收存",
    openapi_extra={"requestBody": {"required": True, "content": {OFD: {}}}},
)
async def put_sealed(
    context: CurrentContext, caller: Worker, identifier: Identifier, key: JobKey, request: Request
) -> schemas.CertificateStored:
    """Taken when it verifies, bears the issuing body's seal and is the original otherwise; the first stays."""
    content = await read_bounded(request)
    return await certificates.put_sealed(
        context, Call(caller, key, "certificate.sealed"), identifier, content
    )


@router.get(
    "/certificates/{identifier}/sealed",
    summary="签章后的证照（OFD）",
    response_class=Response,
    responses=_PAPER,
)
async def get_sealed(context: CurrentContext, caller: Worker, identifier: Identifier) -> Response:
    """For the issuing body, and for the lead body of an ended case."""
    content = await certificates.sealed_file(context, Call(caller, "", "certificate.read"), identifier)
    return Response(content, media_type=OFD, headers=_NO_STORE)


@router.get("/cases/{case_no}/documents/{document_no}", summary="待签章文书的内容（出具机关）")
async def read_document(
    context: CurrentContext, caller: Worker, case_no: CaseNo, document_no: DocumentNo
) -> schemas.DocumentDrafted:
    """The page data to compose; the reading is audited."""
    return await documents.read(context, Call(caller, "", "document.read", case_no), document_no)


@router.put(
    "/cases/{case_no}/documents/{document_no}/sealed",
    summary="提交签章后的文书（OFD），验证后收存",
    openapi_extra={"requestBody": {"required": True, "content": {OFD: {}}}},
)
async def put_document(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    document_no: DocumentNo,
    key: JobKey,
    request: Request,
) -> schemas.DocumentStored:
    """Taken when it verifies, says what was drafted and bears the body's right seal, behind those of the bodies that issue it
    jointly and sealed before; the first stays."""
    content = await read_bounded(request, MAX_DOCUMENT_BYTES)
    call = Call(caller, key, "document.sealed", case_no)
    return await documents.put_sealed(context, call, document_no, content)


@router.get(
    "/cases/{case_no}/documents/{document_no}/sealed",
    summary="签章后的文书（OFD）",
    response_class=Response,
    responses=_PAPER,
)
async def get_document(
    context: CurrentContext, caller: Worker, case_no: CaseNo, document_no: DocumentNo
) -> Response:
    """For the bodies that make it out (a joint one as it is so far), and for the lead body of an ended
    case."""
    call = Call(caller, "", "document.read", case_no)
    return Response(
        await documents.sealed_file(context, call, document_no), media_type=OFD, headers=_NO_STORE
    )


@router.get("/cases/{case_no}/copies/{copy_no}", summary="待制作的加注件（颁证机构）")
async def read_copy(
    context: CurrentContext, caller: Worker, case_no: CaseNo, copy_no: DocumentNo
) -> schemas.CopyOrdered:
    """What to compose, for the issuing body; the reading is audited."""
    return await copies.read(context, Call(caller, "", "copy.read", case_no), copy_no)


@router.put(
    "/cases/{case_no}/copies/{copy_no}/sealed",
    summary="提交签章后的加注件（OFD），验证后收存",
    openapi_extra={"requestBody": {"required": True, "content": {OFD: {}}}},
)
async def put_copy(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    copy_no: DocumentNo,
    key: JobKey,
    request: Request,
) -> schemas.CopyStored:
    """Taken when it verifies, says what was ordered and bears the body's seal for certificates; the first stays."""
    content = await read_bounded(request)
    return await copies.put_sealed(context, Call(caller, key, "copy.sealed", case_no), copy_no, content)


@router.post(
    "/cases/{case_no}/handover", summary="办结的办件移交归档，评查案卷（牵头部门）", responses=_ONLY_ENDED
)
async def hand_over(
    context: CurrentContext, caller: Worker, case_no: CaseNo, key: JobKey
) -> schemas.HandedOver:
    """Its file is checked at once and again with each change, and packed when nothing stands in the way."""
    return await archive.hand_over(context, Call(caller, key, "archive.handover", case_no))


@router.get("/cases/{case_no}/dossier", summary="归档内容（牵头部门）", responses=_ONLY_ENDED)
async def dossier(context: CurrentContext, caller: Worker, case_no: CaseNo) -> dict[str, Any]:
    """What belongs in the package: metadata, and each file with its digest, its text or where to read it."""
    return await archive.read_dossier(context, Call(caller, "", "dossier.read", case_no))


@router.post("/cases/{case_no}/archive/manifest", summary="拟制归档清单（牵头部门）", responses=_ONLY_ENDED)
async def draw_up_manifest(
    context: CurrentContext, caller: Worker, case_no: CaseNo, key: JobKey, request: schemas.ManifestRequest
) -> schemas.ManifestDrawnUp:
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
) -> schemas.Archived:
    """Taken when it verifies and holds the manifest that was drawn up; the first one stays."""
    content = await read_bounded(request, MAX_ARCHIVE_BYTES)
    return await archive.keep_archive(context, Call(caller, key, "archive", case_no), content)
