"""Time limits over HTTP: calendar, cards, calculation sheets."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import PlainTextResponse, Response

from chain.limits import sheet_text
from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.clocks import cards, office, sheets
from gateway.clocks.schemas import (
    CalendarDayRequest,
    CalendarDayView,
    CalendarYear,
    CardPage,
    CardView,
    SheetQuery,
    SheetView,
)
from gateway.dependencies import Caller, CurrentContext, Role, require

router = APIRouter(tags=["clocks"])

Anybody = Annotated[Caller, Depends(require(*Role))]
Supervisor = Annotated[Caller, Depends(require(Role.SUPERVISOR))]
Warned = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD, Role.SUPERVISOR))]
Reader = Annotated[
    Caller,
    Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.HEAD, Role.CLERK, Role.SUPERVISOR)),
]
Responses = dict[int | str, dict[str, Any]]
_SHEET: Responses = {200: {"content": {"text/plain": {}}, "description": "时限计算书"}}


@router.get("/calendar/{year}", summary="工作日历")
async def calendar_year(
    context: CurrentContext,
    _caller: Anybody,
    year: Annotated[int, Path(description="年份", ge=2000, le=2100)],
) -> CalendarYear:
    """Each day, and why it is worked or not."""
    return await office.year(context, year)


@router.put("/calendar/days/{day}", summary="设定某日是否为工作日")
async def set_day(
    context: CurrentContext, caller: Supervisor, day: date, request: CalendarDayRequest
) -> CalendarDayView:
    """Goes before what was published; all limits are counted with it from now on."""
    return await office.set_day(context, caller, day, request)


@router.delete("/calendar/days/{day}", summary="取消对某日的设定")
async def unset_day(context: CurrentContext, caller: Supervisor, day: date) -> CalendarDayView:
    """What was published counts again."""
    return await office.unset_day(context, caller, day)


@router.get("/cards", summary="时限预警（黄牌）和超时（红牌）")
async def list_cards(
    context: CurrentContext,
    caller: Warned,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=20)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=cards.LONGEST_PAGE)] = 50,
) -> CardPage:
    """Those of the caller's body, newest first; all for a supervisor."""
    return await cards.cards(context, caller, cursor=cursor, limit=limit)


@router.post("/cards/{card_id}/seen", summary="已阅")
async def card_seen(context: CurrentContext, caller: Warned, card_id: int) -> CardView:
    """Noted once; repeating it changes nothing."""
    return await cards.seen(context, caller, card_id)


@router.get(
    "/cases/{case_no}/items/{item}/sheet",
    summary="时限计算书",
    response_model=SheetView,
    responses=_SHEET,
)
async def sheet(
    context: CurrentContext,
    caller: Reader,
    case_no: Annotated[str, Path(description="办件编号", max_length=40)],
    item: Annotated[str, Path(description="事项编码", max_length=40)],
    asked: Annotated[SheetQuery, Query()],
) -> Response:
    """How both limits were counted, day by day."""
    found = await sheets.sheet(context, caller, case_no, item)
    headers = {"Cache-Control": "private, no-store"}
    if asked.format == "text":
        return PlainTextResponse(sheet_text(found), headers=headers)
    return Response(found.to_bytes(), media_type="application/json", headers=headers)
