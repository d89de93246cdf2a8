"""The order of a theme's items: each after its prerequisites, what does not depend on each other side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpmn.catalogue.items import Item
from bpmn.catalogue.themes import Theme
from bpmn.errors import CatalogueError
from bpmn.scenarios import Scenario, combinations


@dataclass(frozen=True, slots=True)
class Step:
    """One item as the diagram needs it.

    ``after`` are prerequisites in the same theme; ``granted`` those among them that may be refused, or passed over
    themselves, while the case goes on: then this item is passed over too; ``optional`` when some answers leave it out;
    ``ends_chain`` when its refusal ends the case.
    """

    item: str
    name: str
    after: tuple[str, ...]
    granted: tuple[str, ...]
    optional: bool
    ends_chain: bool

    @property
    def condition(self) -> str:
        """FEEL of when the item is handled, without leading ``=``; empty when always."""
        parts = [f"items.{self.item} != null"] if self.optional else []
        parts += [f'(items.{each} = null or outcomes.{each} = "granted")' for each in self.granted]
        return " and ".join(parts)


def steps_of(theme: Theme, items: Mapping[str, Item], scenario: Scenario) -> tuple[Step, ...]:
    """The theme's items in its own order, as steps; ``items`` is the catalogue by key."""
    always = _always(theme, scenario)
    found = {key: items[key] for key in theme.items}
    return tuple(_step(theme, item, always, found) for item in found.values())


def _always(theme: Theme, scenario: Scenario) -> set[str]:
    answers = {question.key: [answer.key for answer in question.answer] for question in theme.question}
    chosen = [{item for item, _ in scenario.choose(each).items} for each in combinations(answers)]
    return set.intersection(*chosen) if chosen else set()


def _step(theme: Theme, item: Item, always: set[str], items: Mapping[str, Item]) -> Step:
    after = _prerequisites(item.key, items)
    return Step(
        item=item.key,
        name=item.name,
        after=after,
        granted=tuple(key for key in after if _may_be_missing(theme, key, items)),
        optional=item.key not in always,
        ends_chain=theme.outcomes.ends_chain(item.key),
    )


def _prerequisites(key: str, items: Mapping[str, Item]) -> tuple[str, ...]:
    return tuple(each for each in items[key].prerequisites if each in items)


def _may_be_missing(theme: Theme, key: str, items: Mapping[str, Item]) -> bool:
    """Whether the case may go on without this item: an end of its own does not end it, or that of one before it."""
    before, waiting = {key}, [key]
    while waiting:
        for each in _prerequisites(waiting.pop(), items):
            if each not in before:
                before.add(each)
                waiting.append(each)
    return not all(theme.outcomes.always_ends_chain(each) for each in before)


def levels(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps in levels: each level needs only earlier ones; raises :class:`CatalogueError` for a circle."""
    waiting, placed = list(steps), set[str]()
    result: list[list[Step]] = []
    while waiting:
        level = [step for step in waiting if placed.issuperset(step.after)]
        if not level:
            circle = "、".join(step.item for step in waiting)
            raise CatalogueError(f"事项互为前置，无法排出先后：{circle}。")
        result.append(level)
        placed.update(step.item for step in level)
        waiting = [step for step in waiting if step not in level]
    return result
