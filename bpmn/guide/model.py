"""What a service guide tells; days are working days throughout."""

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Change(_Part):
    """One figure before and after; ``source`` is the figure before the reform where a source gives one."""

    before: int = Field(description="单独逐项办理")
    after: int = Field(description="一件事办理")
    source: int | None = Field(default=None, description="改革前的公开数据，没有的为空")


class Figures(_Part):
    """四减 of one situation; how each is counted: ``bpmn/guide/figures.py``."""

    steps: Change = Field(description="环节（个）")
    materials: Change = Field(description="材料（份）")
    promised_days: Change = Field(description="承诺办结时限合计（工作日）")
    statutory_days: Change | None = Field(description="法定办结时限合计（工作日）；各事项均无法定时限的为空")
    visits: Change = Field(description="跑动（次）")
    site_visits: Change = Field(description="现场勘验（次），部门上门")
    critical_path_days: int = Field(description="仅按前置关系的最长路径（承诺工作日）")
    longest_item_days: int = Field(description="用时最长的一个事项（承诺工作日）")


class Situation(_Part):
    """One way to answer the questions, and what it leads to."""

    answers: dict[str, str] = Field(description="各问题的回答")
    items: dict[str, str] = Field(description="办理的事项及办理方式（代码）")
    figures: Figures


class AnswerEffect(_Part):
    """A possible answer and what depends on it."""

    key: str
    text: str
    leads_to: list[str] = Field(description="这样回答才可能办理的事项、提交的材料")


class AskedQuestion(_Part):
    """A question about the situation."""

    key: str
    text: str
    help: str
    answers: list[AnswerEffect]


class ServiceMode(_Part):
    """One way of handling an item, and what it ends in."""

    mode: str
    name: str
    when: list[str] = Field(description="适用情形，一条一种，空文本为任何情形")
    statutory_days: int | None = Field(description="法定办结时限（工作日），法律未规定的为空")
    promised_days: int = Field(description="承诺办结时限（工作日），0为即办")
    after_check_days: int | None = Field(description="事后核查期限（工作日）")
    result_kind: str = Field(description="办理结果类型")
    result_name: str = Field(description="办理结果")
    electronic: bool = Field(description="结果是否为在线制发的电子证照")
    validity_years: int | None = Field(description="电子证照有效年数，空为未规定")
    note: str


class ServiceItem(_Part):
    """One item: by what law, who handles it, how."""

    item: str
    name: str
    kind: str = Field(description="事项类型")
    case_kind: str = Field(description="办件类型")
    level: str = Field(description="行使层级")
    base_code: str = Field(description="基本编码，未查到的为空")
    implementation_code: str = Field(description="实施编码，未查到的为空")
    applicants: list[str] = Field(description="服务对象")
    legal_bases: list[str] = Field(description="法定依据")
    implementing: str = Field(description="实施主体")
    accepting: str = Field(description="受理主体")
    supervising: str = Field(description="监管（行业主管）部门")
    fee: int = Field(description="收费（元）")
    fee_note: str
    site_visit: bool = Field(description="是否现场勘验")
    in_person: bool = Field(description="是否须本人到场")
    prerequisites: list[str] = Field(description="本主题内的前置事项（名称）")
    endings: list[str] = Field(description="未获准予的后果，按结束方式")
    modes: list[ServiceMode]
    sources: list[str] = Field(description="资料来源")
    assumed: list[str] = Field(description="按经验设定、尚待核实的内容")


class ServiceMaterial(_Part):
    """A material, listed once for all items that need it."""

    material: str
    name: str
    required: bool
    always: bool = Field(description="是否任何情形都需要")
    by_applicant: bool = Field(description="是否由申请人准备")
    source: str = Field(description="来源")
    paper: str = Field(description="形式，免予提交的为空")
    items: list[str] = Field(description="需要该材料的事项（名称）")
    tolerable_days: int | None = Field(description="可容缺，须在几个工作日内补齐")
    consequences: list[str] = Field(description="容缺逾期未补的后果")
    commitment: bool = Field(description="可告知承诺代替")
    note: str


class ServiceStep(_Part):
    """One step of the chain; items named together are handled at the same time."""

    name: str
    who: str
    items: list[str] = Field(description="事项名称，非办理事项的环节为空")
    promised_days: int | None = Field(description="承诺工作日，不计入时限的环节为空")


class ServiceGuide(_Part):
    """The service guide of a theme in a region: for every situation, or for one applicant's answers."""

    theme: str
    name: str
    subject: str
    slogan: str
    audience: str = Field(description="面向企业或者个人")
    groups: list[str] = Field(description="重点人群")
    areas: list[str] = Field(description="重点领域")
    region: str
    region_name: str
    fictitious: bool = Field(description="是否为演练地区（虚构）")
    lead_body: str
    lead_body_name: str
    lead_reason: str = Field(description="由该部门牵头的原因")
    answers: dict[str, str] | None = Field(description="按哪些回答编制，空为全部情形")
    questions: list[AskedQuestion]
    situations: list[Situation] = Field(description="每一种情形；按回答编制的只有一种")
    applicants: list[str] = Field(description="服务对象")
    items: list[ServiceItem]
    materials: list[ServiceMaterial]
    steps: list[ServiceStep]
    joint_handling_days: int | None = Field(description="联合办理的法定时限（工作日）")
    legal_bases: list[str]
    fee: int = Field(description="各事项收费合计（元），全部情形的为最高额")
    before_source: str = Field(description="改革前公开数据的出处，没有的为空")
    counting: list[str] = Field(description="四减的计算口径")
    sources: list[str] = Field(description="主题的资料来源")

    def figure_range(self, name: str) -> tuple[list[int], list[int]]:
        """Least and most of a figure over the situations, before and after; empty where no situation has it."""
        known = self._changes(name)
        if not known:
            return [], []
        before, after = [each.before for each in known], [each.after for each in known]
        return [min(before), max(before)], [min(after), max(after)]

    def source_figures(self, name: str) -> list[int]:
        """The figure before the reform that a source gives, if one does."""
        return sorted({each.source for each in self._changes(name) if each.source is not None})

    def _changes(self, name: str) -> list[Change]:
        figures = (getattr(each.figures, name) for each in self.situations)
        return [each for each in figures if isinstance(each, Change)]
