"""From a theme, a region and the answers about the situation to the plan of one chain case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType

from bpmn.catalogue.catalogue import Catalogue, load_catalogue
from bpmn.catalogue.items import Consequence, Item, MaterialSource, Mode
from bpmn.catalogue.materials import CertificateNeed, MaterialNeed, certificate_needs, merged_materials
from bpmn.catalogue.themes import Theme
from bpmn.errors import UnknownItem
from bpmn.scenarios import Choice
from chain.errors import FieldProblem, FieldProblems


@dataclass(frozen=True, slots=True)
class ExemptMaterial:
    """A material the item needs and the applicant does not hand in; ``source`` says in Chinese where it comes from."""

    key: str
    name: str
    source: str
    note: str
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item of the chain case and the body that handles it.

    ``form`` is the key of its form (``department/form``) or ``None`` when it asks nothing; limits are working days,
    ``statutory_days`` ``None`` where the law sets none; the certificate's fields are ``None`` where none is issued.
    ``result_kind`` and ``result_name`` say what the applicant gets. ``consequence``, ``after_check_days``,
    ``proof_check_days`` and ``mend_days``: see :class:`bpmn.catalogue.items.Mode`.
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
    certificate_type: str | None
    certificate_template: str | None
    certificate_type_code: str | None
    certificate_validity_years: int | None
    prechecked: bool
    precheck: str
    result_kind: str
    result_name: str
    consequence: Consequence
    after_check_days: int | None
    proof_check_days: int
    mend_days: int


@dataclass(frozen=True)
class Plan:
    """What one chain case consists of.

    ``answers`` are those to the theme's questions, ``choice`` is what the scenario decided, to be stored with the case.
    """

    theme: str
    theme_name: str
    region: str
    lead_body: str
    answers: tuple[tuple[str, str], ...]
    choice: Choice
    items: tuple[PlannedItem, ...]

    @property
    def situation(self) -> dict[str, str]:
        """The answers by question."""
        return dict(self.answers)

    def start_variables(self, case_no: str) -> dict[str, object]:
        """The variables of the start message ``<theme>.submitted``: codes and flags only, no personal data."""
        return {
            "case_no": case_no,
            "theme": self.theme,
            "region": self.region,
            "lead_body": self.lead_body,
            "situation": self.situation,
            "items": {part.item: {"item": part.item, "body": part.body} for part in self.items},
            "precheck_items": [
                {"item": part.item, "body": part.body} for part in self.items if part.prechecked
            ],
        }

    def materials(self) -> tuple[tuple[MaterialNeed, tuple[str, ...]], ...]:
        """Each material to be uploaded once, with the items that need it and the tightest of their rules.

        Raises :class:`bpmn.errors.MaterialConflict`.
        """
        return self._materials

    def certificates(self) -> Mapping[str, CertificateNeed]:
        """Materials for which a certificate may be named, those that the applicant need not hand in too."""
        return self._certificates

    @cached_property
    def _materials(self) -> tuple[tuple[MaterialNeed, tuple[str, ...]], ...]:
        return merged_materials([(part.item, part.materials) for part in self.items])

    @cached_property
    def _certificates(self) -> Mapping[str, CertificateNeed]:
        return MappingProxyType(
            certificate_needs([(part.item, (*part.materials, *part.exempt)) for part in self.items])
        )


def plan(
    theme_key: str,
    region: str,
    situation: Mapping[str, object],
    catalogue: Catalogue | None = None,
    *,
    choice: Choice | None = None,
    on: date | None = None,
) -> Plan:
    """The plan of a chain case.

    ``choice`` is what the engine made of the answers (or what is stored with a case); without it the theme's table is
    read here. ``on`` picks the versions of the items in force on a day, the latest without one.

    Raises :class:`bpmn.errors.UnknownTheme`, :class:`bpmn.errors.UnknownRegion`, :class:`bpmn.errors.UnknownItem` for a
    choice that the catalogue does not hold, and :class:`chain.errors.FieldProblems` when an answer about the situation
    is missing, unknown or not asked for.
    """
    catalogue = catalogue or load_catalogue()
    theme = catalogue.theme(theme_key)
    lead_body = catalogue.body_of(theme.lead_department, region).code
    answers = check_answers(theme, situation)
    choice = catalogue.scenario(theme_key).choose(answers) if choice is None else choice
    return _plan(catalogue, theme_key, region, lead_body, tuple(answers.items()), choice, on)


@lru_cache(maxsize=256)
def _plan(
    catalogue: Catalogue,
    theme_key: str,
    region: str,
    lead_body: str,
    answers: tuple[tuple[str, str], ...],
    choice: Choice,
    on: date | None,
) -> Plan:
    # A catalogue does not change, and the plan of one case is asked for by many requests.
    theme = catalogue.theme(theme_key)
    modes = dict(choice.items)
    if not modes.keys() <= set(theme.items):
        raise UnknownItem
    items = [
        _planned_item(catalogue, key, modes[key], region, _conditional(choice, key), on)
        for key in theme.items
        if key in modes
    ]
    return Plan(theme.key, theme.name, region, lead_body, answers, choice, tuple(items))


def _conditional(choice: Choice, item: str) -> frozenset[str]:
    return frozenset(material for each, material in choice.materials if each == item)


def _planned_item(
    catalogue: Catalogue, key: str, mode_key: str, region: str, conditional: Collection[str], on: date | None
) -> PlannedItem:
    item = catalogue.item(key)
    mode = item.find_mode(mode_key, on)
    if mode is None:
        raise UnknownItem
    return _planned(item, mode, catalogue.body_of(item.department, region).code, conditional)


def check_answers(theme: Theme, situation: Mapping[str, object]) -> dict[str, str]:
    """The answers to the theme's questions; raises :class:`chain.errors.FieldProblems` that names each wrong one."""
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


def _planned(item: Item, mode: Mode, body: str, conditional: Collection[str]) -> PlannedItem:
    kind = None if mode.certificate is None else mode.certificate.kind
    wanted = [entry for entry in mode.material if not entry.conditional or entry.key in conditional]
    uploads = [entry for entry in wanted if entry.source is MaterialSource.APPLICANT]
    exempt = [entry for entry in wanted if entry.source is not MaterialSource.APPLICANT]
    return PlannedItem(
        item=item.key,
        name=item.name,
        mode=mode.key,
        mode_name=mode.name,
        body=body,
        department=item.department,
        form=mode.form,
        materials=tuple(map(MaterialNeed.of, uploads)),
        exempt=tuple(
            ExemptMaterial(each.key, each.name, each.source.label, each.note, each.certificates)
            for each in exempt
        ),
        statutory_days=mode.statutory_days,
        promised_days=mode.promised_days,
        certificate_type=kind.key if kind else None,
        certificate_template=kind.template if kind else None,
        certificate_type_code=kind.code if kind else None,
        certificate_validity_years=kind.validity.years if kind else None,
        prechecked=mode.prechecked,
        precheck=mode.precheck,
        result_kind=mode.outcome.kind.value,
        result_name=mode.outcome.name,
        consequence=mode.tolerance_consequence,
        after_check_days=mode.after_check_days,
        proof_check_days=mode.proof_check_days,
        mend_days=mode.mend_days,
    )
