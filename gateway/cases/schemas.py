"""Requests and answers of the cases room (docs/architecture.md)."""

from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from gateway.deliveries.wishes import DeliveryWish

Code = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Request(BaseModel):
    """A request: members that are not of the interface are refused."""

    model_config = ConfigDict(extra="forbid")


class MaterialFile(Request):
    """A file handed in for a material."""

    material: Code = Field(description="材料代码")
    file_id: Code = Field(description="文件编号")


class MaterialCertificate(Request):
    """A certificate of the library that stands for a material in place of a file."""

    material: Code
    certificate: str


class HandedIn(Request):
    """What is handed in for a material: a file, or a certificate of the applicant's own in its place."""

    material: Code = Field(description="材料代码")
    certificate: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = Field(
        default=None, description="申请人名下的电子证照标识，可省略根；与 file_id 填写其中一个"
    )
    file_id: Code | None = Field(default=None, description="文件编号", validate_default=True)

    @field_validator("file_id")
    @classmethod
    def _one_of_both(cls, file_id: str | None, info: ValidationInfo) -> str | None:
        if (file_id is None) == (info.data.get("certificate") is None):
            raise ValueError("文件编号和电子证照标识应当填写其中一个")
        return file_id

    @property
    def entry(self) -> MaterialFile | MaterialCertificate:
        """The one of both that it is."""
        if self.certificate is not None:
            return MaterialCertificate(material=self.material, certificate=self.certificate)
        return MaterialFile(material=self.material, file_id=self.file_id or "")


class AskedMaterial(Request):
    """A material that is not handed in."""

    material: Code = Field(description="材料代码")


class Undertaking(Request):
    """The signature under the undertaking whose terms ``GET /themes/{theme}/form`` tells."""

    agreed: Literal[True] = Field(description="已阅读并同意承诺书")
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = Field(
        description="承诺人姓名（单位为法定代表人或者经办人）"
    )


class Asking(Request):
    """Materials that are to come later, or that are committed to instead, and the signature that this needs."""

    tolerances: list[AskedMaterial] = Field(
        default_factory=list, max_length=100, description="申请容缺受理的材料，受理后补齐"
    )
    commitments: list[AskedMaterial] = Field(
        default_factory=list, max_length=100, description="以告知承诺代替的证明材料"
    )
    undertaking: Undertaking | None = Field(default=None, description="承诺书，申请容缺或者承诺的必填")

    @property
    def tolerated(self) -> list[str]:
        """Keys of the materials that are to come later."""
        return [entry.material for entry in self.tolerances]

    @property
    def committed(self) -> list[str]:
        """Keys of the materials that are committed to."""
        return [entry.material for entry in self.commitments]

    @property
    def asks(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.tolerances or self.commitments)


class Submission(Asking):
    """An application."""

    theme: Code = Field(description="主题代码")
    region: Code = Field(description="行政区划代码")
    situation: dict[str, str] = Field(description="情形")
    form: dict[str, Any] = Field(description="一张表单的内容")
    materials: list[HandedIn] = Field(max_length=100, description="材料与文件或者电子证照，同一材料可有多个")
    delivery: DeliveryWish | None = Field(
        default=None, description="办理结果的送达方式；不选择的，在网上查看，寄出前可以更改"
    )

    @cached_property
    def handed_in(self) -> list[MaterialFile | MaterialCertificate]:
        """Files and certificates in the order of ``materials``."""
        return [each.entry for each in self.materials]

    @cached_property
    def files(self) -> list[MaterialFile]:
        """What is handed in as a file."""
        return [entry for entry in self.handed_in if isinstance(entry, MaterialFile)]


class Binding(Request):
    """A window case is bound to the caller's account."""

    case_no: Code = Field(description="办件编号")
    code: Annotated[str, StringConstraints(min_length=1, max_length=20)] = Field(
        description="窗口收件凭证上的绑定码"
    )


class Bound(BaseModel):
    """The case is the caller's."""

    case_no: str


class Supplement(Asking):
    """The answer to a supplement notice: only what the notice asked for, or what may stand for it."""

    notice_no: Code = Field(description="补正告知书编号")
    form: dict[str, Any] = Field(default_factory=dict, description="需要改正的表单字段")
    materials: list[MaterialFile] = Field(default_factory=list, max_length=100, description="补交的材料")


