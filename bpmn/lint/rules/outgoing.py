"""Flows are written at both ends; splits say when which way is taken."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "outgoing"
_ENDS = frozenset(["endEvent"])


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Outgoing flows of every element."""
    for process in diagram.processes:
        for flow in process.flows.values():
            for end in (flow.source, flow.target):
                if end not in process.elements:
                    yield Finding(RULE, ERROR, resource, flow.id, "连线的一端没有连接元素。")
        for element in process.elements.values():
            for message in _problems(element, process):
                yield Finding(RULE, ERROR, resource, element.id, message)


def _problems(element: Element, process: ProcessModel) -> Iterator[str]:
    leaving = [flow for flow in process.flows.values() if flow.source == element.id]
    written = set(element.outgoing)
    if {flow.id for flow in leaving} != written:
        # The engine refuses boundary events and event-based gateways whose outgoing flows are only implied.
        yield "元素的 outgoing 与连线不一致，请在 Camunda Modeler 中重新连接。"
    if not leaving and element.kind not in _ENDS and not element.triggered_by_event:
        yield "元素之后没有连线，流程会停在这里。"
    if element.kind == "exclusiveGateway" and len(leaving) > 1:
        open_ways = [flow for flow in leaving if not flow.condition and not flow.default]
        if open_ways:
            yield "排他网关的每条分支应有条件，或者设为默认分支。"
    if element.kind == "eventBasedGateway" and len(leaving) < 2:
        yield "事件网关之后至少应有两个事件。"
