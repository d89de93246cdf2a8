"""Whichever way a case takes, an item is handled after its prerequisites, as far as the case needs them."""

from collections.abc import Iterable, Iterator

from bpmn.catalogue import Theme
from bpmn.diagrams import Diagram, ProcessModel
from bpmn.generation.comparison import drawn_items
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.graph import Graph
from bpmn.lint.worlds import World, blocked_flows, proofs, worlds

RULE = "prerequisites"
AFTER = ("joins", "theme_items", "feel_values")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every kind of case."""
    for process in diagram.processes:
        theme = deployment.theme(process)
        if theme is None:
            continue
        pairs = {(before, item): element for before, item, element in _wrong(process, theme, deployment)}
        drawn = drawn_items(process)
        for befores, items in _together(pairs):
            late = len(items) > 1 and len(befores) == 1
            element = drawn[befores[0]][0] if late else pairs[befores[0], items[0]]
            yield Finding(
                RULE,
                ERROR,
                resource,
                element,
                f"事项 {'、'.join(items)} 以 {'、'.join(befores)} 为前置，却有走法在前置事项办完之前就到这里："
                "请排在前置事项后面。",
            )


def _together(pairs: Iterable[tuple[str, str]]) -> list[tuple[list[str], list[str]]]:
    """Prerequisites and items that hang together: one step in the wrong place makes many pairs."""
    groups: list[tuple[list[str], list[str]]] = []
    for before, item in pairs:
        group = next((each for each in groups if before in each[0] or item in each[1]), None)
        if group is None:
            group = ([], [])
            groups.append(group)
        group[0].extend({before} - set(group[0]))
        group[1].extend({item} - set(group[1]))
    return groups


def _wrong(process: ProcessModel, theme: Theme, deployment: Deployment) -> Iterator[tuple[str, str, str]]:
    """Prerequisite, item, and the item's element that some way reaches before it."""
    graph = Graph(process)
    drawn = drawn_items(process)
    handled = {element: frozenset([item]) for item, elements in drawn.items() for element in elements}
    needs = {item: deployment.catalogue.item(item).prerequisites for item in theme.items}
    for world in worlds(theme, deployment.catalogue.scenario(theme.key), process):
        done = graph.before(
            handled,
            frozenset(),
            surely=True,
            blocked=blocked_flows(process, world),
            proven=proofs(process, world),
        )
        for item in _chosen(theme, world):
            for before in needs[item]:
                for element in drawn.get(item, ()):
                    # A prerequisite that the case never comes to is the rule ``scenario_paths``'.
                    needed = before in world.items and any(each in done for each in drawn.get(before, ()))
                    if needed and element in done and before not in done[element]:
                        yield before, item, element


def _chosen(theme: Theme, world: World) -> list[str]:
    return [item for item in theme.items if item in world.items]
