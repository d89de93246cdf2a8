"""An item (事项) as its file states it: who, by what law, how, with what materials, to what result."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from bpmn.catalogue.entries import Entry, Key, Mark, RegionCode, Text
from chain.archive.model import Retention
from chain.certificates.certificate_types import CertificateType, certificate_type, certificate_types

Days = Annotated[int, Field(ge=1, le=90)]
"""Working days (行政许可法 §82)."""

DEFAULT_ACCEPTS = ("application/pdf", "image/png", "image/jpeg")
"""Media types of a scanned material."""


class _Labelled(StrEnum):
    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """A code with the Chinese name that people read."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class MaterialSource(_Labelled):
    """Where a material comes from; only ``applicant`` is asked from the applicant."""

    APPLICANT = ("applicant", "申请人自备")
    SHARE = ("share", "数据共享")
    CERTIFICATE = ("certificate", "电子证照调用")
    PRIOR = ("prior", "前序事项产出")
    GENERATED = ("generated", "表单自动生成")
    ON_SITE = ("on_site", "现场核查时收取")


class Paper(_Labelled):
    """In which form a material is handed in when it is handed in on paper."""

    ORIGINAL = ("original", "原件")
    COPY = ("copy", "复印件")
    ELECTRONIC = ("electronic", "电子")


class CaseKind(_Labelled):
    """Kind of the item's cases (GB/T 39046-2020 办件类型)."""

    INSTANT = ("instant", "即办件")
    PROMISED = ("promised", "承诺件")
    JOINT = ("joint", "联办件")
    REPORTED = ("reported", "上报件")


class Level(_Labelled):
    """Level of government that handles the item (行使层级)."""

    PROVINCE = ("province", "省级")
    CITY = ("city", "市级")
    COUNTY = ("county", "县级")
    TOWN = ("town", "乡镇（街道）")


class ResultKind(_Labelled):
    """What a granted item ends in (办理结果类型)."""

    CERTIFICATE = ("certificate", "证照")
    DOCUMENT = ("document", "批文")
    OTHER = ("other", "其他")


class ApplicantKind(_Labelled):
    """Who may apply (服务对象)."""

    PERSON = ("person", "自然人")
    BUSINESS = ("business", "法人和其他组织")


class Consequence(StrEnum):
    """What follows when a tolerated material is not brought in time (容缺逾期未补的后果)."""

    RETURNED = "returned"
    WITHHELD = "withheld"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"returned": "退件", "withheld": "证照暂不发放", "revoked": "撤销"}[self.value]


def _certificate_type(key: str) -> str:
    if key not in certificate_types():
        raise ValueError(f"没有证照类型“{key}”，现有：{'、'.join(certificate_types())}")
    return key


TypeKey = Annotated[Key, AfterValidator(_certificate_type)]
"""Key of a certificate type that there is (``chain/certificates/types``)."""


class Material(Entry):
    """A material of an item. One key shared by several items means: asked once.

    A ``conditional`` one is asked only when the theme's scenario names it. ``tolerable_days`` (working days): it may be
    missing at acceptance and be brought within them (容缺受理), which makes it a secondary material (次要材料): one without
    is a main material (主要材料). ``commitment``: the fact may be committed to instead of being proved (证明事项告知承诺).
    ``certificates``: types of certificate of which one of the applicant's own may be named in place of a file.
    """

    key: Key
    name: Text
    required: bool
    conditional: bool = False
    source: MaterialSource
    paper: Paper = Paper.ELECTRONIC
    tolerable_days: Days | None = None
    commitment: bool = False
    mark: Mark
    note: str = ""
    accepts: tuple[str, ...] = DEFAULT_ACCEPTS
    certificates: tuple[TypeKey, ...] = ()

    @model_validator(mode="after")
    def _only_what_is_required_is_missing(self) -> Self:
        if not self.required and (self.tolerable_days is not None or self.commitment):
            raise ValueError(
                "可容缺、可告知承诺的材料应为必需材料（required = true）：可交可不交的不存在缺件"
            )
        return self

    @property
    def secondary(self) -> bool:
        """Whether it is a secondary material: the case may be accepted without it for a while."""
        return self.tolerable_days is not None


class Certificate(Entry):
    """The certificate an item ends in: the key of its type (``chain/certificates/types``), which says everything else.

    ``renewal_days``: at least so many days before its end a renewal is asked for (行政许可法 §50: thirty, unless the law of
    the item says otherwise). The limit is the holder's, not the body's, so they are days of the calendar (§82).
    """

    type: TypeKey
    renewal_days: Annotated[int, Field(ge=1, le=365)] = 30

    @property
    def kind(self) -> CertificateType:
        """Its type."""
        return certificate_type(self.type)


class Result(Entry):
    """What the applicant gets: its kind and its name."""

    kind: ResultKind
    name: Text


