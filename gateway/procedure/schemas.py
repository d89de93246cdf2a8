"""Requests and answers of the procedure room (docs/architecture.md)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bpmn.catalogue.items import Level
from chain.limits import Procedure

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_CHOSEN = tuple(each for each in Procedure if each not in (Procedure.SUPPLEMENT, Procedure.HOLD))
"""What an officer begins; a supplement is asked for by deciding the task, and a hold follows from another item."""


class Request(BaseModel):
    """A request: members that are not of the interface are refused."""

    model_config = ConfigDict(extra="forbid")


class Suspend(Request):
    """特别程序, or another stop: for a procedure of 行政许可法 §45 the time needed is told with it."""

    act: Literal["suspend"]
    procedure: Procedure = Field(description="程序")
    days: Annotated[int, Field(ge=1, le=365)] | None = Field(
        default=None, description="所需工作日；行政许可法第四十五条所列程序必填"
    )
    reason: Reason = Field(description="原因")

    @model_validator(mode="after")
    def _time_is_told(self) -> "Suspend":
        if self.procedure not in _CHOSEN:
            raise ValueError("要求补正的，请在审查任务中作出补正决定")
        if self.procedure.statutory and self.days is None:
            raise ValueError("行政许可法第四十五条所列程序，须写明所需时间")
        return self


class Resume(Request):
    """The procedure is over: the review goes on."""

    act: Literal["resume"]


class Extend(Request):
    """延期 (行政许可法 §42): by the head of the organ, or for joint handling by that level's government."""

    act: Literal["extend"]
    days: Annotated[int, Field(ge=1, le=15)] = Field(description="延长的工作日")
    approver: Literal["organ_head", "government"] = Field(
        description="批准人：organ_head 本行政机关负责人，government 本级人民政府"
    )
    reason: Reason = Field(description="理由，将告知申请人")


class Forward(Request):
    """转报 to a higher level."""

    act: Literal["forward"]
    to: Level = Field(description="接收机关的层级")
    reason: Reason = Field(description="原因")


class Return(Request):
    """退件."""

    act: Literal["return"]
    reason: Reason = Field(description="原因")


class Void(Request):
    """作废: the item case was opened by mistake."""

    act: Literal["void"]
    reason: Reason = Field(description="原因")


class Deliver(Request):
    """送达 of the item's result."""

    act: Literal["deliver"]
    way: Literal["electronic", "window", "post"] = Field(
        description="送达方式：electronic 电子送达，window 窗口领取，post 邮寄"
    )
    at: AwareDatetime = Field(description="送达时间")


OfficersAct = Annotated[
    Suspend | Resume | Extend | Forward | Return | Void | Deliver, Field(discriminator="act")
]


class ActReceipt(BaseModel):
    """The act as it is on record, and where the item stands now."""

    case_no: str
    item: str
    act: str
    act_name: str = Field(description="行为")
    number: int = Field(description="该事项办理行为的序号")
    at: datetime
    effective_at: datetime = Field(description="自何时起算")
    stage: str
    stage_name: str = Field(description="该事项现处阶段")
    document_no: str | None = Field(description="文书编号")


class ActView(BaseModel):
    """One act on one item."""

    item: str
    item_name: str
    number: int
    act: str
    act_name: str
    at: datetime
    effective_at: datetime
    body: str | None
    who: str = Field(description="单位或申请人")
    actor: str | None = Field(description="经办账号，仅工作人员和监督人员可见")
    mandate_no: str | None = Field(description="委托编号；由受托人办理的才有")
    agent: str | None = Field(description="受托人姓名，监督人员不可见")
    detail: dict[str, Any]
    reason: str | None = Field(description="理由，仅申请人、承办和牵头部门可见")
    document_no: str | None


class Acts(BaseModel):
    """Every act on a case, oldest first, and where each item stands."""

    case_no: str
    stage: str | None
    stage_name: str | None
    acts: list[ActView]


class BreachView(BaseModel):
    """Something a body asked for when it could no longer be told: where and when, not what it wrote."""

    case_no: str
    item: str
    body: str = Field(description="提出要求的实施主体")
    notice_no: str = Field(description="本应一次性告知的告知书")
    kind: str = Field(description="form 表单，material 材料")
    target: str = Field(description="字段或材料代码")
    at: datetime


class BreachPage(BaseModel):
    """A page of breaches, the newest first."""

    breaches: list[BreachView]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")
