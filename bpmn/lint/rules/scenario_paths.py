"""The ways of the diagram and the rows of the scenario agree: what an answer asks for is reached, and nothing else."""

from collections.abc import Iterator

from bpmn.catalogue import Theme
from bpmn.diagrams import Diagram, ProcessModel
from bpmn.generation.comparison import drawn_items
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.graph import Graph
from bpmn.lint.worlds import World, blocked_flows, worlds

RULE = "scenario_paths"
AFTER = ("prerequisites", "feel_functions")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every kind of case. Items that contradict in kinds in which an earlier one does are taken for its consequence."""
    for process in diagram.processes:
        theme = deployment.theme(process)
        first: dict[str, tuple[str, str]] = {}
        kinds: dict[str, set[World]] = {}
        for world, item, element, message in _contradictions(process, theme, deployment) if theme else ():
            first.setdefault(item, (element, message))
            kinds.setdefault(item, set()).add(world)
        said: list[set[World]] = []
        for item, place in first.items():
            if not any(kinds[item] <= each for each in said):
                said.append(kinds[item])
                yield Finding(RULE, ERROR, resource, *place)


def _contradictions(
    process: ProcessModel, theme: Theme, deployment: Deployment
) -> Iterator[tuple[World, str, str, str]]:
    graph = Graph(process)
    drawn = drawn_items(process)
    for world in worlds(theme, deployment.catalogue.scenario(theme.key), process):
        reached = graph.reached(blocked_flows(process, world))
        for item, elements in drawn.items():
            passed = [each for each in elements if each in reached]
            if item in world.items and not passed:
                said = f"情形 {world.said} 要办理事项 {item}，图中这时却走不到：请核对分支的条件。"
                yield world, item, elements[0], said
            elif item not in world.items and passed:
                said = (
                    f"情形 {world.said} 不办理事项 {item}，图中这时却会走到：请在前面加条件 "
                    f"=items.{item} != null 的分支，或者在情形表中补上这一行。"
                )
                yield world, item, passed[0], said