class Mode(Entry):
    """One way of handling an item (业务办理项), in force from ``since`` to ``until`` (both days included).

    ``statutory_days`` and ``promised_days`` are working days; ``None`` where the law sets no limit, 0 promised for
    what is done at once. Exactly one of ``certificate`` and ``result`` is given. ``precheck``: whether an officer of the
    body looks at the application before acceptance, after the automatic check found nothing missing.
    ``after_check_days``: the mode is a commitment (涉企经营许可告知承诺), decided at once and checked within so many
    working days of the decision; ``proof_check_days``: the same for a proof that was committed to; ``mend_days``: how
    long whoever committed falsely has to mend it. The defaults of these two are assumed: no source gives a number for
    every item.
    """

    key: Key
    name: Text
    since: date | None = None
    until: date | None = None
    form: Annotated[str, Field(pattern=r"^[a-z]+/[a-z][a-z0-9_]*$")] | None = None
    statutory_days: Days | None = None
    promised_days: Annotated[int, Field(ge=0, le=90)]
    prechecked: bool
    tolerance_consequence: Consequence = Consequence.RETURNED
    precheck: Literal["automatic", "officer"] = "automatic"
    after_check_days: Days | None = None
    proof_check_days: Days = 20
    mend_days: Days = 10
    certificate: Certificate | None = None
    result: Result | None = None
    note: str = ""
    material: tuple[Material, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.statutory_days is not None and self.promised_days > self.statutory_days:
            raise ValueError("promised_days 大于 statutory_days")
        keys = [material.key for material in self.material]
        if len(set(keys)) != len(keys):
            raise ValueError("材料编码重复")
        if (self.certificate is None) == (self.result is None):
            raise ValueError(
                "certificate 和 result 应填写其中一个：前者为制发电子证照的事项，后者为其他办理结果"
            )
        if self.since and self.until and self.since > self.until:
            raise ValueError("since 晚于 until")
        if self.tolerance_consequence is Consequence.WITHHELD and self.certificate is None:
            raise ValueError("tolerance_consequence 为 withheld（证照暂不发放）的，须有 certificate")
        return self

    @property
    def outcome(self) -> Result:
        """What the applicant gets."""
        if self.certificate is not None:
            return Result(kind=ResultKind.CERTIFICATE, name=self.certificate.kind.name)
        assert self.result is not None  # noqa: S101 - held by the validator
        return self.result

    def in_force(self, day: date) -> bool:
        """Whether the mode is in force on ``day``."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Alone(Entry):
    """What the item costs the applicant when it is done alone: visits to a window, and steps of the procedure."""

    visits: Annotated[int, Field(ge=0, le=20)] = 1
    steps: Annotated[int, Field(ge=1, le=30)] = 4


class Item(Entry):
    """``items/<department>/<item>.toml``. ``mark``, ``source`` and ``assumed`` say how far its facts are known.

    ``kind`` is the kind of power (权力类型); ``department`` implements, ``accepting`` takes the application in (the
    implementing department when empty), ``line_department`` supervises; ``prerequisites`` are items that must be
    granted before; ``in_person``: the applicant has to come (本人到场), also in a chain; ``base_code`` (基本编码) and
    ``implementation_codes`` by region stay empty where no source gives them. ``retention`` (保管期限) with the source that
    says so; without, 30年 is assumed.
    """

    key: Key
    name: Text
    department: Key
    kind: Text
    base_code: str = ""
    implementation_codes: dict[RegionCode, str] = Field(default_factory=dict)
    case_kind: CaseKind = CaseKind.PROMISED
    level: Level = Level.COUNTY
    applicants: Annotated[tuple[ApplicantKind, ...], Field(min_length=1)]
    line_department: Text
    accepting: str = ""
    law: tuple[str, ...]
    fee: Annotated[int, Field(ge=0)]
    fee_note: str = ""
    prerequisites: tuple[Key, ...] = ()
    site_visit: bool = False
    in_person: bool = False
    alone: Alone = Alone()
    retention: Retention | None = None
    retention_source: str = ""
    mark: Mark
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    assumed: tuple[str, ...]
    mode: Annotated[tuple[Mode, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _modes_hold_together(self) -> Self:
        for position, mode in enumerate(self.mode):
            for other in self.mode[:position]:
                if other.key == mode.key and _overlap(other, mode):
                    raise ValueError(f"办理方式 {mode.key} 的两个版本在同一天都有效，请核对 since、until")
        for each in self.mode:
            if each.certificate is not None and self.level.value not in each.certificate.kind.issuing_levels:
                raise ValueError(f"{self.level.label}不颁发“{each.certificate.kind.name}”（issuing_levels）")
        if self.key in self.prerequisites:
            raise ValueError("事项不能以自己为前置事项")
        if (self.retention is None) != (not self.retention_source):
            raise ValueError(
                "保管期限（retention）应当与其依据（retention_source）一并填写，都不填按30年（假定）"
            )
        instant = self.case_kind is CaseKind.INSTANT
        if instant and any(mode.promised_days > 0 and mode.until is None for mode in self.mode):
            raise ValueError("即办件的承诺办结时限应为 0")
        return self

    @property
    def kept(self) -> Retention:
        """How long its files are kept."""
        return self.retention or Retention.THIRTY_YEARS

    def find_mode(self, key: str, on: date | None = None) -> Mode | None:
        """The version of mode ``key`` in force on ``on``, or the latest without a day; ``None`` when there is none."""
        versions = [mode for mode in self.mode if mode.key == key and (on is None or mode.in_force(on))]
        return max(versions, key=lambda mode: mode.since or date.min, default=None)

    def modes_in_force(self, on: date | None = None) -> tuple[Mode, ...]:
        """One version of each mode, as :meth:`find_mode` finds it."""
        found = (self.find_mode(key, on) for key in dict.fromkeys(mode.key for mode in self.mode))
        return tuple(mode for mode in found if mode is not None)


def _overlap(first: Mode, second: Mode) -> bool:
    return (first.since or date.min) <= (second.until or date.max) and (second.since or date.min) <= (
        first.until or date.max
    )


Audience = Literal["business", "person"]
