"""Flows are written at both ends; splits say when which way is taken."""

from collections.abc import Iterator, Sequence

from bpmn.diagrams import Diagram, Element, Flow, ProcessModel
from bpmn.lint.feel import FeelProblem, Node, parse
from bpmn.lint.finding import ERROR, WARNING, Deployment, Finding
from bpmn.lint.rules.values import known_values

RULE = "outgoing"
AFTER = ("deployable",)
_ENDS = frozenset(["endEvent"])
_DECIDING = frozenset(["exclusiveGateway", "inclusiveGateway"])


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Outgoing flows of every element."""
    for process in diagram.processes:
        for flow in process.flows.values():
            if flow.source not in process.elements or flow.target not in process.elements:
                yield Finding(RULE, ERROR, resource, flow.id, "连线的一端没有连接元素。")
        for element in process.elements.values():
            message = next(_problems(element, process), None)
            if message is not None:
                yield Finding(RULE, ERROR, resource, element.id, message)
            elif element.kind in _DECIDING:
                yield from _uncovered(resource, element, process, deployment)


def _problems(element: Element, process: ProcessModel) -> Iterator[str]:
    leaving = _leaving(element, process)
    arriving = {flow.id for flow in process.flows.values() if flow.target == element.id}
    if not leaving and element.kind not in _ENDS and not element.triggered_by_event:
        yield "元素之后没有连线，流程会停在这里：请连到下一步或者结束事件。"
    if {flow.id for flow in leaving} != set(element.outgoing) or arriving != set(element.incoming):
        # The engine refuses boundary events and event-based gateways whose outgoing flows are only implied.
        yield "元素的 incoming、outgoing 与连线不一致，请在 Camunda Modeler 中重新连接。"
    if element.kind == "eventBasedGateway" and len(leaving) < 2:
        yield "事件网关之后至少应有两个事件。"
    if element.kind in _DECIDING and len(leaving) > 1:
        if any(not flow.condition and not flow.default for flow in leaving):
            yield "网关的每条分支应有条件，或者设为默认分支。"
        if any(flow.condition and flow.default for flow in leaving):
            yield "默认分支不能再有条件。"


def _leaving(element: Element, process: ProcessModel) -> list[Flow]:
    return [flow for flow in process.flows.values() if flow.source == element.id]


def _uncovered(
    resource: str, element: Element, process: ProcessModel, deployment: Deployment
) -> Iterator[Finding]:
    """A gateway without default whose conditions may all fail: the case would stand still there."""
    leaving = _leaving(element, process)
    if any(flow.default or not flow.condition for flow in leaving):
        return
    trees = _trees(leaving)
    if trees is None or _negations(trees):
        return
    missing = _missing_values(trees, process, deployment)
    if missing:
        said = f"，没有一条分支对应 {'、'.join(sorted(missing))}" if missing != {""} else ""
        yield Finding(
            RULE,
            ERROR,
            resource,
            element.id,
            f"网关没有默认分支{said}：条件都不成立时办件会停住，请设一条默认分支。",
        )
    elif missing is None:
        yield Finding(
            RULE, WARNING, resource, element.id, "不能确认各分支的条件覆盖全部情况，建议设一条默认分支。"
        )


def _trees(flows: Sequence[Flow]) -> list[Node] | None:
    try:
        return [parse((flow.condition or "").removeprefix("=")) for flow in flows]
    except FeelProblem:
        return None


def _negations(trees: Sequence[Node]) -> bool:
    """Whether one condition holds exactly when another does not."""
    return any(_negates(one, other) for one in trees for other in trees)


def _negates(one: Node, other: Node) -> bool:
    if one.kind == "call" and one.text == "not" and one.parts == (other,):
        return True
    return (
        one.kind == other.kind == "operator"
        and one.parts == other.parts
        and (one.text, other.text) == ("=", "!=")
    )


def _missing_values(trees: Sequence[Node], process: ProcessModel, deployment: Deployment) -> set[str] | None:
    """Values that no condition names; ``{""}`` when there is but one condition, ``None`` when nothing is known."""
    named: set[str] = set()
    paths: set[tuple[str, ...]] = set()
    for tree in trees:
        if not (tree.kind == "operator" and tree.text == "=" and tree.parts[0].kind == "path"):
            return {""} if len(trees) == 1 else None
        paths.add(tree.parts[0].names)
        named.add(str(tree.parts[1].value))
    known = known_values(paths.pop(), process, deployment) if len(paths) == 1 else None
    if known is None:
        return {""} if len(trees) == 1 else None
    # A value that there is not is the rule ``feel_values``'.
    return set() if named - known else set(known - named)
