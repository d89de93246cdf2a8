"""Requests and answers about obligations (docs/architecture.md)."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gateway.cases.materials import MOST_FILES

Code = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Request(BaseModel):
    """A request: members that are not of the interface are refused."""

    model_config = ConfigDict(extra="forbid")


class Fulfilment(Request):
    """The tolerated material, made up."""

    file_ids: list[Code] = Field(min_length=1, max_length=MOST_FILES, description="补交的文件编号")


class CheckMade(Request):
    """What the check of a commitment found."""

    result: bool = Field(description="承诺是否属实")
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = Field(
        default=None, description="核查情况；不属实的必填"
    )


class Mended(Request):
    """Whether what was ordered to be mended was mended."""

    mended: bool = Field(description="是否已改正")
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = Field(
        default=None, description="情况说明；未改正的必填"
    )


class FulfilmentReceipt(BaseModel):
    """The material was taken."""

    case_no: str
    obligation_no: str
    state: str
    state_name: str
    received_at: datetime = Field(description="收到时间")
    late: bool = Field(description="是否逾期补齐")


class ObligationChange(BaseModel):
    """An obligation as it stands after a command."""

    case_no: str
    obligation_no: str
    state: str
    state_name: str
    mend_until: datetime | None = Field(description="责令改正的期限")


class Signature(BaseModel):
    """Who signed what and when."""

    name: str = Field(description="承诺人；以表单承诺的为表单所填")
    at: datetime
    text: str = Field(description="承诺书内容")
    text_sha256: str = Field(description="承诺书内容的 SHA-256")


class ObligationView(BaseModel):
    """One obligation as its applicant and its body follow it."""

    obligation_no: str
    kind: str = Field(
        description="tolerance 容缺，proof_commitment 证明事项承诺，licence_commitment 许可承诺"
    )
    kind_name: str
    item: str
    item_name: str
    body: str
    body_name: str
    material: str | None
    material_name: str | None
    days: int = Field(description="工作日：容缺从受理起，承诺核查从决定起")
    consequence: str
    consequence_name: str = Field(description="不履行的后果")
    state: str
    state_name: str
    owed: bool = Field(description="申请人是否仍须办理")
    undertaken_at: datetime
    opened_at: datetime | None
    due_at: datetime | None = Field(description="补齐或者核查的期限")
    mend_until: datetime | None
    closed_at: datetime | None
    signed: Signature | None = Field(description="签署情况，监督人员不可见")


class Obligations(BaseModel):
    """What a case still owes, and owed."""

    case_no: str
    obligations: list[ObligationView]


class WorkLine(BaseModel):
    """An obligation in the worklist of its body."""

    case_no: str
    obligation_no: str
    kind: str
    kind_name: str
    item: str
    item_name: str
    body: str
    body_name: str
    material: str | None
    material_name: str | None
    consequence: str
    consequence_name: str = Field(description="不履行的后果")
    state: str
    state_name: str
    opened_at: datetime | None
    until: datetime = Field(description="补齐、核查或者改正的期限")
    overdue: bool = Field(description="期限已过")


class WorkPage(BaseModel):
    """A page of the worklist, what is due first."""

    obligations: list[WorkLine]
    next_cursor: str | None
