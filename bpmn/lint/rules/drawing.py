"""Every element and flow is drawn: a diagram nobody can see is nobody's diagram."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "drawing"


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Diagram interchange for each element and flow."""
    for process in diagram.processes:
        for identifier in (*process.elements, *process.flows):
            if identifier not in diagram.drawn:
                yield Finding(
                    RULE, ERROR, resource, identifier, "元素没有图形信息，请在 Camunda Modeler 中绘制。"
                )
