"""One-time guidance (一次性告知) before an application: everything that one applicant needs to know, told at once.

Composed from the service guide of the applicant's answers and the day on which it is told; nothing about a person goes
in or is kept. The promised days are those that the case would tell when it is applied for on that day: told within five
working days whether it is accepted (行政许可法 §32), then each item after those that it waits for.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from bpmn.guide.model import ServiceGuide, ServiceItem, ServiceMaterial

TELLING_DAYS = 5
"""Working days within which the office tells what is missing, or accepts (行政许可法 §32)."""
WorkingDays = Callable[[date, int], date]
"""The day that is so many working days after another."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Answered(_Part):
    """One question with the applicant's answer."""

    question: str = Field(description="问题")
    answer: str = Field(description="回答")


class Bring(_Part):
    """A material that the applicant prepares."""

    name: str = Field(description="材料名称")
    required: bool = Field(description="是否必要")
    form: str = Field(description="到窗口办理时的形式：原件、复印件、电子；现场收取的为“现场”")
    items: list[str] = Field(description="用于哪些事项")
    later: str | None = Field(description="可以容缺的，怎样补齐；不能容缺的为空")
    commitment: bool = Field(description="是否可以告知承诺代替")
    note: str = Field(description="说明")


class NotAsked(_Part):
    """A material that the office gets itself."""

    name: str = Field(description="材料名称")
    source: str = Field(description="由办理单位怎样取得")
    items: list[str] = Field(description="用于哪些事项")


class Handled(_Part):
    """One item: who handles it, until when, and what it brings."""

    name: str = Field(description="事项名称")
    department: str = Field(description="办理单位")
    case_kind: str = Field(description="办件类型")
    after: list[str] = Field(description="须先办结的事项")
    until: date = Field(description="今日申请的，承诺最迟于何日办结")
    statutory_days: int | None = Field(description="法定办结时限（工作日），法律未规定的为空")
    in_person: bool = Field(description="是否须本人到场")
    site_visit: bool = Field(description="是否现场勘验")
    result: str = Field(description="办理结果")
    fee: int = Field(description="收费（元）")
    fee_note: str = Field(description="收费说明")
    legal_bases: list[str] = Field(description="法定依据")


class Guidance(_Part):
    """What an applicant in one situation is told before applying."""

    theme: str
    name: str = Field(description="主题名称")
    region: str
    region_name: str
    fictitious: bool = Field(description="是否为演练地区（虚构）")
    lead: str = Field(description="牵头单位")
    told_on: date = Field(description="告知日期")
    situation: list[Answered] = Field(description="申请人的情形")
    bring: list[Bring] = Field(description="需要准备的材料")
    not_asked: list[NotAsked] = Field(description="不需要提交、由办理单位取得的材料")
    items: list[Handled] = Field(description="办理事项、单位和日期")
    told_by: date = Field(description="今日申请的，最迟于何日告知是否受理、需要补正什么")
    until: date = Field(description="今日申请的，承诺最迟于何日全部办结")
    fee: int = Field(description="收费合计（元）")
    free: bool = Field(description="是否全部不收费")


def guidance_of(guide: ServiceGuide, today: date, later: WorkingDays) -> Guidance:
    """The guidance of one situation, whose guide ``guide`` is, told ``today``; ``later`` counts working days."""
    told_by = later(today, TELLING_DAYS)
    ends = _ends(guide.items, told_by, later)
    return Guidance(
        theme=guide.theme,
        name=guide.name,
        region=guide.region,
        region_name=guide.region_name,
        fictitious=guide.fictitious,
        lead=guide.lead_body_name,
        told_on=today,
        situation=_situation(guide),
        bring=[_bring(each) for each in guide.materials if each.by_applicant],
        not_asked=[
            NotAsked(name=each.name, source=each.source, items=each.items)
            for each in guide.materials
            if not each.by_applicant
        ],
        items=[_handled(each, ends[each.name]) for each in guide.items],
        told_by=told_by,
        until=max(ends.values()),
        fee=guide.fee,
        free=guide.fee == 0,
    )


def _situation(guide: ServiceGuide) -> list[Answered]:
    given: Mapping[str, str] = guide.answers or {}
    return [
        Answered(question=question.text, answer=answer.text)
        for question in guide.questions
        for answer in question.answers
        if given.get(question.key) == answer.key
    ]


def _bring(material: ServiceMaterial) -> Bring:
    days, otherwise = material.tolerable_days, "、".join(material.consequences)
    return Bring(
        name=material.name,
        required=material.required,
        form=material.paper or "现场",
        items=material.items,
        later=f"可以容缺受理，自受理之日起{days}个工作日内补齐，逾期的，{otherwise}" if days else None,
        commitment=material.commitment,
        note=material.note,
    )


def _handled(item: ServiceItem, until: date) -> Handled:
    mode = item.modes[0]
    return Handled(
        name=item.name,
        department=item.implementing,
        case_kind=item.case_kind,
        after=item.prerequisites,
        until=until,
        statutory_days=mode.statutory_days,
        in_person=item.in_person,
        site_visit=item.site_visit,
        result=mode.result_name,
        fee=item.fee,
        fee_note=item.fee_note,
        legal_bases=item.legal_bases,
    )


def _ends(items: Sequence[ServiceItem], accepted_on: date, later: WorkingDays) -> dict[str, date]:
    """The promised day of each item by name: its days after its acceptance, or after what it waits for."""
    by_name = {item.name: item for item in items}
    ends: dict[str, date] = {}

    def end(item: ServiceItem) -> date:
        if item.name not in ends:
            before = [end(by_name[name]) for name in item.prerequisites if name in by_name]
            ends[item.name] = later(max(before, default=accepted_on), item.modes[0].promised_days)
        return ends[item.name]

    for item in items:
        end(item)
    return ends
