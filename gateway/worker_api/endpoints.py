"""``/worker``: what a department's worker asks and reports (docs/architecture.md, "Worker-facing API").

Here the course of a case and its items; what is composed and sealed, and what is filed, have modules of their own.
"""

from fastapi import APIRouter
from fastapi.responses import Response

from gateway.dependencies import CurrentContext
from gateway.files.content import ACCEPTED
from gateway.worker_api import (
    archive_endpoints,
    lapsing,
    matters,
    notices,
    obligations,
    schemas,
    sealed_endpoints,
    service,
    shared_readings,
    shared_schemas,
    slices,
)
from gateway.worker_api.once import Call
from gateway.worker_api.parameters import NO_STORE, CaseNo, Item, JobKey, Name, Responses, Worker

router = APIRouter(prefix="/worker", tags=["worker"])

_FILE: Responses = {200: {"content": {kind: {} for kind in ACCEPTED}, "description": "文件内容"}}


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
    return Response(content, media_type=media_type, headers=NO_STORE)


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


for part in (sealed_endpoints, archive_endpoints):
    router.include_router(part.router)
