"""What can be done here, for everybody; and what an applicant need not write again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from bpmn.guide import Guidance, ServiceGuide, document, guidance_document
from gateway.dependencies import Caller, CurrentContext, Role, require
from gateway.themes import guides, prefill, service
from gateway.themes.schemas import GuidanceRequest, Guide, ThemeForm, ThemeList, ThemePrefill

router = APIRouter(prefix="/themes", tags=["themes"])

RegionCode = Annotated[str, Query(description="行政区划代码", max_length=12)]

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}

_SITUATION = {
    "parameters": [
        {
            "name": "situation",
            "in": "query",
            "required": False,
            "style": "form",
            "explode": True,
            "description": "情形：服务指南中各问题的回答，每个问题一个参数，例如 licence=new&fire=inspection",
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        }
    ]
}


@router.get("", summary="主题列表")
async def themes(context: CurrentContext) -> ThemeList:
    """Every theme with its regions."""
    return service.theme_list(context.catalogue)


@router.get("/{theme}", summary="服务指南：事项、部门、时限、材料、依据、步骤")
async def guide(context: CurrentContext, theme: str, region: RegionCode) -> Guide:
    """The guide of a theme in a region."""
    return service.guide(context.catalogue, theme, region)


@router.get(
    "/{theme}/guide", summary="统一的服务指南：全部情形，或者按回答的情形；四减", openapi_extra=_SITUATION
)
async def service_guide(
    context: CurrentContext, request: Request, theme: str, region: RegionCode
) -> ServiceGuide:
    """Bodies, materials, steps, limits, results, law and the figures; without answers for every situation."""
    return await guides.service_guide(context, theme, region, _answers(request))


@router.get(
    "/{theme}/guide/document",
    summary="服务指南的打印文件（A4）",
    response_class=HTMLResponse,
    openapi_extra=_SITUATION,
)
async def guide_document(
    context: CurrentContext, request: Request, theme: str, region: RegionCode
) -> HTMLResponse:
    """The same guide as a page to print, without script or anything from outside."""
    told = await guides.service_guide(context, theme, region, _answers(request))
    return HTMLResponse(document(told), headers=_PAGE_HEADERS)


@router.post("/{theme}/guidance", summary="一次性告知：按申请人的情形，申请前告知全部内容")
async def guidance(context: CurrentContext, theme: str, request: GuidanceRequest) -> Guidance:
    """What to bring, what comes of itself, who handles it until which day, what it costs."""
    return await guides.guidance(context, theme, request.region, request.situation)


@router.post(
    "/{theme}/guidance/document", summary="一次性告知书的打印文件（A4）", response_class=HTMLResponse
)
async def guidance_page(context: CurrentContext, theme: str, request: GuidanceRequest) -> HTMLResponse:
    """The same as a page to print, without script or anything from outside."""
    told = await guides.guidance(context, theme, request.region, request.situation)
    return HTMLResponse(guidance_document(told), headers=_PAGE_HEADERS)


@router.get("/{theme}/form", summary="一张表单与合并后的材料清单（按情形）", openapi_extra=_SITUATION)
async def form(context: CurrentContext, request: Request, theme: str, region: RegionCode) -> ThemeForm:
    """The one form of a situation; the answers are query parameters named as the guide's questions."""
    return await service.theme_form(context, theme, region, _answers(request))


@router.get("/{theme}/prefill", summary="一张表单中可以带入的内容（按情形）", openapi_extra=_SITUATION)
async def prefilled(
    context: CurrentContext,
    caller: Annotated[Caller, Depends(require(Role.APPLICANT))],
    request: Request,
    response: Response,
    theme: str,
    region: RegionCode,
) -> ThemePrefill:
    """From the applicant's own earlier cases and certificates; the reading is audited."""
    response.headers["Cache-Control"] = "private, no-store"
    return await prefill.prefilled(context, caller, theme, region, _answers(request))


def _answers(request: Request) -> dict[str, str]:
    return {key: value for key, value in request.query_params.items() if key != "region"}
