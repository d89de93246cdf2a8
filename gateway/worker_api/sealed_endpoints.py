"""``/worker``: certificates, documents and annotated copies, as their bodies compose and seal them."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.certificates.uploads import read_bounded
from gateway.dependencies import CurrentContext
from gateway.documents.storage import MAX_DOCUMENT_BYTES
from gateway.worker_api import certificates, copies, documents, sealed_schemas
from gateway.worker_api.once import Call
from gateway.worker_api.parameters import (
    NO_STORE,
    CaseNo,
    DocumentNo,
    Identifier,
    Item,
    JobKey,
    Responses,
    Worker,
)

router = APIRouter()

OFD = "application/ofd"
_PAPER: Responses = {200: {"content": {OFD: {}}, "description": "OFD 版式文件"}}


@router.post("/cases/{case_no}/items/{item}/certificate", summary="分配电子证照")
async def certificate(
    context: CurrentContext,
    caller: Worker,
    case_no: CaseNo,
    item: Item,
    key: JobKey,
    request: sealed_schemas.CertificateWanted,
) -> sealed_schemas.CertificateAllocated:
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
) -> sealed_schemas.CertificateStored:
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
    return Response(content, media_type=OFD, headers=NO_STORE)


@router.put(
    "/certificates/{identifier}/sealed",
    summary="提交签章后的证照（OFD），验证后收存",
    openapi_extra={"requestBody": {"required": True, "content": {OFD: {}}}},
)
async def put_sealed(
    context: CurrentContext, caller: Worker, identifier: Identifier, key: JobKey, request: Request
) -> sealed_schemas.CertificateStored:
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
    return Response(content, media_type=OFD, headers=NO_STORE)


@router.get("/cases/{case_no}/documents/{document_no}", summary="待签章文书的内容（出具机关）")
async def read_document(
    context: CurrentContext, caller: Worker, case_no: CaseNo, document_no: DocumentNo
) -> sealed_schemas.DocumentDrafted:
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
) -> sealed_schemas.DocumentStored:
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
    return Response(await documents.sealed_file(context, call, document_no), media_type=OFD, headers=NO_STORE)


@router.get("/cases/{case_no}/copies/{copy_no}", summary="待制作的加注件（颁证机构）")
async def read_copy(
    context: CurrentContext, caller: Worker, case_no: CaseNo, copy_no: DocumentNo
) -> sealed_schemas.CopyOrdered:
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
) -> sealed_schemas.CopyStored:
    """Taken when it verifies, says what was ordered and bears the body's seal for certificates; the first stays."""
    content = await read_bounded(request)
    return await copies.put_sealed(context, Call(caller, key, "copy.sealed", case_no), copy_no, content)
