"""Guides and forms from the catalogue."""

from collections.abc import Collection, Mapping

from bpmn.catalogue import Body, Catalogue, CertificateNeed, Item, Material, Mode, Plan, plan
from bpmn.catalogue.items import MaterialSource
from bpmn.guide.conditions import Conditions
from chain.certificates.certificate_types import certificate_type
from forms.one_form import OneForm, one_form
from gateway.dependencies import Context
from gateway.obligations import undertaking
from gateway.themes import schemas

STEPS = (
    "选择情形，在线填写一张表单，上传一套材料，一次提交。",
    "各部门同时预审；需要补正的，一次性告知全部内容，在期限内补正即可。",
    "材料齐全后统一受理，各部门并联审查，需要现场勘验的联合开展一次。",
    "各事项作出决定并制发电子证照，符合条件的制发行业综合许可证。",
    "统一反馈办理结果，归档。",
)


def theme_list(catalogue: Catalogue) -> schemas.ThemeList:
    """Every theme with the regions that offer it."""
    regions = [schemas.Region(region=code, name=name) for code, name in catalogue.regions().items()]
    return schemas.ThemeList(
        themes=[
            schemas.ThemeSummary(
                theme=theme.key,
                name=theme.name,
                subject=theme.subject,
                slogan=theme.slogan,
                regions=regions,
            )
            for theme in catalogue.themes()
        ]
    )


def guide(catalogue: Catalogue, theme_key: str, region: str) -> schemas.Guide:
    """The guide of a theme. Raises ``UnknownTheme``, ``UnknownRegion``."""
    theme = catalogue.theme(theme_key)
    lead = catalogue.body_of(theme.lead_department, region)
    items = [catalogue.item(key) for key in theme.items]
    return schemas.Guide(
        theme=theme.key,
        name=theme.name,
        subject=theme.subject,
        slogan=theme.slogan,
        region=schemas.Region(region=region, name=lead.region_name),
        fictitious=lead.fictitious,
        lead_body=lead.code,
        lead_body_name=lead.name,
        joint_handling_days=theme.joint_handling_days,
        legal_bases=list(dict.fromkeys(law for item in items for law in item.law)),
        questions=[
            schemas.SituationQuestion(
                key=question.key,
                text=question.text,
                help=question.help,
                answers=[schemas.AnswerChoice(key=each.key, text=each.text) for each in question.answer],
            )
            for question in theme.question
        ],
        items=[
            _item(
                item,
                catalogue.body_of(item.department, region),
                Conditions(theme, catalogue.scenario(theme.key)),
            )
            for item in items
        ],
        steps=list(STEPS),
    )


def _item(item: Item, body: Body, conditions: Conditions) -> schemas.GuideItem:
    return schemas.GuideItem(
        item=item.key,
        name=item.name,
        kind=item.kind,
        body=body.code,
        body_name=body.name,
        department=body.department_name,
        legal_bases=list(item.law),
        fee=item.fee,
        sources=list(item.source),
        assumed=list(item.assumed),
        modes=[_mode(mode, conditions.of(item.key, mode.key)) for mode in item.modes_in_force()],
    )


def _mode(mode: Mode, when: list[str]) -> schemas.GuideMode:
    certificate = mode.certificate
    return schemas.GuideMode(
        mode=mode.key,
        name=mode.name,
        when=when,
        statutory_days=mode.statutory_days,
        promised_days=mode.promised_days,
        after_check_days=mode.after_check_days,
        materials=[_material(material) for material in mode.material],
        certificate=None
        if certificate is None
        else schemas.GuideCertificate(
            name=certificate.kind.name, validity_years=certificate.kind.validity.years
        ),
    )


def _material(material: Material) -> schemas.GuideMaterial:
    return schemas.GuideMaterial(
        material=material.key,
        name=material.name,
        required=material.required,
        by_applicant=material.source is MaterialSource.APPLICANT,
        source=material.source.label,
        note=material.note,
        accepts=list(material.accepts),
    )


def one_form_of(planned: Plan) -> OneForm:
    """The one form of a plan's items."""
    return one_form([(part.item, part.form) for part in planned.items if part.form is not None])


async def theme_form(
    context: Context, theme_key: str, region: str, situation: Mapping[str, object]
) -> schemas.ThemeForm:
    """The one form and the materials of a situation.

    Raises ``UnknownTheme``, ``UnknownRegion``, ``FieldProblems``, ``ScenarioOutOfStep``.
    """
    choice = await context.scenarios.choose(theme_key, situation)
    planned = plan(theme_key, region, situation, context.catalogue, choice=choice, on=context.now().date())
    return schemas.ThemeForm(
        theme=planned.theme,
        region=planned.region,
        situation=planned.situation,
        schema=one_form_of(planned).schema,
        materials=[
            schemas.FormMaterial(
                material=need.key,
                name=need.name,
                required=need.required,
                secondary=need.secondary,
                tolerable_days=need.tolerable_days,
                consequences=_consequences(planned, items) if need.secondary else [],
                commitment=need.commitment,
                items=list(items),
                note=need.note,
                accepts=list(need.accepts),
            )
            for need, items in planned.materials()
        ],
        certificates=[
            schemas.CertifiedMaterial(
                material=need.key, name=need.name, items=list(need.items), types=_types(need)
            )
            for need in planned.certificates().values()
        ],
        items=[
            schemas.FormItem(
                item=part.item,
                name=part.name,
                mode=part.mode_name,
                body=part.body,
                promised_days=part.promised_days,
            )
            for part in planned.items
        ],
        undertakings=schemas.Undertakings(
            tolerance=list(undertaking.TOLERANCE), commitment=list(undertaking.COMMITMENT)
        ),
    )


def _types(need: CertificateNeed) -> list[schemas.CertificateType]:
    kinds = [certificate_type(key) for key in need.types]
    return [schemas.CertificateType(type=kind.code, name=kind.name) for kind in kinds]


def _consequences(planned: Plan, items: Collection[str]) -> list[schemas.TolerableItem]:
    return [
        schemas.TolerableItem(
            item=part.item,
            consequence=part.consequence.value,
            consequence_name=part.consequence.label,
        )
        for part in planned.items
        if part.item in items
    ]
