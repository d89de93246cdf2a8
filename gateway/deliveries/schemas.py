"""Requests and answers about deliveries (docs/architecture.md)."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gateway.deliveries.wishes import PostalAddress

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class Request(BaseModel):
    """A request: members that are not of the interface are refused."""

    model_config = ConfigDict(extra="forbid")


class Receiver(Request):
    """Who took it at the counter, after their identity was checked there."""

    name: Name = Field(description="领取人姓名")
    relation: Literal["applicant", "agent"] = Field(
        description="applicant 申请人本人（法定代表人），agent 代领人"
    )
    identity: Literal["resident_id", "other"] = Field(description="核验的身份证件：居民身份证或者其他证件")
    identity_checked: Literal[True] = Field(description="已核验领取人的身份证件（代领的，并核验委托）")


class Handout(Request):
    """Handed out at the counter."""

    receiver: Receiver
    signed: Literal[True] = Field(description="领取人已在送达回证上签名或者盖章")
    note: Note | None = Field(default=None, description="备注")


class Posting(Request):
    """Given to the post."""

    carrier: Name = Field(description="邮寄（快递）企业")
    tracking_no: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-]{4,40}$")] = Field(
        description="邮件号"
    )


class PostingOutcome(Request):
    """What became of the posting: received (§91 民事诉讼法: the day on the post's receipt, [memory]), or returned."""

    result: Literal["received", "returned"] = Field(description="received 已签收，returned 退回")
    at: AwareDatetime = Field(description="签收（退回）时间")
    receiver: Name | None = Field(default=None, description="签收人，已签收的必填")
    reason: Note | None = Field(default=None, description="退回原因，退回的必填")

    @model_validator(mode="after")
    def _says_who_or_why(self) -> Self:
        if self.result == "received" and (self.receiver is None or self.reason is not None):
            raise ValueError("已签收的，填写签收人，不填退回原因")
        if self.result == "returned" and (not self.reason or self.receiver is not None):
            raise ValueError("退回的，填写退回原因，不填签收人")
        return self


class DeliveryWay(BaseModel):
    """How results are delivered from now on."""

    case_no: str
    way: str
    way_name: str = Field(description="送达方式")


class DeliveryChange(BaseModel):
    """A delivery as it stands after a command."""

    case_no: str
    delivery_no: str
    state: str
    state_name: str
    way: str
    way_name: str
    document_no: str | None = Field(description="送达回证的文书编号")
    at: datetime


class PartView(BaseModel):
    """A document or certificate that it hands over."""

    name: str = Field(description="文书或者证照名称")
    number: str | None = Field(description="文号或者证照编号")
    link: str
    sealed: bool = Field(description="是否已经签章")
    opened_at: datetime | None = Field(description="申请人打开的时间")


class PostingView(BaseModel):
    """One attempt of the post."""

    carrier: str
    tracking_no: str
    sent_at: datetime
    result: str | None = Field(description="received 已签收，returned 退回，在途的为空")
    result_at: datetime | None
    reason: str | None = Field(description="退回原因")


class DeliveryView(BaseModel):
    """One delivery as its applicant and the office follow it."""

    delivery_no: str
    items: list[str] = Field(description="事项名称")
    body: str
    body_name: str = Field(description="送达机关")
    way: str
    way_name: str
    state: str
    state_name: str
    ready: bool = Field(description="需要送达的文书、证照是否已全部签章")
    opened_at: datetime = Field(description="作出决定的时间")
    due_at: datetime = Field(description="送达期限：自作出决定之日起十个工作日")
    overdue: bool
    parts: list[PartView]
    address: PostalAddress | None = Field(description="邮寄地址，仅申请人和送达机关可见")
    postings: list[PostingView]
    receiver: str | None = Field(description="签收人，仅申请人和送达机关可见")
    delivered_at: datetime | None
    document_no: str | None = Field(description="送达回证的文书编号")


class Deliveries(BaseModel):
    """The deliveries of a case, and how what follows will be delivered."""

    case_no: str
    way: str
    way_name: str
    deliveries: list[DeliveryView]


class DeliveryLine(BaseModel):
    """A delivery on the worklist."""

    case_no: str
    delivery_no: str
    theme_name: str
    items: list[str]
    way: str
    way_name: str
    state: str
    state_name: str
    due_at: datetime
    overdue: bool


class DeliveryPage(BaseModel):
    """A page of the worklist, the oldest first."""

    deliveries: list[DeliveryLine]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")
