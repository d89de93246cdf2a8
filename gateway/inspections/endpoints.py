"""Joint inspections over HTTP: appointed, confirmed, taken part in, found."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.inspections import appointing, schemas, service, taking_part

router = APIRouter(prefix="/cases/{case_no}/inspections", tags=["inspections"])

Applicant = Annotated[Caller, Depends(require(Role.APPLICANT))]
Officer = Annotated[Caller, Depends(require(Role.OFFICER))]
Reader = Annotated[Caller, Depends(require(Role.APPLICANT, Role.OFFICER, Role.CLERK, Role.SUPERVISOR))]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
Number = Annotated[str, Path(description="勘验编号，如 KY01", max_length=40)]


@router.get("", summary="联合勘验：时间、地点、参加人员和结果")
async def inspections(context: CurrentContext, caller: Reader, case_no: CaseNumber) -> schemas.Inspections:
    """All of the case."""
    return await service.inspections_view(context, caller, case_no)


@router.post("", status_code=202, summary="约定联合勘验的时间和地点", response_model=schemas.InspectionChange)
async def appoint(
    context: CurrentContext,
    caller: Officer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: schemas.Appointment,
) -> dict[str, Any]:
    """By any of the bodies that take part; one appointment for all."""
    return await appointing.appoint(context, caller, case_no, key, request)


@router.post(
    "/{inspection_no}/confirmation",
    status_code=202,
    summary="确认勘验时间，或者申请改期（一次）",
    response_model=schemas.InspectionChange,
)
async def confirm(
    context: CurrentContext,
    caller: Applicant,
    key: IdempotencyKey,
    case_no: CaseNumber,
    inspection_no: Number,
    request: schemas.Confirmation,
) -> dict[str, Any]:
    """Who says nothing is expected at the appointed time."""
    return await appointing.confirm(context, caller, case_no, inspection_no, key, request)


@router.post(
    "/{inspection_no}/participants",
    status_code=202,
    summary="登记本部门参加勘验的人员",
    response_model=schemas.InspectionChange,
)
async def participants(
    context: CurrentContext,
    caller: Officer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    inspection_no: Number,
    request: schemas.Participants,
) -> dict[str, Any]:
    """Two or more of each body."""
    return await taking_part.name_officers(context, caller, case_no, inspection_no, key, request)


@router.post(
    "/{inspection_no}/findings",
    status_code=202,
    summary="登记本部门事项的勘验结果",
    response_model=schemas.InspectionChange,
)
async def findings(
    context: CurrentContext,
    caller: Officer,
    key: IdempotencyKey,
    case_no: CaseNumber,
    inspection_no: Number,
    request: schemas.Findings,
) -> dict[str, Any]:
    """With the last body's the record is made and the chain goes on."""
    return await taking_part.enter_findings(context, caller, case_no, inspection_no, key, request)
