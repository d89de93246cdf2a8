"""Documents of a case over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.dependencies import Caller, CurrentContext, Role
from gateway.documents import schemas, service
from gateway.given_out import given_out

router = APIRouter(prefix="/cases/{case_no}/documents", tags=["documents"])

Reader = Annotated[
    Caller, Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.CLERK, Role.SUPERVISOR))
]
Party = Annotated[Caller, Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.CLERK))]
CaseNo = Annotated[str, Path(max_length=40, description="办件编号")]
DocumentNo = Annotated[str, Path(max_length=40, description="文书在办件内的编号，如 WS01")]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=200, description="页码，从1开始")]

_NOT_SEALED = {"description": "文书尚未签章，或者不加盖机关印章"}


@router.get("", summary="办件的文书清单")
async def listing(context: CurrentContext, caller: Reader, case_no: CaseNo) -> schemas.Documents:
    """The applicant's own, an officer's body's (the leading body's: all); a supervisor's without their content."""
    return await service.listing(context, caller, case_no)


@router.get("/{document_no}", summary="文书内容")
async def page(
    context: CurrentContext, caller: Party, case_no: CaseNo, document_no: DocumentNo
) -> schemas.DocumentPage:
    """What the document says, also before it is sealed."""
    return await service.page(context, caller, case_no, document_no)


@router.get(
    "/{document_no}/file",
    summary="下载已签章的文书（OFD）",
    response_class=Response,
    responses={
        200: {"content": {"application/ofd": {}}, "description": "OFD 版式文件"},
        409: _NOT_SEALED,
    },
)
async def file(context: CurrentContext, caller: Party, case_no: CaseNo, document_no: DocumentNo) -> Response:
    """The sealed OFD as it was verified when it was taken."""
    content = await service.sealed_file(context, caller, case_no, document_no)
    return given_out(content, "application/ofd", f'attachment; filename="{case_no}-{document_no}.ofd"')


@router.get(
    "/{document_no}/rendering",
    summary="文书一页的图像（PNG）",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "PNG 图像"}, 409: _NOT_SEALED},
)
async def rendering(
    context: CurrentContext,
    caller: Party,
    case_no: CaseNo,
    document_no: DocumentNo,
    page_number: PageNumber = 1,
) -> Response:
    """A picture to look at; the OFD is what counts."""
    picture = await service.rendering(context, caller, case_no, document_no, page_number)
    return given_out(picture, "image/png", f'inline; filename="{case_no}-{document_no}-{page_number}.png"')
