"""In what order the items of a plan run, and how many working days that takes."""

from collections.abc import Callable, Mapping, Sequence

from bpmn.catalogue import Catalogue, Plan, PlannedItem, Theme
from bpmn.generation.order import levels, steps_of

Limit = Callable[[PlannedItem], int]


def drawn_stages(catalogue: Catalogue, theme: Theme) -> list[list[str]]:
    """The theme's items as its diagram is drawn: a stage begins when every item of the one before has ended."""
    steps = steps_of(theme, {key: catalogue.item(key) for key in theme.items}, catalogue.scenario(theme.key))
    return [[step.item for step in level] for level in levels(steps)]


def stages(drawn: Sequence[Sequence[str]], plan: Plan) -> list[list[PlannedItem]]:
    """The plan's items in the stages of :func:`drawn_stages`.

    An item that the answers leave out keeps its place: what stands behind it in the diagram still comes later.
    """
    parts = {part.item: part for part in plan.items}
    run = [[parts[item] for item in stage if item in parts] for stage in drawn]
    return [stage for stage in run if stage]


def staged_days(run: Sequence[Sequence[PlannedItem]], limit: Limit) -> int:
    """Working days of the stages one after the other, each as long as its longest item."""
    return sum(max(limit(part) for part in stage) for stage in run)


def critical_path(prerequisites: Mapping[str, Sequence[str]], days: Mapping[str, int]) -> int:
    """Working days of the longest chain of prerequisites.

    ``prerequisites`` hold every item of the theme, without circles; those without ``days`` are not handled and take
    none, but pass on what they wait for.
    """
    ends: dict[str, int] = {}

    def end(item: str) -> int:
        if item not in ends:
            ends[item] = days.get(item, 0) + max(map(end, prerequisites[item]), default=0)
        return ends[item]

    return max(map(end, prerequisites), default=0)


def prerequisites_of(catalogue: Catalogue, theme: Theme) -> dict[str, list[str]]:
    """Item → its prerequisites among the theme's items."""
    return {
        key: [each for each in catalogue.item(key).prerequisites if each in theme.items]
        for key in theme.items
    }
