"""From a theme, a region and the answers about the situation to the plan of one chain case."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.catalogue.catalogue import Catalogue, load_catalogue
from bpmn.catalogue.models import Item, MaterialSource, Mode, Theme
from chain.errors import FieldProblem, FieldProblems


@dataclass(frozen=True, slots=True)
class MaterialNeed:
    """A material the applicant uploads. ``accepts`` are media types; ``source`` says where it is to be had."""

    key: str
    name: str
    required: bool
    source: str
    note: str
    accepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExemptMaterial:
    """A material the item needs and the applicant does not hand in; ``source`` says in Chinese where it comes from."""

    key: str
    name: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item of the chain case and the body that handles it.

    ``form`` is the key of its form (``department/form``) or ``None`` when it asks nothing; limits are working days,
    ``statutory_days`` ``None`` where the law sets none; the certificate's fields are ``None`` where none is issued.
    """

    item: str
    name: str
    mode: str
    mode_name: str
    body: str
    department: str
    form: str | None
    materials: tuple[MaterialNeed, ...]
    exempt: tuple[ExemptMaterial, ...]
    statutory_days: int | None
    promised_days: int
    certificate_template: str | None
    certificate_type_code: str | None
    certificate_type_name: str | None
    certificate_validity_years: int | None
    prechecked: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What one chain case consists of."""

    theme: str
    theme_name: str
    region: str
    lead_body: str
    situation: dict[str, str]
    items: tuple[PlannedItem, ...]

    def start_variables(self, case_no: str) -> dict[str, object]:
        """The variables of the start message ``<theme>.submitted``: codes and flags only, no personal data."""
        return {
            "case_no": case_no,
            "theme": self.theme,
            "region": self.region,
            "lead_body": self.lead_body,
            "situation": dict(self.situation),
            "items": {part.item: {"item": part.item, "body": part.body} for part in self.items},
            "precheck_items": [
                {"item": part.item, "body": part.body} for part in self.items if part.prechecked
            ],
        }

    def materials(self) -> tuple[tuple[MaterialNeed, tuple[str, ...]], ...]:
        """Each material to be uploaded once, with the items that need it; required when any of them requires it."""
        merged: dict[str, tuple[MaterialNeed, tuple[str, ...]]] = {}
        for part in self.items:
            for need in part.materials:
                known, items = merged.get(need.key, (need, ()))
                merged[need.key] = (
                    need if need.required and not known.required else known,
                    (*items, part.item),
                )
        return tuple(merged.values())


def plan(
    theme_key: str, region: str, situation: Mapping[str, object], catalogue: Catalogue | None = None
) -> Plan:
    """The plan of a chain case.

    Raises :class:`bpmn.errors.UnknownTheme`, :class:`bpmn.errors.UnknownRegion`, and
    :class:`chain.errors.FieldProblems` when an answer about the situation is missing, unknown or not asked for.
    """
    catalogue = catalogue or load_catalogue()
    theme = catalogue.theme(theme_key)
    lead_body = catalogue.body_of(theme.lead_department, region)
    answers = _answers(theme, situation)
    items = []
    for key in theme.items:
        item = catalogue.item(key)
        mode = item.mode_for(answers)
        if mode is not None:
            items.append(_planned(item, mode, catalogue.body_of(item.department, region).code))
    return Plan(theme.key, theme.name, region, lead_body.code, answers, tuple(items))


def _answers(theme: Theme, situation: Mapping[str, object]) -> dict[str, str]:
    problems = []
    answers: dict[str, str] = {}
    for question in theme.question:
        given = situation.get(question.key)
        allowed = {answer.key: answer.text for answer in question.answer}
        if isinstance(given, str) and given in allowed:
            answers[question.key] = given
            continue
        choices = "、".join(f"{key}（{text}）" for key, text in allowed.items())
        reason = "未回答此问题" if given is None else "回答不在可选范围内"
        problems.append(
            FieldProblem(f"situation.{question.key}", question.text, f"{reason}，请选择：{choices}。")
        )
    known = {question.key for question in theme.question}
    if any(key not in known for key in situation):
        problems.append(
            FieldProblem("situation", "办理情形", "含有本主题没有的问题，请按主题给出的问题回答。")
        )
    if problems:
        raise FieldProblems(problems)
    return answers


def _planned(item: Item, mode: Mode, body: str) -> PlannedItem:
    certificate = mode.certificate
    uploads = [entry for entry in mode.material if entry.source is MaterialSource.APPLICANT]
    exempt = [entry for entry in mode.material if entry.source is not MaterialSource.APPLICANT]
    return PlannedItem(
        item=item.key,
        name=item.name,
        mode=mode.key,
        mode_name=mode.name,
        body=body,
        department=item.department,
        form=mode.form,
        materials=tuple(
            MaterialNeed(each.key, each.name, each.required, each.source.value, each.note, each.accepts)
            for each in uploads
        ),
        exempt=tuple(ExemptMaterial(each.key, each.name, each.source.label, each.note) for each in exempt),
        statutory_days=mode.statutory_days,
        promised_days=mode.promised_days,
        certificate_template=certificate.template if certificate else None,
        certificate_type_code=certificate.type_code if certificate else None,
        certificate_type_name=certificate.type_name if certificate else None,
        certificate_validity_years=certificate.validity_years if certificate else None,
        prechecked=mode.prechecked,
    )
