"""What the TOML files of the catalogue hold, checked field by field."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from chain.identifiers import uscc_problem

KEY_PATTERN = r"^[a-z][a-z0-9_]*$"
"""Keys of items and themes: a hyphen breaks mapping targets in the engine, a leading digit breaks FEEL."""

Key = Annotated[str, Field(pattern=KEY_PATTERN, max_length=40)]
Text = Annotated[str, Field(min_length=1)]
Days = Annotated[int, Field(ge=1, le=90)]
Mark = Literal["verified", "memory", "mixed"]

DEFAULT_ACCEPTS = ("application/pdf", "image/png", "image/jpeg")
"""Media types of a scanned material."""


class MaterialSource(StrEnum):
    """Where a material comes from; only ``applicant`` is asked from the applicant."""

    APPLICANT = "applicant"
    SHARE = "share"
    CERTIFICATE = "certificate"
    PRIOR = "prior"
    GENERATED = "generated"
    ON_SITE = "on_site"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    MaterialSource.APPLICANT: "申请人自备",
    MaterialSource.SHARE: "数据共享",
    MaterialSource.CERTIFICATE: "电子证照调用",
    MaterialSource.PRIOR: "前序事项产出",
    MaterialSource.GENERATED: "表单自动生成",
    MaterialSource.ON_SITE: "现场核查时收取",
}


class Entry(BaseModel):
    """A part of a catalogue file: unknown keys are refused, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _sound_uscc(text: str) -> str:
    problem = uscc_problem(text)
    if problem:
        raise ValueError(problem)
    return text


Uscc = Annotated[str, AfterValidator(_sound_uscc)]


class BodyEntry(Entry):
    """One body in the file of its region."""

    department: Key
    department_name: Text
    name: Text
    uscc: Uscc


class RegionFile(Entry):
    """``bodies/<region>.toml``: a region and the bodies in it."""

    region: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    name: Text
    fictitious: bool
    body: Annotated[tuple[BodyEntry, ...], Field(min_length=1)]


class Body(Entry):
    """An implementing body (实施主体): one department of one region."""

    code: str
    name: str
    department: str
    department_name: str
    region: str
    region_name: str
    uscc: str
    fictitious: bool


class Material(Entry):
    """A material of an item. One key shared by several items means: asked once."""

    key: Key
    name: Text
    required: bool
    source: MaterialSource
    mark: Mark
    note: str = ""
    accepts: tuple[str, ...] = DEFAULT_ACCEPTS


class Certificate(Entry):
    """The certificate an item ends in: template of the rendering and its type code (GB/T 36904, 21 characters)."""

    template: Key
    type_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{21}$")]
    type_name: Text
    validity_years: Annotated[int, Field(ge=1, le=50)] | None = None
    fictitious: bool

    @model_validator(mode="after")
    def _authority_is_sound(self) -> Self:
        _sound_uscc(self.type_code[:18])
        return self


class Mode(Entry):
    """One way of handling an item (业务办理项), taken when the situation's answers equal ``when``.

    ``statutory_days`` and ``promised_days`` are working days; ``None`` where the law sets no limit.
    """

    key: Key
    name: Text
    when: dict[str, str]
    form: Annotated[str, Field(pattern=r"^[a-z]+/[a-z][a-z0-9_]*$")] | None = None
    statutory_days: Days | None = None
    promised_days: Days
    prechecked: bool
    after_check_days: Days | None = None
    certificate: Certificate | None = None
    material: tuple[Material, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.statutory_days is not None and self.promised_days > self.statutory_days:
            raise ValueError("promised_days 大于 statutory_days")
        keys = [material.key for material in self.material]
        if len(set(keys)) != len(keys):
            raise ValueError("材料编码重复")
        return self


class Item(Entry):
    """``items/<department>/<item>.toml``. ``mark``, ``source`` and ``assumed`` say how far its facts are known."""

    key: Key
    name: Text
    department: Key
    kind: Text
    code: str
    line_department: Text
    law: tuple[str, ...]
    fee: Annotated[int, Field(ge=0)]
    mark: Mark
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    assumed: tuple[str, ...]
    mode: Annotated[tuple[Mode, ...], Field(min_length=1)]

    def mode_for(self, situation: dict[str, str]) -> Mode | None:
        """The first mode whose conditions the situation meets."""
        for mode in self.mode:
            if all(situation.get(key) == answer for key, answer in mode.when.items()):
                return mode
        return None


class Answer(Entry):
    """One possible answer to a question."""

    key: Key
    text: Text


class Question(Entry):
    """A question that shapes the chain."""

    key: Key
    text: Text
    help: str = ""
    answer: Annotated[tuple[Answer, ...], Field(min_length=2)]


class OutcomePolicy(Entry):
    """What a refusal means for the chain."""

    ends_chain: tuple[str, ...]
    joint_permit: str
    joint_permit_needs: Annotated[tuple[str, ...], Field(min_length=2)]


class Theme(Entry):
    """``themes/<theme>/theme.toml``: the items in their order and the questions about the situation.

    ``joint_handling_days`` is the limit for joint handling of licences (行政许可法 §42), in working days.
    """

    key: Key
    name: Text
    subject: Text
    slogan: str
    lead_department: Key
    items: Annotated[tuple[str, ...], Field(min_length=1)]
    joint_handling_days: Days | None = None
    source: tuple[str, ...]
    outcomes: OutcomePolicy
    question: tuple[Question, ...]
