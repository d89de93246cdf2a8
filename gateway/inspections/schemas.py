"""Requests and answers about joint inspections (docs/architecture.md)."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gateway.tasks.schemas import FindingMade

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
FEWEST_OFFICERS = 2
"""Officers of each body on site (行政许可法 §34: two or more)."""


class Request(BaseModel):
    """A request: members that are not of the interface are refused."""

    model_config = ConfigDict(extra="forbid")


class Appointment(Request):
    """When and where; all items that wait for the inspection are inspected at once."""

    starts_at: AwareDatetime = Field(description="勘验时间")
    place: Place = Field(description="勘验地点")
    items: list[Annotated[str, Field(max_length=40)]] | None = Field(
        default=None, max_length=20, description="勘验的事项；不填的为全部需要勘验的事项"
    )


class Confirmation(Request):
    """The applicant's answer: the time suits, or which other one would."""

    confirmed: bool = Field(description="是否确认约定的时间")
    wish: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)] | None = (
        Field(default=None, description="希望的时间，不确认的必填；改期只能申请一次")
    )

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.confirmed == (self.wish is not None):
            raise ValueError("确认的不填希望的时间；不确认的，请填写希望的时间")
        return self


class Participants(Request):
    """The officers of the caller's body who take part."""

    officers: list[Name] = Field(
        min_length=FEWEST_OFFICERS, max_length=10, description="本部门参加勘验的人员，两名以上"
    )


class Findings(Request):
    """What the caller's body found for each of its items."""

    findings: list[FindingMade] = Field(min_length=1, max_length=20)


class InspectionChange(BaseModel):
    """The inspection as it stands after a command."""

    case_no: str
    inspection_no: str
    state: str
    state_name: str
    starts_at: datetime
    document_no: str | None = Field(description="联合勘验记录的文书编号，形成后才有")


class Party(BaseModel):
    """A body that takes part."""

    body: str
    body_name: str
    officers: list[str] = Field(description="参加人员")
    entered: bool = Field(description="是否已登记勘验结果")


class FindingView(BaseModel):
    """What was found for an item."""

    item: str
    item_name: str
    passed: bool
    note: str | None = Field(description="情况说明，仅申请人、承办和牵头部门可见")


class InspectionView(BaseModel):
    """A joint inspection as its applicant and the bodies follow it."""

    inspection_no: str
    state: str
    state_name: str
    starts_at: datetime
    place: str | None = Field(description="监督人员不可见")
    appointed_by: str = Field(description="约定的部门")
    due_at: datetime | None = Field(description="联合勘验时限")
    items: list[str] = Field(description="事项名称")
    parties: list[Party]
    wish: str | None = Field(description="申请人希望的时间，监督人员不可见")
    findings: list[FindingView]
    document_no: str | None


class Inspections(BaseModel):
    """The joint inspections of a case."""

    case_no: str
    inspections: list[InspectionView]