class Withdrawal(Request):
    """The applicant takes the application back."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = Field(
        description="撤回原因"
    )


class Links(BaseModel):
    """Where to look next."""

    self: str
    timeline: str
    notices: str


class Receipt(BaseModel):
    """What was stored when a command was taken."""

    case_no: str = Field(description="办件编号")
    state: str
    state_name: str = Field(description="状态")
    received_at: datetime = Field(description="收到时间")
    links: Links


class SupplementReceipt(BaseModel):
    """A supplement was stored."""

    case_no: str
    notice_no: str
    received_at: datetime = Field(description="收到补正的时间")


class WithdrawalReceipt(BaseModel):
    """A withdrawal was stored; the chain ends shortly."""

    case_no: str
    requested_at: datetime = Field(description="申请撤回的时间")


class ReadModel(BaseModel):
    """How far the answer is behind the engine."""

    as_of: datetime | None = Field(description="进度截至时间")
    lag_ms: int | None = Field(description="落后毫秒数")


class Holder(BaseModel):
    """Who has the case at the moment."""

    who: str = Field(description="单位或申请人")
    body: str | None = Field(description="实施主体代码，申请人为空")
    item: str | None
    item_name: str | None
    since: datetime
    until: datetime | None = Field(description="时限")
    doing: str = Field(description="正在办理的环节")


class OwedGap(BaseModel):
    """One thing the applicant is asked to mend."""

    target: str = Field(description="字段或材料代码")
    what: str = Field(description="问题")
    how: str = Field(description="如何补正")


class Owed(BaseModel):
    """What the applicant owes on a notice."""

    notice_no: str
    item: str | None = Field(description="事项；整个主题为空")
    gaps: list[OwedGap]
    until: datetime | None


class CertificateLink(BaseModel):
    """A certificate of an item."""

    identifier: str
    type: str
    name: str
    status: str
    status_name: str = Field(description="证照今天的状态")


class ItemView(BaseModel):
    """Progress of one item."""

    item: str
    name: str
    body: str
    department: str
    state: str
    state_name: str
    stage: str | None = Field(description="办件阶段；早于本功能的办件为空")
    stage_name: str | None
    national_code: str | None = Field(description="办件阶段的国家标准代码（GB/T 39046-2020）")
    accepted_at: datetime | None = Field(description="自何时起视为受理")
    due_at: datetime | None = Field(description="承诺时限")
    clock: str | None = Field(description="时限状态：green、yellow、red")
    certificate: CertificateLink | None


class PaperToSee(BaseModel):
    """A paper that the window has not seen yet."""

    material: str = Field(description="材料代码")
    name: str = Field(description="材料名称")
    form: str = Field(description="原件或者复印件")


class CaseSummary(BaseModel):
    """One line of a list of cases."""

    case_no: str
    theme: str
    theme_name: str
    region: str
    state: str
    state_name: str
    received_at: datetime


class CaseView(CaseSummary):
    """A case as people follow it."""

    situation: dict[str, str]
    stage: str | None = Field(description="主题办件的阶段，由各事项的阶段得出")
    stage_name: str | None
    accepted_at: datetime | None
    ended_at: datetime | None
    withdrawal_requested_at: datetime | None
    process_instance_key: str | None
    channel: str | None = Field(description="online 网上办理，window 窗口办理；早于本功能的办件为空")
    channel_name: str | None
    holders: list[Holder]
    owes: list[Owed]
    items: list[ItemView]
    papers_to_see: list[PaperToSee] = Field(description="窗口办件尚未核验的纸质材料")
    read_model: ReadModel


class CasePage(BaseModel):
    """A page of cases, the newest first."""

    cases: list[CaseSummary]
    next_cursor: str | None = Field(description="下一页游标，空为最后一页")


class TimelineEntry(BaseModel):
    """What happened when, and by whom."""

    at: datetime
    who: str
    what: str
    item: str | None


class Timeline(BaseModel):
    """The course of a case in plain words."""

    case_no: str
    timeline: list[TimelineEntry]


class NoticeView(BaseModel):
    """A notice to the applicant."""

    notice_no: str
    kind: str = Field(description="supplement 补正告知书，answer 统一反馈，reminder 容缺补齐提醒")
    item: str | None
    body: str
    body_name: str
    result: str | None
    text: str | None
    gaps: list[OwedGap]
    sent_at: datetime
    due_at: datetime | None
    answered_at: datetime | None


class Notices(BaseModel):
    """All notices of a case."""

    case_no: str
    notices: list[NoticeView]


class PathElement(BaseModel):
    """An element that was entered."""

    id: str
    type: str
    state: str
    entered: datetime
    left: datetime | None


class PathInstance(BaseModel):
    """The way through one process instance."""

    process_id: str
    version: int
    key: str
    parent: str | None
    item: str | None
    elements: list[PathElement]
    flows: list[str]


class CasePath(BaseModel):
    """The way through the diagrams."""

    case_no: str
    instances: list[PathInstance]
