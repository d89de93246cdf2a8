"""Every element and flow is drawn, and no shape lies on another: a diagram nobody can see is nobody's diagram."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "drawing"
AFTER = ("unique_ids",)


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Diagram interchange for each element and flow."""
    for process in diagram.processes:
        for element in process.elements:
            box = diagram.boxes.get(element)
            if box is None or not (box.width > 0 and box.height > 0):
                yield Finding(RULE, ERROR, resource, element, "元素没有图形，请在 Camunda Modeler 中绘制。")
        for flow in process.flows:
            if diagram.lines.get(flow, 0) < 2:
                yield Finding(
                    RULE,
                    ERROR,
                    resource,
                    flow,
                    "连线没有画出（至少要有起点和终点），请在 Camunda Modeler 中重新连接。",
                )
        for above, below in _overlapping(diagram, process):
            yield Finding(RULE, ERROR, resource, above.id, f"图形与 {below.id} 重叠，请移开。")


def _overlapping(diagram: Diagram, process: ProcessModel) -> Iterator[tuple[Element, Element]]:
    """Elements of one scope that lie on each other. Boundary events lie on their hosts by nature."""
    seen: list[Element] = []
    for element in process.elements.values():
        box = diagram.boxes.get(element.id)
        if box is None or element.attached_to:
            continue
        for other in seen:
            if other.parent == element.parent and box.overlaps(diagram.boxes[other.id]):
                yield element, other
                break
        seen.append(element)
