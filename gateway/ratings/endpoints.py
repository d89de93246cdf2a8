"""好差评 over HTTP."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.ratings import answer_codes, following, giving, reading, schemas
from gateway.ratings.states import RatingState

router = APIRouter(tags=["ratings"])

Applicant = Annotated[Caller, Depends(require(Role.APPLICANT))]
Clerk = Annotated[Caller, Depends(require(Role.CLERK))]
OfBody = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD))]
Supervisor = Annotated[Caller, Depends(require(Role.SUPERVISOR))]
Warned = Annotated[Caller, Depends(require(Role.HEAD, Role.SUPERVISOR))]
Reader = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD, Role.SUPERVISOR))]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
Item = Annotated[str, Path(description="事项编码；chain 为整个主题办件", max_length=80)]
_NO_CODE: dict[str, Any] = {"description": "办理结果尚未反馈，或者评价期限已过"}
RatingId = Annotated[str, Path(description="评价编号", max_length=32)]


@router.get("/cases/{case_no}/ratings", summary="可以评价的和已经评价的")
async def own_ratings(context: CurrentContext, caller: Applicant, case_no: CaseNumber) -> schemas.OwnRatings:
    """What of the case may be rated, until when, and what the body made of it."""
    return await reading.own(context, caller, case_no)


@router.post(
    "/cases/{case_no}/ratings", status_code=202, summary="评价", response_model=schemas.RatingReceipt
)
async def give(
    context: CurrentContext,
    caller: Applicant,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: schemas.RatingRequest,
) -> dict[str, Any]:
    """One rating for each item, and one for the chain."""
    return await giving.give(context, caller, case_no, key, request)


@router.post(
    "/cases/{case_no}/ratings/{item}/supplement",
    status_code=202,
    summary="追加评价",
    response_model=schemas.RatingReceipt,
)
async def supplement(
    context: CurrentContext,
    caller: Applicant,
    key: IdempotencyKey,
    case_no: CaseNumber,
    item: Item,
    request: schemas.Said,
) -> dict[str, Any]:
    """Once, within the working days for it."""
    return await giving.supplement(context, caller, case_no, item, key, request)


@router.get("/cases/{case_no}/ratings/code", summary="办理结果上的评价码", responses={409: _NO_CODE})
async def answer_code(context: CurrentContext, caller: Applicant, case_no: CaseNumber) -> schemas.AnswerCode:
    """The code of the answer: whoever has it rates once, without an account."""
    return await answer_codes.shown(context, caller, case_no)


@router.get(
    "/cases/{case_no}/ratings/code/picture",
    summary="评价二维码（SVG）",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}, "description": "SVG 图像"}, 409: _NO_CODE},
)
async def answer_picture(context: CurrentContext, caller: Applicant, case_no: CaseNumber) -> Response:
    """The same as a picture."""
    content = await answer_codes.picture(context, caller, case_no)
    headers = {"Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(content, media_type="image/svg+xml", headers=headers)


@router.post(
    "/window/cases/{case_no}/ratings/code",
    status_code=202,
    summary="窗口评价：交出平板",
    response_model=schemas.TabletCode,
)
async def tablet(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: schemas.TabletRequest,
) -> dict[str, Any]:
    """A code that the applicant uses on the tablet, once, without the clerk seeing what is said."""
    return await giving.open_tablet(context, caller, case_no, key, request)


@router.post("/ratings", status_code=202, summary="凭评价码评价", response_model=schemas.RatingReceipt)
async def give_by_code(
    context: CurrentContext, key: IdempotencyKey, request: schemas.CodeRatingRequest
) -> dict[str, Any]:
    """Public: the code is the right to rate, once."""
    return await giving.give_by_code(context, key, request)


@router.get("/ratings", summary="评价清单")
async def ratings(
    context: CurrentContext,
    caller: Reader,
    state: Annotated[RatingState | None, Query(description="只列这一状态")] = None,
    overdue: Annotated[bool, Query(description="只列超期预警的")] = False,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=20)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=reading.LONGEST_PAGE)] = 50,
) -> schemas.RatingPage:
    """Those of the caller's body, newest first; all for a supervisor."""
    chosen = None if state is None else state.value
    return await reading.listing(context, caller, state=chosen, overdue=overdue, cursor=cursor, limit=limit)


@router.get("/ratings/figures", summary="评价统计")
async def figures(
    context: CurrentContext,
    caller: Reader,
    by: Annotated[Literal["item", "body", "region", "window", "channel"], Query(description="按什么统计")],
) -> schemas.Figures:
    """Of the caller's body; of all for a supervisor. Groups of few ratings are not told apart."""
    return await reading.figures(context, caller, by)


@router.post(
    "/ratings/{rating_id}/verification",
    status_code=202,
    summary="差评回访核实",
    response_model=schemas.RatingView,
)
async def verify(
    context: CurrentContext,
    caller: OfBody,
    key: IdempotencyKey,
    rating_id: RatingId,
    request: schemas.Verification,
) -> dict[str, Any]:
    """Every bad rating by name is revisited."""
    return await following.verify(context, caller, rating_id, key, request)


@router.post(
    "/ratings/{rating_id}/mending", status_code=202, summary="差评整改", response_model=schemas.RatingView
)
async def mend(
    context: CurrentContext,
    caller: OfBody,
    key: IdempotencyKey,
    rating_id: RatingId,
    request: schemas.Mending,
) -> dict[str, Any]:
    """What was mended."""
    return await following.mend(context, caller, rating_id, key, request)


@router.post(
    "/ratings/{rating_id}/answer", status_code=202, summary="差评反馈", response_model=schemas.RatingView
)
async def answer(
    context: CurrentContext,
    caller: OfBody,
    key: IdempotencyKey,
    rating_id: RatingId,
    request: schemas.AnswerToRater,
) -> dict[str, Any]:
    """The rater is told; it ends the matter."""
    return await following.answer(context, caller, rating_id, key, request)


@router.post(
    "/ratings/{rating_id}/appeal",
    status_code=202,
    summary="误评、恶意差评申诉",
    response_model=schemas.RatingView,
)
async def appeal(
    context: CurrentContext,
    caller: OfBody,
    key: IdempotencyKey,
    rating_id: RatingId,
    request: schemas.Appeal,
) -> dict[str, Any]:
    """Once for a rating."""
    return await following.appeal(context, caller, rating_id, key, request)


@router.post(
    "/ratings/{rating_id}/review", status_code=202, summary="申诉复核", response_model=schemas.RatingView
)
async def review(
    context: CurrentContext,
    caller: Supervisor,
    key: IdempotencyKey,
    rating_id: RatingId,
    request: schemas.Review,
) -> dict[str, Any]:
    """Upheld: the rating does not count, and says so."""
    return await following.review(context, caller, rating_id, key, request)


@router.post(
    "/ratings/{rating_id}/seen", status_code=202, summary="超期预警已阅", response_model=schemas.RatingView
)
async def seen(
    context: CurrentContext, caller: Warned, key: IdempotencyKey, rating_id: RatingId
) -> dict[str, Any]:
    """Noted once for each who saw it."""
    return await following.seen(context, caller, rating_id, key)
