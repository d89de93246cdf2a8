"""Requests and answers about messages and contact points (docs/architecture.md)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Mobile = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^1[3-9][0-9]{9}$")]
Mailbox = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=120,
        pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+$",
    ),
]


class DeliveryView(BaseModel):
    """How far the message is on one channel."""

    channel: str
    channel_name: str
    state: str
    state_name: str
    attempts: int
    sent_at: datetime | None
    delivered_at: datetime | None


class MessageLine(BaseModel):
    """One message in the list."""

    id: int
    case_no: str
    kind: str
    subject: str
    created_at: datetime
    due_at: datetime | None = Field(description="申请人最迟办理时间；没有要办的为空")
    read_at: datetime | None


class MessageView(MessageLine):
    """One message, opened."""

    text: str
    link: str = Field(description="在本接口中继续查看、办理的路径")
    deliveries: list[DeliveryView]


class MessagePage(BaseModel):
    """Messages, newest first."""

    messages: list[MessageLine]
    unread: int = Field(description="全部未读条数")
    next_cursor: str | None


class ContactsRequest(BaseModel):
    """Where the caller wants messages besides the application itself."""

    model_config = ConfigDict(extra="forbid")

    sms: Mobile | None = Field(default=None, description="接收短信的手机号码")
    email: Mailbox | None = Field(default=None, description="接收邮件的电子邮箱")
    channels: list[Literal["sms", "email"]] = Field(
        default_factory=list, max_length=2, description="除站内消息外另行接收的方式，须已填写对应的号码、邮箱"
    )

    @model_validator(mode="after")
    def _has_addresses(self) -> "ContactsRequest":
        if any(getattr(self, channel) is None for channel in self.channels):
            raise ValueError("选择短信、邮件接收的，请填写手机号码、电子邮箱")
        return self


class Contacts(BaseModel):
    """The caller's contact points as they are kept."""

    sms: str | None
    email: str | None
    channels: list[str]
    available: list[str] = Field(description="本机关已开通的接收方式；没有开通的不会发送")
