"""The procedure over HTTP: what officers do besides deciding, and what there is to read of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.procedure import breaches, exchange, officers, reading
from gateway.procedure.exchange_schemas import Exchange
from gateway.procedure.schemas import ActReceipt, Acts, BreachPage, OfficersAct

router = APIRouter(tags=["procedure"])

Supervisor = Annotated[Caller, Depends(require(Role.SUPERVISOR))]
Office = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD))]
Reader = Annotated[
    Caller,
    Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.HEAD, Role.CLERK, Role.SUPERVISOR)),
]
Supervision = Annotated[Caller, Depends(require(Role.OFFICER, Role.HEAD, Role.SUPERVISOR))]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
Item = Annotated[str, Path(description="事项编码", max_length=40)]


@router.post(
    "/cases/{case_no}/items/{item}/acts",
    status_code=202,
    summary="办理行为：特别程序、恢复、延期、转报、退件、作废、送达",
    response_model=ActReceipt,
)
async def act(
    context: CurrentContext,
    caller: Office,
    key: IdempotencyKey,
    case_no: CaseNumber,
    item: Item,
    request: OfficersAct,
) -> dict[str, Any]:
    """On record once for its key; an extension is the head's to decide."""
    return await officers.act(context, caller, case_no, item, key, request)


@router.get("/cases/{case_no}/acts", summary="各事项的办理行为与所处阶段")
async def acts(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> Acts:
    """Each with when it was done and from when it counts."""
    return await reading.acts_view(context, caller, case_no)


@router.get("/cases/{case_no}/exchange", summary="办件交换数据（GB/T 39046-2020）")
async def exchanged(context: CurrentContext, caller: Supervision, case_no: CaseNumber) -> Exchange:
    """Basic, process, special-procedure and completion records of the chain and of its items."""
    return await exchange.exchange_view(context, caller, case_no)


@router.get("/breaches", summary="违反一次性告知的要求")
async def list_breaches(
    context: CurrentContext,
    _caller: Supervisor,
    cursor: Annotated[str | None, Query(description="翻页游标", max_length=19)] = None,
    limit: Annotated[int, Query(description="每页条数", ge=1, le=breaches.LONGEST_PAGE)] = 50,
) -> BreachPage:
    """What bodies asked for after the one notice and left out of every further one; the newest first."""
    return await breaches.breaches(context, cursor=cursor, limit=limit)
