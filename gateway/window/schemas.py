"""Requests and answers of the window."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from chain.cases import Outcome
from gateway.cases.schemas import Code, PaperToSee, Receipt, Request, Submission
from gateway.window.states import PaperState

Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
MOST_COPIES = 99


class Applicant(Request):
    """Who stands at the counter, after their identity was checked there."""

    account: Account = Field(description="申请人的统一身份认证标识，由窗口核验身份后取得")


class WindowDecision(Request):
    """The decision on an instant item, taken at the window."""

    item: Code = Field(description="事项编码，只能是本部门的即办件")
    outcome: Literal[Outcome.GRANTED, Outcome.REFUSED] = Field(description="granted 准予，refused 不予许可")
    opinion: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)] = Field(
        description="审查意见；不予许可的写明理由"
    )


class WindowSubmission(Submission):
    """An application that a clerk takes in for an applicant at the counter."""

    applicant: Applicant | None = Field(
        default=None, description="申请人账号；没有账号的不填，收件凭证上给出绑定码"
    )
    decisions: list[WindowDecision] = Field(
        default_factory=list, max_length=20, description="当场办结的即办件（一窗办结）"
    )


class WindowReceipt(Receipt):
    """What the applicant takes home."""

    binding_code: str | None = Field(description="绑定码；申请人有账号的为空")


class Presence(Request):
    """The applicant stands at the counter."""

    present: Literal[True] = Field(description="申请人本人到场，身份已经核验")


class Handover(Request):
    """The case goes to another clerk of the same body."""

    to: Account = Field(description="接办窗口人员的账号，须为同一实施主体")


class WindowReceived(BaseModel):
    """What was recorded about a case."""

    case_no: str
    at: datetime = Field(description="登记时间")


class PaperTaken(Request):
    """A paper that the applicant laid on the counter."""

    material: Code = Field(description="材料代码")
    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)] = Field(description="份数")
    place: Place = Field(description="存放地点")


class PaperMoved(Request):
    """Where a paper went."""

    state: Literal[PaperState.HANDED_OVER, PaperState.RETURNED] = Field(
        description="handed_over 移交，returned 退还申请人"
    )
    place: Place = Field(description="交接地点")
    body: Code | None = Field(default=None, description="移交给的实施主体代码，移交必填，退还不填")


class PaperMove(BaseModel):
    """Where a paper came to."""

    at: datetime
    state: str
    state_name: str
    place: str = Field(description="存放或者交接地点")
    body_name: str | None = Field(description="持有单位；已退还申请人的为空")


class PaperView(BaseModel):
    """A paper that was taken at the window."""

    paper_id: str
    material: str
    name: str = Field(description="材料名称")
    form: str = Field(description="原件或者复印件")
    copies: int = Field(description="份数")
    state: str = Field(description="taken 已收取，handed_over 已移交，returned 已退还")
    state_name: str
    place: str
    body: str | None
    body_name: str | None = Field(description="现在由谁持有；已退还申请人的为空")
    taken_at: datetime
    returned_at: datetime | None
    moves: list[PaperMove] = Field(description="流转经过")


class Papers(BaseModel):
    """The papers of a case: seen, and still to be seen."""

    case_no: str
    papers: list[PaperView]
    to_see: list[PaperToSee] = Field(description="尚未核验的纸质材料")
