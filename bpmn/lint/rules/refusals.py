"""What is not granted has the consequence that the theme names: the chain ends, or what builds on the item is passed over."""

from collections.abc import Iterator, Sequence

from bpmn.catalogue import Theme
from bpmn.diagrams import Diagram, ProcessModel
from bpmn.generation.comparison import drawn_items
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.graph import Graph
from bpmn.lint.worlds import blocked_flows, worlds

RULE = "refusals"
AFTER = ("scenario_paths", "ways_out")
_SAID = {"refused": "不予许可", "closed": "未作决定即结束（撤回、退件、逾期终止）"}
"""The outcomes of an item that was not granted."""
_ENDS = "主题办件应当终止（refused = stop 或者 revoke）"
_PASSED_OVER = "以它为前置的事项不再办理"


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every item, ended without a grant in every kind of case."""
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
    drawn = drawn_items(process)
    needing = [element for each in _dependants(item, theme, deployment) for element in drawn.get(each, ())]
    if theme.outcomes.ends_chain(item):
        answers = [each.id for each in process.elements.values() if each.headers.get("result") == "completed"]
        found = _reached(item, "refused", answers, _ENDS, process, theme, deployment)
    else:
        found = _reached(item, "refused", needing, _PASSED_OVER, process, theme, deployment)
    if found is None and not theme.outcomes.always_ends_chain(item):
        found = _reached(item, "closed", needing, _PASSED_OVER, process, theme, deployment)
    return found


def _reached(
    item: str,
    outcome: str,
    forbidden: Sequence[str],
    why: str,
    process: ProcessModel,
    theme: Theme,
    deployment: Deployment,
) -> tuple[str, str] | None:
    drawn, graph = drawn_items(process), Graph(process)
    for world in worlds(theme, deployment.catalogue.scenario(theme.key), process) if forbidden else ():
        if item not in world.items:
            continue
        blocked = blocked_flows(process, world.ending(item, outcome))
        reached = graph.reached(blocked)
        for element in drawn[item]:
            after = graph.reached(blocked, element) if element in reached else frozenset()
            for each in forbidden:
                if each in after:
                    return (
                        element,
                        f"事项 {item} {_SAID[outcome]}时，{why}，图中却仍会走到 {each}：请在后面判断 outcomes.{item}。",
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
