"""四减: steps, materials, days and visits of one situation, each item done alone against the chain.

Before (each item alone, one after the other): the sum over the items of ``alone.steps``, of every material wanted, of
the limits, and of ``alone.visits``. After (the chain) as :data:`COUNTING` says to the reader. Where a figure could be
counted in two ways, the one that makes the chain look worse is taken.
"""

from collections.abc import Sequence

from bpmn.catalogue import Catalogue, Plan, PlannedItem, Theme
from bpmn.catalogue.items import MaterialSource, Paper, ResultKind
from bpmn.catalogue.themes import Before
from bpmn.guide.model import Change, Figures, ServiceStep
from bpmn.guide.order import critical_path, prerequisites_of, staged_days, stages

COUNTING = (
    "“单独逐项办理”：每个事项各自申请，环节、材料、时限、跑动次数逐项相加；同一份材料在几个事项中各计一份。",
    "单独逐项办理时，申请表、电子证照、数据共享的材料都按申请人自行提交计。",
    "“一件事办理”的环节：“办理流程”中的环节数，同时办理的事项计一个环节，每次现场勘验另计一个环节。",
    "“一件事办理”的材料：合并后须由申请人准备的材料，包括现场收取、采集的；由表单自动生成的合计为一份表单。",
    "“一件事办理”的时限：同一阶段的事项同时办理，全部办完再进入下一阶段，各阶段最长的时限相加。",
    "没有法定时限的事项，法定时限按其承诺时限计。补正、检验检测、专家评审和事后核查的时间两边都不计。",
    "“一件事办理”的跑动：有须交原件的材料计一次，有未制发电子证照的证照、批文须领取计一次。",
    "须本人到场或者到窗口采集、交验的事项，跑动另各计一次；合计不超过这些事项单独办理的跑动次数之和。",
    "现场勘验由部门上门，申请人须在场；两边都按事项各计一次，实际联合勘验的会更少。",
    "“改革前公开数据”是其他资料对相近事项的统计，口径与本表不同，仅供参照。",
)
"""How the figures are counted, as it stands below the table."""


def figures_of(catalogue: Catalogue, theme: Theme, drawn: Sequence[Sequence[str]], plan: Plan) -> Figures:
    """The figures of one situation; ``drawn`` are the theme's stages as its diagram runs them."""
    run = stages(drawn, plan)
    source = theme.before
    return Figures(
        steps=Change(
            before=sum(catalogue.item(part.item).alone.steps for part in plan.items),
            after=len(steps(catalogue, plan, run)),
            source=source.steps if source else None,
        ),
        materials=_materials(plan, source),
        promised_days=Change(
            before=sum(map(promised, plan.items)),
            after=staged_days(run, promised),
        ),
        statutory_days=_statutory(plan, run, source),
        visits=_visits(catalogue, plan, source),
        site_visits=_site_visits(catalogue, plan),
        critical_path_days=critical_path(
            prerequisites_of(catalogue, theme), {part.item: promised(part) for part in plan.items}
        ),
        longest_item_days=max(map(promised, plan.items)),
    )


def steps(catalogue: Catalogue, plan: Plan, run: Sequence[Sequence[PlannedItem]]) -> list[ServiceStep]:
    """The steps of the chain: one application, one acceptance, the stages with their inspections, one answer."""
    lead = catalogue.body(plan.lead_body).name
    found = [
        ServiceStep(name="申请：一张表单、一套材料", who="申请人", items=[], promised_days=None),
        ServiceStep(
            name="预审、受理：各部门同时预审，需要补正的一次性告知", who=lead, items=[], promised_days=None
        ),
    ]
    for stage in run:
        for part in stage:
            if catalogue.item(part.item).site_visit:
                body = catalogue.body(part.body).name
                found.append(
                    ServiceStep(
                        name=f"现场勘验：{part.name}（时间计入该事项时限）",
                        who=body,
                        items=[part.name],
                        promised_days=None,
                    )
                )
        found.append(_stage(catalogue, stage))
    found.append(ServiceStep(name="统一反馈结果、归档", who=lead, items=[], promised_days=None))
    return found


def _stage(catalogue: Catalogue, stage: Sequence[PlannedItem]) -> ServiceStep:
    together = "（同时办理）" if len(stage) > 1 else ""
    return ServiceStep(
        name=f"审查、决定{together}：{'、'.join(part.name for part in stage)}",
        who="、".join(dict.fromkeys(catalogue.body(part.body).name for part in stage)),
        items=[part.name for part in stage],
        promised_days=max(map(promised, stage)),
    )


def promised(part: PlannedItem) -> int:
    """The promised limit in working days."""
    return part.promised_days


def _statutory_or_promised(part: PlannedItem) -> int:
    return part.promised_days if part.statutory_days is None else part.statutory_days


def _statutory(plan: Plan, run: Sequence[Sequence[PlannedItem]], source: Before | None) -> Change | None:
    if all(part.statutory_days is None for part in plan.items):
        return None
    return Change(
        before=sum(map(_statutory_or_promised, plan.items)),
        after=staged_days(run, _statutory_or_promised),
        source=source.days if source else None,
    )


def _materials(plan: Plan, source: Before | None) -> Change:
    own = {need.key for need, _ in plan.materials()}
    exempt = [each for part in plan.items for each in part.exempt]
    on_site = {each.key for each in exempt if each.source == MaterialSource.ON_SITE.label}
    form = any(each.source == MaterialSource.GENERATED.label for each in exempt)
    return Change(
        before=sum(len(part.materials) + len(part.exempt) for part in plan.items),
        after=len(own | on_site) + form,
        source=source.materials if source else None,
    )


def _visits(catalogue: Catalogue, plan: Plan, source: Before | None) -> Change:
    alone = {part.item: catalogue.item(part.item).alone.visits for part in plan.items}
    original = {item for need, items in plan.materials() if need.paper is Paper.ORIGINAL for item in items}
    collected = {
        part.item
        for part in plan.items
        if part.certificate_template is None and part.result_kind != ResultKind.OTHER.value
    }
    present = {part.item for part in plan.items if _present(catalogue, part)}
    return Change(
        before=sum(alone.values()),
        after=min(
            bool(original) + bool(collected) + len(present),
            sum(alone[item] for item in original | collected | present),
        ),
        source=source.visits if source else None,
    )


def _present(catalogue: Catalogue, part: PlannedItem) -> bool:
    """Whether the applicant has to come for this item; a site visit is counted apart."""
    item = catalogue.item(part.item)
    at_window = any(each.source == MaterialSource.ON_SITE.label for each in part.exempt)
    return item.in_person or (at_window and not item.site_visit)


def _site_visits(catalogue: Catalogue, plan: Plan) -> Change:
    number = sum(catalogue.item(part.item).site_visit for part in plan.items)
    return Change(before=number, after=number)
