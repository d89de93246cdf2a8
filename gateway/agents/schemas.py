"""Requests and answers about mandates and assistance."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gateway.agents.scope import MandateAct, SystemLevel
from gateway.cases.schemas import Code, Request

Account = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
SystemName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Moment = Annotated[AwareDatetime | date, Field(union_mode="left_to_right")]
"""A point in time, or a day: from its beginning, or until its end."""


class OutsideSystem(Request):
    """A national or provincial system outside this one."""

    level: SystemLevel = Field(description="national 国家，provincial 省")
    name: SystemName = Field(description="系统名称")


class Scope(Request):
    """What the agent may do, and in what."""

    themes: list[Code] = Field(default_factory=list, max_length=50, description="主题代码；与办件编号二选一")
    case_nos: list[Code] = Field(
        default_factory=list, max_length=50, description="办件编号；与主题代码二选一"
    )
    acts: list[MandateAct] = Field(
        min_length=1,
        max_length=20,
        description="可以代为办理的："
        + "，".join(f"{act.value} {act.label}" for act in MandateAct)
        + "；assist 只能单独授予实施主体",
    )
    systems: list[OutsideSystem] = Field(
        default_factory=list, max_length=20, description="帮办代办的外部系统；只有 assist 需要"
    )


class NewMandate(Request):
    """The caller authorises somebody."""

    agent: Account | None = Field(
        default=None, description="受托人账号；委托实施主体帮办代办的，可以指定其工作人员的账号"
    )
    agent_body: Code | None = Field(default=None, description="受托实施主体代码；只用于帮办代办")
    agent_name: Name = Field(description="受托人姓名或者名称")
    scope: Scope = Field(description="委托范围")
    begins: Moment = Field(alias="from", description="自何时起：时间，或者日期（当日零时）")
    ends: Moment = Field(alias="until", description="到何时止：时间，或者日期（当日终了）")
    document_file_id: Code | None = Field(
        default=None, description="已经签署的授权委托书，委托人上传的文件编号"
    )


class Ending(Request):
    """Why a mandate is revoked or given back."""

    reason: Why = Field(description="原因")


class MandateScope(BaseModel):
    """What the agent may do, and in what."""

    themes: list[str]
    case_nos: list[str]
    acts: list[str]
    act_names: list[str]
    systems: list[OutsideSystem]


class MandateEventView(BaseModel):
    """One thing that happened to a mandate or was done under it."""

    at: datetime
    event: str
    event_name: str
    act: str | None = Field(description="据此办理的事情")
    act_name: str | None
    case_no: str | None
    actor: str = Field(description="账号")
    reason: str | None


class MandateView(BaseModel):
    """A mandate for its principal and its agent."""

    model_config = ConfigDict(populate_by_name=True)

    mandate_no: str = Field(description="委托编号；受托人办理时放在请求头 Mandate 中")
    standing: str = Field(description="principal 委托人，agent 受托人")
    state: str
    state_name: str
    in_force: bool = Field(description="现在是否可以据此办理")
    principal: str = Field(description="委托人账号")
    agent: str | None = Field(description="受托人账号")
    agent_body: str | None
    agent_body_name: str | None
    agent_name: str
    scope: MandateScope
    begins: datetime = Field(validation_alias="from", serialization_alias="from")
    ends: datetime = Field(validation_alias="until", serialization_alias="until")
    document_file_id: str | None
    offered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    history: list[MandateEventView] = Field(description="经过，最早的在前")


class Mandates(BaseModel):
    """The caller's mandates, the newest first."""

    mandates: list[MandateView]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")


class Assisted(Request):
    """What was done in an outside system, with the receipt it gave."""

    mandate_no: Code = Field(description="委托编号")
    system: OutsideSystem = Field(description="在哪个系统办理")
    done: Told = Field(description="办了什么")
    receipt_no: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = (
        Field(description="该系统的回执编号")
    )
    receipt_file_id: Code = Field(description="回执，本人上传的文件编号")
    at: AwareDatetime = Field(description="办理时间")


class AssistanceView(BaseModel):
    """Assistance on record."""

    case_no: str
    number: int
    item: str
    item_name: str
    body: str
    body_name: str
    official: str | None = Field(description="经办账号，仅工作人员可见")
    mandate_no: str
    level: str
    level_name: str
    system: str
    done: str | None = Field(description="办了什么，监督人员不可见")
    receipt_no: str | None
    receipt_file_id: str | None = Field(description="回执，可按办件文件下载")
    at: datetime = Field(description="办理时间")
    recorded_at: datetime
    document_no: str | None = Field(description="帮办代办记录的文书编号")


class Assistances(BaseModel):
    """What officials did for the applicant in outside systems, oldest first."""

    case_no: str
    assistance: list[AssistanceView]
