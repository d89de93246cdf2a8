"""Certificates over HTTP: for holders and issuing bodies, and the public check."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, UploadFile
from fastapi.responses import HTMLResponse, Response

from chain.errors import ChainError
from chain.trust.statements import in_words
from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.certificates import schemas, service, status_list
from gateway.certificates.errors import CertificateNotFound, OfdTooLarge
from gateway.certificates.library.history import history
from gateway.certificates.library.schemas import CertificateHistory
from gateway.certificates.page import status_page, unknown_page
from gateway.certificates.public import public_facts
from gateway.certificates.public_token import MAX_TOKEN_CHARACTERS, QR_PARAMETER
from gateway.certificates.storage import MAX_OFD_BYTES
from gateway.certificates.verify_page import refused_page, upload_page, verdict_page
from gateway.dependencies import Caller, CurrentContext, Role
from gateway.given_out import given_out

router = APIRouter(tags=["certificates"])

Reader = Annotated[Caller, Depends(acting(MandateAct.RECEIVE, Role.APPLICANT, Role.OFFICER, Role.CLERK))]
OwnReader = Annotated[Caller, Depends(acting(MandateAct.RECEIVE, Role.APPLICANT, Role.OFFICER))]
Identifier = Annotated[str, Path(max_length=120, description="电子证照标识，可省略根")]
PublicToken = Annotated[
    str | None,
    Query(
        alias=QR_PARAMETER,
        max_length=MAX_TOKEN_CHARACTERS,
        description="二维码中的核验码；没有或不符时不显示证照编号和持证主体",
    ),
]

IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", max_length=1000, description="已经下载的清单的 ETag")
]

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@router.post("/certificates/verification", summary="验证电子证照和文书文件（公众）")
async def verify(context: CurrentContext, file: UploadFile) -> schemas.VerificationVerdict:
    """The verdict with a reason for each thing looked at; the file is not kept."""
    content = await file.read(MAX_OFD_BYTES + 1)
    if len(content) > MAX_OFD_BYTES:
        raise OfdTooLarge
    return await service.verify(context, content)


@router.get("/v", summary="文件核验页（公众）", response_class=HTMLResponse)
async def upload() -> HTMLResponse:
    """The form with which anybody has a file verified."""
    return HTMLResponse(upload_page(), headers=_PAGE_HEADERS)


@router.post(
    "/v",
    summary="文件核验结果页（公众）",
    response_class=HTMLResponse,
    responses={status: {"content": {"text/html": {}}} for status in (413, 500, 503)},
)
async def uploaded(context: CurrentContext, file: UploadFile) -> HTMLResponse:
    """The answers of ``POST /certificates/verification`` as a page; what goes wrong is told on the page too."""
    try:
        verdict = await verify(context, file)
    except ChainError as error:
        return HTMLResponse(refused_page(error.detail), status_code=error.status, headers=_PAGE_HEADERS)
    return HTMLResponse(verdict_page(verdict, in_words(context.now())), headers=_PAGE_HEADERS)


@router.get(
    "/certificates/status-list",
    summary="证照状态清单（公众）",
    response_class=Response,
    responses={
        200: {"content": {"application/json": {}}, "description": "登记服务签名的清单"},
        304: {"description": "与已经下载的相同"},
    },
)
async def list_of_statuses(context: CurrentContext, asked: IfNoneMatch = None) -> Response:
    """What does not count today, by digests: kept at hand, a certificate is checked without asking about a person."""
    row = await status_list.current(context)
    tag = f'"{row.sha256}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
    if asked is not None and tag in (each.strip().removeprefix("W/") for each in asked.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(row.envelope, media_type="application/json", headers=headers)


@router.get("/certificates/{identifier}", summary="证照信息")
async def read(context: CurrentContext, caller: Reader, identifier: Identifier) -> schemas.CertificateRead:
    """For the holder and the issuing body."""
    return await service.read(context, caller, identifier)


@router.get("/certificates/{identifier}/history", summary="证照历史")
async def life(context: CurrentContext, caller: OwnReader, identifier: Identifier) -> CertificateHistory:
    """What happened to the certificate in all its versions, oldest first; the reading is audited."""
    return await history(context, caller, identifier)


@router.get(
    "/certificates/{identifier}/file",
    summary="下载已签章的电子证照（OFD）",
    response_class=Response,
    responses={200: {"content": {"application/ofd": {}}, "description": "OFD 版式文件"}},
)
async def file(context: CurrentContext, caller: Reader, identifier: Identifier) -> Response:
    """The sealed OFD as it was verified when it was taken."""
    certificate, content = await service.sealed_file(context, caller, identifier)
    return given_out(content, "application/ofd", f'attachment; filename="{certificate.item}.ofd"')


@router.get(
    "/certificates/{identifier}/rendering",
    summary="电子证照图像（PNG）",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "PNG 图像"}},
)
async def rendering(context: CurrentContext, caller: Reader, identifier: Identifier) -> Response:
    """A picture to look at; the OFD is what counts."""
    certificate, picture = await service.rendering(context, caller, identifier)
    return given_out(picture, "image/png", f'inline; filename="{certificate.item}.png"')


@router.get(
    "/certificates/{identifier}/reading-copy",
    summary="电子证照阅读副本（PDF）",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "经签名的 PDF，标明是阅读副本"}},
)
async def reading_copy(context: CurrentContext, caller: OwnReader, identifier: Identifier) -> Response:
    """For those who have no OFD reader; it points to the original, which is what counts."""
    certificate, content = await service.reading_copy(context, caller, identifier)
    name = f"{certificate.item}-reading-copy.pdf"
    return given_out(content, "application/pdf", f'attachment; filename="{name}"')


@router.get(
    "/v/{identifier}",
    summary="证照核验页（二维码指向）",
    response_class=HTMLResponse,
    responses={404: {"content": {"text/html": {}}, "description": "未查询到该证照"}},
)
async def status(context: CurrentContext, identifier: Identifier, token: PublicToken = None) -> HTMLResponse:
    """The public page: what the certificate is worth today; who holds it only with the token of the QR code."""
    try:
        facts = await public_facts(context, identifier, token)
    except CertificateNotFound as error:
        return HTMLResponse(unknown_page(), status_code=error.status, headers=_PAGE_HEADERS)
    return HTMLResponse(status_page(facts), headers=_PAGE_HEADERS)
