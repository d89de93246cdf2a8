"""The materials of one situation or of all: each once, with the items that need it."""

from collections.abc import Iterator, Sequence

from bpmn.catalogue import Plan
from bpmn.catalogue.items import MaterialSource
from bpmn.guide.model import ServiceMaterial


def materials_of(plans: Sequence[Plan]) -> list[ServiceMaterial]:
    """What the applicant prepares, then what is exempt; over several situations a material whose rules differ stands
    once for each of its rules.

    Raises :class:`bpmn.errors.MaterialConflict`.
    """
    found: dict[tuple[object, ...], tuple[ServiceMaterial, int]] = {}
    for plan in plans:
        for each in _of_plan(plan):
            rules = (each.material, each.source, each.paper, each.tolerable_days, each.commitment)
            known, times = found.get(rules, (each, 0))
            found[rules] = (_both(known, each), times + 1)
    rows = [row.model_copy(update={"always": times == len(plans)}) for row, times in found.values()]
    return sorted(rows, key=lambda row: not row.by_applicant)


def _both(known: ServiceMaterial, other: ServiceMaterial) -> ServiceMaterial:
    notes = dict.fromkeys(filter(None, [*known.note.split("；"), *other.note.split("；")]))
    return known.model_copy(
        update={
            "required": known.required or other.required,
            "items": list(dict.fromkeys([*known.items, *other.items])),
            "consequences": list(dict.fromkeys([*known.consequences, *other.consequences])),
            "note": "；".join(notes),
        }
    )


def _of_plan(plan: Plan) -> Iterator[ServiceMaterial]:
    names = {part.item: part.name for part in plan.items}
    consequences = {part.item: part.consequence.label for part in plan.items}
    for need, items in plan.materials():
        yield ServiceMaterial(
            material=need.key,
            name=need.name,
            required=need.required,
            always=False,
            by_applicant=True,
            source=MaterialSource.APPLICANT.label,
            paper=need.paper.label,
            items=[names[item] for item in items],
            tolerable_days=need.tolerable_days,
            consequences=list(dict.fromkeys(consequences[item] for item in items)) if need.secondary else [],
            commitment=need.commitment,
            note=need.note,
        )
    exempt: dict[tuple[str, str], ServiceMaterial] = {}
    for part in plan.items:
        for each in part.exempt:
            row = ServiceMaterial(
                material=each.key,
                name=each.name,
                required=True,
                always=False,
                by_applicant=each.source == MaterialSource.ON_SITE.label,
                source=each.source,
                paper="",
                items=[part.name],
                tolerable_days=None,
                consequences=[],
                commitment=False,
                note=each.note,
            )
            exempt[each.key, each.source] = _both(exempt.get((each.key, each.source), row), row)
    yield from exempt.values()
