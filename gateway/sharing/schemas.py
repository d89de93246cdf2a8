"""Requests and answers about shared resources, their uses, and who looked."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from chain.sharing import Resource
from gateway.cases.schemas import Code, Request

MOST_QUERIES = 100_000
MOST_FIELDS = 100

Purpose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
LegalBasis = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class FieldView(BaseModel):
    """A field of a resource."""

    key: str
    name: str
    sensitivity: str
    sensitivity_name: str
    note: str


class ProviderView(BaseModel):
    """A body that provides a resource."""

    body: str
    name: str


class ResourceView(BaseModel):
    """A shared resource as the catalogue has it."""

    resource: Resource
    name: str
    summary: str
    standard: str
    update: str = Field(description="更新频率")
    query: str = Field(description="查询接口地址")
    providers: list[ProviderView]
    fields: list[FieldView]


class ResourceList(BaseModel):
    """The catalogue."""

    resources: list[ResourceView]


class Application(Request):
    """What a body wants to use, for what, on which basis."""

    resource: Resource = Field(description="共享资源：licences 证照信息，legal-persons 法人信息")
    provider: Code = Field(description="数据提供方实施主体代码：授权只包括该主体颁发、登记的数据")
    purpose: Purpose = Field(description="用途，查询时须逐字相同")
    legal_basis: LegalBasis = Field(description="法律依据")
    fields: list[Code] = Field(min_length=1, max_length=MOST_FIELDS, description="需要的字段，以够用为限")
    daily_quota: int = Field(ge=1, le=MOST_QUERIES, description="每日查询次数上限")
    until: date = Field(description="使用期限的最后一日")


class GrantDecision(Request):
    """What the providing body's head decides."""

    outcome: Literal["granted", "refused"] = Field(description="granted 同意授权，refused 不予授权")
    reason: Reason | None = Field(default=None, description="理由；不予授权的必填")


class GrantEnding(Request):
    """Why a use is withdrawn or revoked."""

    reason: Reason = Field(description="原因")


class StepView(BaseModel):
    """One step in the life of a use."""

    step: str
    step_name: str
    at: datetime
    body: str
    reason: str | None


class GrantView(BaseModel):
    """An application, and the use once it is granted."""

    grant_no: str
    resource: Resource
    resource_name: str
    body: str
    body_name: str
    provider: str
    provider_name: str
    purpose: str
    legal_basis: str
    fields: list[FieldView]
    daily_quota: int
    until: date
    state: str
    state_name: str
    applied_at: datetime
    decided_at: datetime | None
    ended_at: datetime | None
    queries_today: int = Field(description="今日已查询次数")
    steps: list[StepView]


class GrantPage(BaseModel):
    """A page of uses, the newest first, without their steps."""

    grants: list[GrantView]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")


class LookupView(BaseModel):
    """Somebody saw data of a certificate of the reader's."""

    at: datetime
    certificate: str = Field(description="电子证照标识")
    certificate_name: str
    resource_name: str = Field(description="证照信息，或者法人信息")
    body: str
    body_name: str = Field(description="查询的单位")
    by: str = Field(description="查询的人员或者程序的账号")
    by_name: str = Field(description="工作人员，或者工作程序")
    purpose: str = Field(description="用途")
    legal_basis: str = Field(description="法律依据")
    fields: list[str] = Field(description="看到的字段的中文名称")


class LookupPage(BaseModel):
    """A page of lookups, the newest first."""

    lookups: list[LookupView]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")


class QualityFinding(BaseModel):
    """What is wrong with a record."""

    rule: str
    rule_name: str
    certificate: str = Field(description="电子证照标识")
    field: str = Field(description="字段")
    reason: str


class QualityPage(BaseModel):
    """What a page of collected records showed, the newest first."""

    body: str = Field(description="采集单位")
    checked: int = Field(description="本页检查的记录数")
    findings: list[QualityFinding]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")
