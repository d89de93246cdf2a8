"""What the themes room tells: lists, guides, forms."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Region(BaseModel):
    """A region in which a theme is offered."""

    region: str = Field(description="行政区划代码")
    name: str = Field(description="名称")


class ThemeSummary(BaseModel):
    """One line of the list of themes."""

    theme: str = Field(description="主题代码")
    name: str = Field(description="主题名称")
    subject: str = Field(description="办理对象")
    slogan: str = Field(description="办理方式")
    regions: list[Region] = Field(description="已开通的地区")


class ThemeList(BaseModel):
    """All themes."""

    themes: list[ThemeSummary]


class AnswerChoice(BaseModel):
    """A possible answer."""

    key: str
    text: str


class SituationQuestion(BaseModel):
    """A question whose answer shapes the chain."""

    key: str = Field(description="情形代码")
    text: str = Field(description="问题")
    help: str = Field(description="说明")
    answers: list[AnswerChoice]


class GuideMaterial(BaseModel):
    """A material, and whether the applicant hands it in."""

    material: str = Field(description="材料代码")
    name: str
    required: bool = Field(description="是否必要")
    by_applicant: bool = Field(description="是否由申请人提交")
    source: str = Field(description="来源")
    note: str
    accepts: list[str] = Field(description="接受的文件类型")


class GuideCertificate(BaseModel):
    """The certificate an item ends in."""

    name: str
    validity_years: int | None = Field(description="有效年数，空为长期")


class GuideMode(BaseModel):
    """One way of handling an item."""

    mode: str
    name: str = Field(description="办理方式")
    when: list[str] = Field(description="适用情形，一条一种，空文本为任何情形")
    statutory_days: int | None = Field(description="法定办结时限（工作日）")
    promised_days: int = Field(description="承诺办结时限（工作日）")
    after_check_days: int | None = Field(description="事后核查期限（工作日）")
    materials: list[GuideMaterial]
    certificate: GuideCertificate | None


class GuideItem(BaseModel):
    """One item of the theme."""

    item: str = Field(description="事项代码")
    name: str
    kind: str = Field(description="事项类型")
    body: str = Field(description="实施主体代码")
    body_name: str = Field(description="实施主体")
    department: str = Field(description="部门")
    legal_bases: list[str] = Field(description="法定依据")
    fee: int = Field(description="收费（元）")
    sources: list[str] = Field(description="资料来源")
    assumed: list[str] = Field(description="按经验设定、尚待核实的内容")
    modes: list[GuideMode]


class Guide(BaseModel):
    """The service guide (服务指南) of a theme in a region."""

    theme: str
    name: str
    subject: str
    slogan: str
    region: Region
    fictitious: bool = Field(description="是否为演练地区（虚构）")
    lead_body: str = Field(description="牵头实施主体代码")
    lead_body_name: str = Field(description="牵头实施主体")
    joint_handling_days: int | None = Field(description="联合办理时限（工作日）")
    legal_bases: list[str]
    questions: list[SituationQuestion]
    items: list[GuideItem]
    steps: list[str] = Field(description="办理步骤")


class TolerableItem(BaseModel):
    """What follows for an item when a tolerated material is not brought in time."""

    item: str = Field(description="事项代码")
    consequence: str = Field(description="returned 退件，withheld 证照暂不发放，revoked 撤销")
    consequence_name: str = Field(description="逾期未补的后果")


class FormMaterial(BaseModel):
    """A material to upload, asked once for all items that need it.

    A secondary material may be missing at acceptance (``tolerances`` of ``POST /cases``), a fact may be committed to
    instead of being proved (``commitments``).
    """

    material: str = Field(description="材料代码")
    name: str
    required: bool
    secondary: bool = Field(description="是否次要材料，次要材料可以申请容缺受理")
    tolerable_days: int | None = Field(description="容缺受理后应在几个工作日内补齐，空为不可容缺")
    consequences: list[TolerableItem] = Field(description="容缺逾期未补的后果，不可容缺的为空")
    commitment: bool = Field(description="是否可以告知承诺代替")
    items: list[str] = Field(description="需要该材料的事项")
    note: str
    accepts: list[str] = Field(description="接受的文件类型")


class CertificateType(BaseModel):
    """A type of certificate that may be named."""

    type: str = Field(description="证照类型代码，与证照信息中的一致")
    name: str


class CertifiedMaterial(BaseModel):
    """A material for which a certificate of the applicant's own may be named in place of a file."""

    material: str = Field(description="材料代码")
    name: str
    items: list[str] = Field(description="需要该材料的事项")
    types: list[CertificateType] = Field(description="可以引用的电子证照类型")


class FormItem(BaseModel):
    """An item that the situation leads to."""

    item: str
    name: str
    mode: str = Field(description="办理方式")
    body: str
    promised_days: int


class Undertakings(BaseModel):
    """What whoever asks for tolerance or commits has to read and agree to before the names of the materials."""

    tolerance: list[str] = Field(description="容缺受理承诺书的条款")
    commitment: list[str] = Field(description="告知承诺书的条款")


class ThemeForm(BaseModel):
    """The one form and the merged materials of a situation."""

    theme: str
    region: str
    situation: dict[str, str]
    form_schema: dict[str, Any] = Field(alias="schema", description="form-js 表单")
    materials: list[FormMaterial]
    certificates: list[CertifiedMaterial] = Field(description="可以引用电子证照的材料")
    items: list[FormItem]
    undertakings: Undertakings


class LeftOut(BaseModel):
    """A field whose shared value does not fit this form; the value itself is not told."""

    field: str = Field(description="字段")
    name: str = Field(description="字段名称")
    reason: str = Field(description="未带入的原因")


class ThemePrefill(BaseModel):
    """What the one form can be opened with; the applicant checks and corrects it."""

    values: dict[str, Any] = Field(description="可以带入的内容，以字段为键，作为 form-js 的初始数据")
    sources: dict[str, str] = Field(description="各字段内容的来源")
    left_out: list[LeftOut] = Field(description="有共享数据但不符合本表单规则、未带入的字段")


class GuidanceRequest(BaseModel):
    """Whom to tell: only answers that shape the chain, nothing about a person."""

    model_config = ConfigDict(extra="forbid")

    region: str = Field(max_length=12, description="行政区划代码")
    situation: dict[str, str] = Field(description="情形：各问题的回答")
