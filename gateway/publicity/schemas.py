"""What the public is told, and the request that takes it down (docs/architecture.md)."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class PublicationView(BaseModel):
    """One decision as it is public."""

    id: int
    document_name: str = Field(description="决定文书名称")
    document_number: str | None = Field(description="决定文书号")
    act_name: str = Field(description="准予许可，或者变更、延续、撤回、撤销、吊销、注销")
    licence: str = Field(description="许可事项")
    certificate_name: str | None = Field(description="许可证书名称")
    certificate_number: str | None = Field(description="许可编号")
    content: str = Field(description="许可内容")
    decided_on: date = Field(description="决定日期")
    valid_from: date | None
    valid_until: date | None
    holder: str = Field(description="行政相对人：单位为全称，自然人隐去名字")
    holder_uscc: str | None = Field(description="行政相对人统一社会信用代码，自然人不公示号码")
    body: str
    body_name: str = Field(description="许可机关")
    body_uscc: str = Field(description="许可机关统一社会信用代码")
    published_at: datetime


class PublicationPage(BaseModel):
    """A page of what is public, the newest first."""

    publications: list[PublicationView]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")


class Withdrawal(BaseModel):
    """Why it is taken down."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = Field(
        description="撤下的原因，如异议成立、决定已更正"
    )


class Withdrawn(BaseModel):
    """It is public no more."""

    id: int
    state: str
    state_name: str
    withdrawn_at: datetime
