"""The window's interface: clerks of the body that leads a theme, and the applicant who binds a case of theirs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from gateway.agents.acting import acting
from gateway.agents.scope import MandateAct
from gateway.cases import binding, supplements, withdrawal
from gateway.cases.schemas import Binding, Bound, Supplement, SupplementReceipt, Withdrawal, WithdrawalReceipt
from gateway.dependencies import Caller, CurrentContext, IdempotencyKey, Role, require
from gateway.inspections import appointing
from gateway.inspections.schemas import Confirmation, InspectionChange
from gateway.obligations import commitments, fulfilment
from gateway.obligations.schemas import Fulfilment, FulfilmentReceipt, ObligationChange
from gateway.window import papers, schemas, service

router = APIRouter(tags=["window"])

Clerk = Annotated[Caller, Depends(require(Role.CLERK))]
Applicant = Annotated[Caller, Depends(require(Role.APPLICANT))]
PaperReader = Annotated[Caller, Depends(acting(MandateAct.READ, Role.APPLICANT, Role.OFFICER, Role.CLERK))]
CaseNumber = Annotated[str, Path(description="办件编号", max_length=40)]
ObligationNumber = Annotated[str, Path(description="容缺、承诺编号", max_length=40)]
InspectionNumber = Annotated[str, Path(description="勘验编号，如 KY01", max_length=40)]
PaperId = Annotated[str, Path(description="纸质材料编号", max_length=64)]


@router.post(
    "/window/cases",
    status_code=202,
    summary="窗口收件：代申请人提交，即办件可当场办结",
    response_model=schemas.WindowReceipt,
)
async def take_in(
    context: CurrentContext, caller: Clerk, key: IdempotencyKey, request: schemas.WindowSubmission
) -> dict[str, Any]:
    """The same case as one that comes in online."""
    return await service.take_in(context, caller, key, request)


@router.post(
    "/window/cases/{case_no}/presence",
    status_code=202,
    summary="登记申请人到场，当日可代为继续办理",
    response_model=schemas.WindowReceived,
)
async def presence(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: schemas.Presence,
) -> dict[str, Any]:
    """On record, and to be seen by the applicant."""
    return await service.note_presence(context, caller, case_no, key, request)


@router.post(
    "/window/cases/{case_no}/supplements",
    status_code=202,
    summary="代申请人提交补正（扫描件）",
    response_model=SupplementReceipt,
)
async def supplement(
    context: CurrentContext, caller: Clerk, key: IdempotencyKey, case_no: CaseNumber, request: Supplement
) -> dict[str, Any]:
    """As the applicant would: exactly what the notice asks for, at once."""
    return await supplements.supplement(context, caller, case_no, key, request, Role.CLERK)


@router.post(
    "/window/cases/{case_no}/obligations/{obligation_no}/fulfilment",
    status_code=202,
    summary="代申请人补齐容缺材料（扫描件）",
    response_model=FulfilmentReceipt,
)
async def fulfil(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    obligation_no: ObligationNumber,
    request: Fulfilment,
) -> dict[str, Any]:
    """The material that was to come later."""
    return await fulfilment.fulfil(context, caller, case_no, obligation_no, key, request, Role.CLERK)


@router.post(
    "/window/cases/{case_no}/obligations/{obligation_no}/retraction",
    status_code=202,
    summary="代申请人撤回承诺",
    response_model=ObligationChange,
)
async def retract(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    obligation_no: ObligationNumber,
) -> dict[str, Any]:
    """The applicant's right until the decision, also without an account."""
    return await commitments.retract(context, caller, case_no, obligation_no, key, Role.CLERK)


@router.post(
    "/window/cases/{case_no}/inspections/{inspection_no}/confirmation",
    status_code=202,
    summary="代申请人确认勘验时间，或者申请改期（一次）",
    response_model=InspectionChange,
)
async def confirm_inspection(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    inspection_no: InspectionNumber,
    request: Confirmation,
) -> dict[str, Any]:
    """As the applicant would, also without an account."""
    return await appointing.confirm(context, caller, case_no, inspection_no, key, request, Role.CLERK)


@router.post("/window/cases/{case_no}/withdrawal", status_code=202, summary="代申请人申请撤回")
async def withdraw(
    context: CurrentContext, caller: Clerk, case_no: CaseNumber, request: Withdrawal
) -> WithdrawalReceipt:
    """The applicant's right, also without an account; repeating it changes nothing."""
    return await withdrawal.withdraw(context, caller, case_no, request, Role.CLERK)


@router.post(
    "/window/cases/{case_no}/handover",
    status_code=202,
    summary="移交给同一实施主体的其他窗口人员，或者本人接办",
    response_model=schemas.WindowReceived,
)
async def hand_over(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: schemas.Handover,
) -> dict[str, Any]:
    """Who has the case from now on."""
    return await service.hand_over(context, caller, case_no, key, request)


@router.post(
    "/window/cases/{case_no}/applicant",
    status_code=202,
    summary="核验身份后关联申请人账号",
    response_model=schemas.WindowReceived,
)
async def name_applicant(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: schemas.Applicant,
) -> dict[str, Any]:
    """For a case without account, also when its code was lost."""
    return await service.name_applicant(context, caller, case_no, key, request)


@router.post("/cases/binding", summary="凭窗口收件凭证上的绑定码，把窗口办件关联到本人账号")
async def bind(context: CurrentContext, caller: Applicant, request: Binding) -> Bound:
    """Once; afterwards the case is the applicant's like any other."""
    return await binding.bind(context, caller, request)


@router.post(
    "/window/cases/{case_no}/papers",
    status_code=201,
    summary="收取须核验的纸质材料",
    response_model=schemas.PaperView,
)
async def take_paper(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    case_no: CaseNumber,
    request: schemas.PaperTaken,
) -> dict[str, Any]:
    """An original or a copy that the item wants to see."""
    return await papers.take(context, caller, case_no, key, request)


@router.post(
    "/window/papers/{paper_id}/moves",
    status_code=201,
    summary="移交或者退还纸质材料",
    response_model=schemas.PaperView,
)
async def move_paper(
    context: CurrentContext,
    caller: Clerk,
    key: IdempotencyKey,
    paper_id: PaperId,
    request: schemas.PaperMoved,
) -> dict[str, Any]:
    """Who has it now, and where."""
    return await papers.move(context, caller, paper_id, key, request)


@router.get("/cases/{case_no}/papers", summary="纸质材料：收取、移交、退还，以及尚未核验的")
async def case_papers(context: CurrentContext, caller: PaperReader, case_no: CaseNumber) -> schemas.Papers:
    """Where each paper is, who has it, and which are still to be seen."""
    return await papers.papers_view(context, caller, case_no)
