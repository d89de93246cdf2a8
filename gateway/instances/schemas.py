"""Requests and answers of the raw view of the engine. Keys are texts: they are beyond JavaScript's exact numbers."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\s]+$")]


class StartRequest(BaseModel):
    """A message that starts a process."""

    model_config = ConfigDict(extra="forbid")

    message: Name = Field(description="流程的消息开始事件所等待的消息名称")
    correlation_key: Name = Field(description="关联键")
    variables: dict[str, Any] = Field(default_factory=dict, description="变量，不得含个人信息，最大 32 KiB")


class StartReceipt(BaseModel):
    """The message is stored and will be published."""

    message: str
    correlation_key: str
    message_id: str
    received_at: datetime


class InstanceSummary(BaseModel):
    """A process instance."""

    key: str
    process_id: str
    version: int
    parent_key: str | None
    case_no: str | None
    state: str = Field(description="active、completed、terminated")
    started_at: datetime
    ended_at: datetime | None


class InstancePage(BaseModel):
    """A page of instances in the order of their keys."""

    instances: list[InstanceSummary]
    next_cursor: str | None


class ElementView(BaseModel):
    """An element instance."""

    key: str
    element_id: str
    type: str
    state: str
    entered_at: datetime
    left_at: datetime | None


class IncidentView(BaseModel):
    """An incident: the engine stands still here until somebody acts."""

    key: str
    instance_key: str
    process_id: str
    element_id: str
    job_key: str | None
    error_type: str
    message: str
    state: str = Field(description="open、resolved")
    created_at: datetime
    resolved_at: datetime | None


class InstanceView(InstanceSummary):
    """A process instance with everything in it."""

    elements: list[ElementView]
    called: list[InstanceSummary] = Field(description="它调用的流程实例")
    incidents: list[IncidentView]


class IncidentPage(BaseModel):
    """A page of incidents, the oldest first."""

    incidents: list[IncidentView]
    next_cursor: str | None


class IncidentReceipt(BaseModel):
    """What was asked of the engine."""

    key: str
    action: str = Field(description="retry、resolution")
    requested_at: datetime
