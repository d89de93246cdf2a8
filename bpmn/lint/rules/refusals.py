"""A refusal has the consequence that the theme names: the chain ends, or what builds on the item is passed over."""

from collections.abc import Iterator

from bpmn.catalogue import Theme
from bpmn.catalogue.themes import OnRefusal
from bpmn.diagrams import Diagram, ProcessModel
from bpmn.generation.comparison import drawn_items
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.graph import Graph
from bpmn.lint.worlds import blocked_flows, worlds

RULE = "refusals"
AFTER = ("scenario_paths", "ways_out")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every item with a consequence, refused in every kind of case."""
    for process in diagram.processes:
        theme = deployment.theme(process)
        for item in theme.items if theme is not None else ():
            problem = None if theme is None else _problem(item, process, theme, deployment)
            if problem:
                yield Finding(RULE, ERROR, resource, *problem)


def _problem(
    item: str, process: ProcessModel, theme: Theme, deployment: Deployment
) -> tuple[str, str] | None:
    """The element that should not be reached any more, and why; the first there is."""
    policy = theme.outcomes.on_refusal(item)
    drawn = drawn_items(process)
    if policy is OnRefusal.CONTINUE:
        return None
    if policy is OnRefusal.ENDS_CHAIN:
        forbidden = [
            each.id for each in process.elements.values() if each.headers.get("result") == "completed"
        ]
        why = "主题办件应当终止（ends_chain）"
    else:
        forbidden = [
            element for each in _dependants(item, theme, deployment) for element in drawn.get(each, ())
        ]
        why = "以它为前置的事项不再办理（skip_dependants）"
    graph = Graph(process)
    for world in worlds(theme, deployment.catalogue.scenario(theme.key), process):
        if item not in world.items:
            continue
        blocked = blocked_flows(process, world.refusing(item))
        reached = graph.reached(blocked)
        for element in drawn[item]:
            after = graph.reached(blocked, element) if element in reached else frozenset()
            for each in forbidden:
                if each in after:
                    return (
                        element,
                        f"事项 {item} 不予许可时，{why}，图中却仍会走到 {each}：请在后面判断 outcomes.{item}。",
                    )
    return None


def _dependants(item: str, theme: Theme, deployment: Deployment) -> list[str]:
    found = [each for each in theme.items if item in deployment.catalogue.item(each).prerequisites]
    permit = theme.outcomes.joint_permit
    return (
        [*found, permit]
        if permit and item in theme.outcomes.joint_permit_needs and permit not in found
        else found
    )
