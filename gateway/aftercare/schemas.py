"""Requests and answers of the room after a decision (docs/architecture.md)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from chain.procedure.licence import CancelGround

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Changes = Annotated[dict[Annotated[str, StringConstraints(max_length=64)], Any], Field(max_length=50)]


class Body(BaseModel):
    """A request: members that are not of the interface are refused."""

    model_config = ConfigDict(extra="forbid")


class Change(Body):
    """变更 (行政许可法 §49; without the holder's request §8)."""

    act: Literal["change"]
    ground: Literal["on_request", "law_changed", "circumstances_changed"] = Field(
        default="on_request",
        description="on_request 持证人申请，law_changed 法律、法规、规章修改或者废止，circumstances_changed 客观情况发生重大变化",
    )
    changes: Changes = Field(min_length=1, description="变更后的内容，以申请表字段为键")
    reason: Reason = Field(description="理由")


class Renew(Body):
    """延续 (行政许可法 §50), decided before the end."""

    act: Literal["renew"]
    until: date | None = Field(default=None, description="延续至；不填按该事项的有效期")
    reason: Reason | None = Field(default=None, description="理由")


PenaltyNo = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\S{4,60}$")]


class Suspend(Body):
    """暂扣 (行政处罚法 §9): a penalty that was decided elsewhere, for a time; the head decides."""

    act: Literal["suspend_licence"]
    penalty_no: PenaltyNo = Field(description="行政处罚决定书文号")
    penalty_on: date = Field(description="行政处罚决定日期")
    until: date = Field(description="暂扣的截止日期")
    reason: Reason = Field(description="处罚决定认定的事实和理由")


class Resume(Body):
    """暂扣发还."""

    act: Literal["resume_licence"]
    ground: Literal["term_over", "mended", "penalty_lifted"] = Field(
        description="term_over 暂扣期限届满，mended 违法行为已经改正，penalty_lifted 行政处罚决定被撤销或者变更"
    )
    reason: Reason = Field(description="事实和理由")


class Recall(Body):
    """撤回 (行政许可法 §8): nobody did wrong; the head decides, compensation is told."""

    act: Literal["recall"]
    ground: Literal["law_changed", "circumstances_changed"] = Field(
        description="law_changed 法律、法规、规章修改或者废止，circumstances_changed 客观情况发生重大变化"
    )
    compensation: Literal["due", "none"] = Field(
        default="due", description="due 造成财产损失的依法补偿，none 没有造成财产损失"
    )
    reason: Reason = Field(description="事实和理由")


class Revoke(Body):
    """撤销 (行政许可法 §69): it should not have been granted; the head decides."""

    act: Literal["revoke"]
    ground: Literal["abuse", "beyond_power", "procedure", "not_qualified", "deceit", "other"] = Field(
        description="abuse 滥用职权、玩忽职守，beyond_power 超越职权，procedure 违反法定程序，"
        "not_qualified 不具备资格或者条件，deceit 欺骗、贿赂等不正当手段，other 其他情形"
    )
    reason: Reason = Field(description="事实和理由")


class Strip(Body):
    """吊销: a penalty that was decided elsewhere; the head decides."""

    act: Literal["strip"]
    penalty_no: PenaltyNo = Field(description="行政处罚决定书文号")
    penalty_on: date = Field(description="行政处罚决定日期")
    reason: Reason = Field(description="处罚决定认定的事实和理由")


class Cancel(Body):
    """注销 (行政许可法 §70)."""

    act: Literal["cancel"]
    ground: CancelGround = Field(
        description="expired 有效期届满未延续，holder_ended 公民死亡、法人终止，recalled 被撤回，revoked 被撤销，"
        "stripped 被吊销，impossible 不可抗力，on_request 持证人申请"
    )
    reason: Reason = Field(description="事实和理由")


AftercareAct = Annotated[
    Change | Renew | Suspend | Resume | Recall | Revoke | Strip | Cancel, Field(discriminator="act")
]


class AftercareReceipt(BaseModel):
    """The act as it is on record, and how what was granted stands now."""

    case_no: str
    item: str
    act: str
    act_name: str = Field(description="行为")
    number: int = Field(description="该事项办理行为的序号")
    at: datetime
    document_no: str | None = Field(description="文书编号")
    state: str
    state_name: str = Field(description="许可现在的状态")
    certificate: str | None = Field(description="最新版本的电子证照标识，没有证照的为空")


class RequestMade(Body):
    """What the holder asks for."""

    kind: Literal["change", "renew", "cancel"] = Field(description="change 变更，renew 延续，cancel 注销")
    changes: Changes = Field(default_factory=dict, description="变更后的内容，以申请表字段为键；仅变更填写")
    reason: Reason = Field(description="理由")

    @model_validator(mode="after")
    def _changes_go_with_a_change(self) -> "RequestMade":
        if (self.kind == "change") is not bool(self.changes):
            raise ValueError("申请变更的，须写明变更后的内容；申请延续、注销的，不填变更内容")
        return self


class RequestDecision(Body):
    """What an officer decides on a request; a refusal gives its reason."""

    outcome: Literal["granted", "refused"] = Field(description="granted 准予，refused 不予")
    opinion: Reason | None = Field(default=None, description="意见；不予准予的须写明理由")


class RequestView(BaseModel):
    """One request; what it says only for its holder and the officers of the item's body."""

    case_no: str
    item: str
    item_name: str
    request_no: str
    kind: str
    kind_name: str
    state: str
    state_name: str
    body_name: str = Field(description="办理部门")
    requested_at: datetime
    due_at: datetime = Field(description="作出决定的期限")
    decided_at: datetime | None
    act_number: int | None = Field(description="作出决定的办理行为的序号")
    changes: dict[str, Any] | None
    reason: str | None
    opinion: str | None


class Requests(BaseModel):
    """The requests on an item, oldest first."""

    case_no: str
    item: str
    requests: list[RequestView]


class OpenRequest(BaseModel):
    """An open request in the list of a body: what is asked for and until when, not what it says."""

    case_no: str
    item: str
    item_name: str
    request_no: str
    kind: str
    kind_name: str
    requested_at: datetime
    due_at: datetime


class RequestPage(BaseModel):
    """A page of open requests, the most urgent first."""

    requests: list[OpenRequest]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")


class Mistake(Body):
    """One clerical mistake: what stands there, and what should."""

    wrong: Words = Field(description="有误的文字，与文书、证照上的一致")
    right: Words = Field(description="更正后的文字")


class CorrectionMade(Body):
    """更正 of a document or a certificate."""

    corrections: list[Mistake] = Field(min_length=1, max_length=20, description="更正的内容")
    reason: Reason = Field(description="更正的原因")


class CorrectionReceipt(BaseModel):
    """The correction as it is on record; a corrected certificate is a new version."""

    case_no: str
    correction_no: str
    document_no: str | None = Field(description="被更正的文书")
    certificate: str | None = Field(description="被更正的证照标识")
    new_certificate: str | None = Field(description="更正后的证照标识")
    notice_no: str | None = Field(description="更正通知书的文书编号")
    at: datetime
