"""Builds the service guide from the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import date

from bpmn.catalogue import Catalogue, Item, Mode, Plan, PlannedItem, Theme, plan
from bpmn.guide.conditions import Conditions, asked
from bpmn.guide.figures import COUNTING, figures_of, promised, steps
from bpmn.guide.materials import materials_of
from bpmn.guide.model import ServiceGuide, ServiceItem, ServiceMode, ServiceStep, Situation
from bpmn.guide.order import drawn_stages, prerequisites_of, stages
from bpmn.guide.wording import assumed_in_words
from bpmn.scenarios import Choice, combinations

AUDIENCES = {"business": "企业和其他组织", "person": "个人"}


def guide_of(
    catalogue: Catalogue,
    theme_key: str,
    region: str,
    answers: Mapping[str, object] | None = None,
    *,
    choice: Choice | None = None,
    on: date | None = None,
) -> ServiceGuide:
    """The guide of a theme in a region: for every situation, or with ``answers`` this applicant's own.

    ``choice`` is what the engine made of the answers, without it the theme's table is read here; ``on`` is the day whose
    rules hold, the latest without one. Raises :class:`bpmn.errors.UnknownTheme`, :class:`bpmn.errors.UnknownRegion`,
    :class:`bpmn.errors.MaterialConflict` and :class:`chain.errors.FieldProblems` for answers that are missing or unknown.
    """
    theme = catalogue.theme(theme_key)
    lead = catalogue.body_of(theme.lead_department, region)
    every = _all_plans(catalogue, theme, region, on)
    plans = every if answers is None else [plan(theme_key, region, answers, catalogue, choice=choice, on=on)]
    items = _items(catalogue, theme, region, plans, on)
    drawn = drawn_stages(catalogue, theme)
    return ServiceGuide(
        theme=theme.key,
        name=theme.name,
        subject=theme.subject,
        slogan=theme.slogan,
        audience=AUDIENCES[theme.audience],
        groups=list(theme.groups),
        areas=list(theme.areas),
        region=region,
        region_name=lead.region_name,
        fictitious=lead.fictitious,
        lead_body=lead.code,
        lead_body_name=lead.name,
        lead_reason=theme.lead_reason or "涉及事项最多、环节最多的部门",
        answers=None if answers is None else plans[0].situation,
        questions=asked(catalogue, theme, every),
        situations=[_situation(catalogue, theme, drawn, each) for each in plans],
        applicants=_distinct(items, "applicants"),
        items=items,
        materials=materials_of(plans),
        steps=_steps(catalogue, theme, drawn, plans),
        joint_handling_days=theme.joint_handling_days,
        legal_bases=_distinct(items, "legal_bases"),
        fee=max(sum(catalogue.item(part.item).fee for part in each.items) for each in plans),
        before_source=theme.before.source if theme.before else "",
        counting=[*COUNTING, *_unproven([catalogue.item(each.item) for each in items])],
        sources=list(theme.source),
    )


def _all_plans(catalogue: Catalogue, theme: Theme, region: str, on: date | None) -> list[Plan]:
    answers = {question.key: [answer.key for answer in question.answer] for question in theme.question}
    return [plan(theme.key, region, each, catalogue, on=on) for each in combinations(answers)]


def _situation(
    catalogue: Catalogue, theme: Theme, drawn: Sequence[Sequence[str]], planned: Plan
) -> Situation:
    return Situation(
        answers=planned.situation,
        items={part.item: part.mode for part in planned.items},
        figures=figures_of(catalogue, theme, drawn, planned),
    )


def _steps(
    catalogue: Catalogue, theme: Theme, drawn: Sequence[Sequence[str]], plans: Sequence[Plan]
) -> list[ServiceStep]:
    """The steps of one situation; over several those with every item that some situation leads to, at its longest."""
    longest: dict[str, PlannedItem] = {}
    for planned in plans:
        for part in planned.items:
            known = longest.setdefault(part.item, part)
            longest[part.item] = max(known, part, key=promised)
    first = plans[0]
    whole = Plan(
        first.theme,
        first.theme_name,
        first.region,
        first.lead_body,
        first.answers,
        first.choice,
        tuple(longest[key] for key in theme.items if key in longest),
    )
    return steps(catalogue, whole, stages(drawn, whole))


def _distinct(items: Sequence[ServiceItem], field: str) -> list[str]:
    return list(dict.fromkeys(said for item in items for said in getattr(item, field)))


def _unproven(items: Sequence[Item]) -> list[str]:
    """What the reader has to know of figures that no source gives."""
    names = [item.name for item in items if "alone" in item.assumed]
    which = "全部事项" if len(names) == len(items) else "、".join(names)
    return [f"{which}单独办理的环节数、跑动次数没有查到出处，按经验设定，使用前须核实。"] if names else []


def _items(
    catalogue: Catalogue, theme: Theme, region: str, plans: Sequence[Plan], on: date | None
) -> list[ServiceItem]:
    used: dict[str, set[str]] = {}
    for planned in plans:
        for part in planned.items:
            used.setdefault(part.item, set()).add(part.mode)
    conditions = Conditions(theme, catalogue.scenario(theme.key))
    return [
        _item(
            catalogue,
            theme,
            region,
            catalogue.item(key),
            [
                _mode(mode, conditions.of(key, mode.key))
                for mode in catalogue.item(key).modes_in_force(on)
                if mode.key in used[key]
            ],
        )
        for key in theme.items
        if key in used
    ]


def _item(
    catalogue: Catalogue, theme: Theme, region: str, item: Item, modes: list[ServiceMode]
) -> ServiceItem:
    body = catalogue.body_of(item.department, region)
    before = prerequisites_of(catalogue, theme)[item.key]
    return ServiceItem(
        item=item.key,
        name=item.name,
        kind=item.kind,
        case_kind=item.case_kind.label,
        level=item.level.label,
        base_code=item.base_code,
        implementation_code=item.implementation_codes.get(region, ""),
        applicants=[each.label for each in item.applicants],
        legal_bases=list(item.law),
        implementing=body.name,
        accepting=_accepting(catalogue, item.accepting, region) or body.name,
        supervising=item.line_department,
        fee=item.fee,
        fee_note=item.fee_note,
        site_visit=item.site_visit,
        in_person=item.in_person,
        prerequisites=[catalogue.item(key).name for key in before],
        endings=list(theme.outcomes.sentences(item.key)),
        modes=modes,
        sources=list(item.source),
        assumed=assumed_in_words(item.assumed),
    )


def _accepting(catalogue: Catalogue, department: str, region: str) -> str:
    """The body of the region that bears this department's name, or the name as the catalogue states it."""
    bodies = {body.department_name: body.name for body in catalogue.bodies(region)}
    return bodies.get(department, department)


def _mode(mode: Mode, when: list[str]) -> ServiceMode:
    return ServiceMode(
        mode=mode.key,
        name=mode.name,
        when=when,
        statutory_days=mode.statutory_days,
        promised_days=mode.promised_days,
        after_check_days=mode.after_check_days,
        result_kind=mode.outcome.kind.label,
        result_name=mode.outcome.name,
        electronic=mode.certificate is not None,
        validity_years=mode.certificate.kind.validity.years if mode.certificate else None,
        note=mode.note,
    )
