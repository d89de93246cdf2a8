"""Requests and answers of the desk."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class TaskKind(StrEnum):
    """What an officer is asked to do."""

    PRECHECK = "precheck"
    REVIEW = "review"
    INSPECTION = "inspection"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"precheck": "受理审查", "review": "审查决定", "inspection": "联合勘验"}[self.value]


class TaskLine(BaseModel):
    """A task in the list of a desk."""

    task_key: str
    kind: TaskKind
    title: str
    case_no: str
    theme: str
    theme_name: str
    items: list[str] = Field(description="事项编码")
    item_names: list[str]
    created_at: datetime
    due_at: datetime | None
    clock: str | None = Field(description="green、yellow、red")
    claimed: bool
    mine: bool = Field(description="由本人领取")


class TaskPage(BaseModel):
    """A page of tasks."""

    tasks: list[TaskLine]
    next_cursor: str | None


class TaskFile(BaseModel):
    """A file of a material, and where it is read."""

    file_id: str
    media_type: str
    size: int
    sha256: str
    href: str
    certificate: str | None = Field(
        default=None, description="以电子证照代替的，其证照标识；文件为提交时的证照原件"
    )
    certificate_status: str | None = Field(default=None, description="该证照现在的状态")


class TaskMaterial(BaseModel):
    """A material of the items of the task.

    ``promised`` says why it may be missing: it is to come later, it was committed to, or the commitment was taken back,
    so that it has to be asked for.
    """

    material: str
    name: str
    required: bool
    promised: Literal["tolerated", "committed", "retracted"] | None = Field(
        description="tolerated 容缺待补，committed 已告知承诺，retracted 承诺已撤回，需要补交"
    )
    files: list[TaskFile]


class TaskReading(BaseModel):
    """Shared data that a program read for an item in place of a paper: evidence of where, when and under which grant."""

    item: str
    resource: str
    resource_name: str = Field(description="共享资源，如证照信息、法人信息")
    source: str = Field(description="应答的共享服务；演练的名称中注明")
    grant_no: str
    query_no: str
    records: int
    digest: str = Field(description="应答的SM3摘要")
    read_at: datetime
    confirmed: bool = Field(description="本平台有这次查询的记录，且摘要一致")
    material: str | None = Field(description="所代替的材料")
    certificate: str | None = Field(description="所查到的证照标识")
    certificate_status: str | None
    certificate_status_name: str | None = Field(description="查询时的证照状态")
    says: str = Field(description="给审查人员看的一句话")


class ItemForm(BaseModel):
    """What the applicant filled in for one item, and the form (form-js) that shows it."""

    item: str
    name: str
    form: dict[str, Any]
    form_schema: dict[str, Any] | None


class FindingRead(BaseModel):
    """What a joint inspection found."""

    item: str
    passed: bool
    note: str | None


class EarlierDecision(BaseModel):
    """A decision made before on an item of the task."""

    item: str | None
    outcome: str
    opinion: str | None
    gaps: list[dict[str, Any]]
    decided_at: datetime


class TaskDetail(TaskLine):
    """Everything an officer needs to decide, of the officer's own body only."""

    form_id: str
    desk_form: dict[str, Any] = Field(description="审查（勘验）表单，form-js")
    forms: list[ItemForm]
    materials: list[TaskMaterial]
    readings: list[TaskReading] = Field(description="以共享数据代替纸质材料的查询")
    prior: dict[str, dict[str, Any]]
    findings: list[FindingRead]
    decisions: list[EarlierDecision]
    state: Literal["open", "completed", "canceled"]


class ClaimState(BaseModel):
    """Who has the task."""

    task_key: str
    claimed: bool
    mine: bool


class GapAsked(BaseModel):
    """One thing the applicant is to mend: a field of the item's form or a material."""

    model_config = ConfigDict(extra="forbid")

    target: Annotated[str, Field(min_length=1, max_length=100)]
    what: Annotated[str, Field(min_length=1, max_length=500)]
    how: Annotated[str, Field(max_length=500)]


class FindingMade(BaseModel):
    """What the inspection found for one item."""

    model_config = ConfigDict(extra="forbid")

    item: Annotated[str, Field(min_length=1, max_length=40)]
    passed: bool
    note: Annotated[str, Field(max_length=1000)] | None = None


class DecisionRequest(BaseModel):
    """An officer's decision before acceptance or on a review, or the findings of a joint inspection."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["granted", "refused", "supplement", "done", "complete", "not_accepted", "not_required"]
    opinion: Annotated[str, Field(max_length=2000)] | None = None
    basis: Annotated[str, Field(max_length=500)] | None = None
    where: Annotated[str, Field(max_length=500)] | None = Field(
        default=None, description="不受理的，应当向何处、如何办理；不填的，告知书写明行业主管部门"
    )
    gaps: list[GapAsked] = Field(default=[], max_length=50)
    findings: list[FindingMade] = Field(default=[], max_length=20)


class DecisionReceipt(BaseModel):
    """The decision as it is stored; the chain goes on by itself."""

    task_key: str
    case_no: str
    outcome: str
    decided_at: datetime
