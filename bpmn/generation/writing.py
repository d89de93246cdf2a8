"""Writes a sketch as a BPMN file, the way Camunda Modeler would."""

from collections.abc import Iterable

from lxml import etree

from bpmn.diagrams import Box
from bpmn.diagrams.layout import BPMNDI
from bpmn.diagrams.reading import BPMN, ZEEBE
from bpmn.generation.building_blocks import XSI_TYPE, message
from bpmn.generation.sketch import Line, Node, Sketch

_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DI = "{http://www.omg.org/spec/DD/20100524/DI}"
_MODELER = "{http://camunda.org/schema/modeler/1.0}"
_SPACES = {
    "bpmn": BPMN.strip("{}"),
    "bpmndi": BPMNDI.strip("{}"),
    "dc": _DC.strip("{}"),
    "di": _DI.strip("{}"),
    "zeebe": ZEEBE.strip("{}"),
    "modeler": _MODELER.strip("{}"),
    "xsi": XSI_TYPE.partition("}")[0].strip("{"),
}


def write_chain(sketch: Sketch, theme: str, name: str, documentation: str) -> bytes:
    """The BPMN file of a theme's chain."""
    root = etree.Element(f"{BPMN}definitions", nsmap=_SPACES)
    root.set("id", f"Definitions_{theme}")
    root.set("targetNamespace", "urn:yilian:bpmn")
    root.set("exporter", "Camunda Modeler")
    root.set("exporterVersion", "5.22.0")
    root.set(f"{_MODELER}executionPlatform", "Camunda Cloud")
    root.set(f"{_MODELER}executionPlatformVersion", "8.5.0")
    process = etree.SubElement(root, f"{BPMN}process", id=theme, name=name, isExecutable="true")
    etree.SubElement(process, f"{BPMN}documentation").text = documentation
    _write_scope(process, sketch, "")
    root.append(message("Message_Submitted", f"{theme}.submitted"))
    root.append(message("Message_Withdrawn", "case-withdrawn", "case_no"))
    _draw(root, sketch, theme)
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _write_scope(parent: etree._Element, sketch: Sketch, scope: str) -> None:
    for node in sketch.nodes.values():
        if node.parent == scope:
            _write_node(parent, sketch, node)
    for line in sketch.lines.values():
        if line.parent == scope:
            _write_line(parent, line)


def _write_node(parent: etree._Element, sketch: Sketch, node: Node) -> None:
    element = etree.SubElement(parent, f"{BPMN}{node.tag}", id=node.id, name=node.name)
    for key, value in node.attributes.items():
        element.set(key, value)
    if node.id in sketch.defaults:
        element.set("default", sketch.defaults[node.id])
    extensions = [part for part in node.content if part.tag == f"{BPMN}extensionElements"]
    element.extend(extensions)
    for line in sketch.lines.values():
        if line.target == node.id:
            etree.SubElement(element, f"{BPMN}incoming").text = line.id
    for line in sketch.lines.values():
        if line.source == node.id:
            etree.SubElement(element, f"{BPMN}outgoing").text = line.id
    element.extend(part for part in node.content if part.tag != f"{BPMN}extensionElements")
    if node.tag == "subProcess":
        _write_scope(element, sketch, node.id)


def _write_line(parent: etree._Element, line: Line) -> None:
    flow = etree.SubElement(
        parent, f"{BPMN}sequenceFlow", id=line.id, sourceRef=line.source, targetRef=line.target
    )
    if line.name:
        flow.set("name", line.name)
    if line.condition:
        condition = etree.SubElement(flow, f"{BPMN}conditionExpression", {XSI_TYPE: "bpmn:tFormalExpression"})
        condition.text = f"={line.condition}"


def _draw(root: etree._Element, sketch: Sketch, theme: str) -> None:
    diagram = etree.SubElement(root, f"{BPMNDI}BPMNDiagram", id=f"Diagram_{theme}")
    plane = etree.SubElement(diagram, f"{BPMNDI}BPMNPlane", id=f"Plane_{theme}", bpmnElement=theme)
    for node in sketch.nodes.values():
        shape = etree.SubElement(plane, f"{BPMNDI}BPMNShape", id=f"{node.id}_di", bpmnElement=node.id)
        if node.tag == "subProcess":
            shape.set("isExpanded", "true")
        if node.tag == "exclusiveGateway":
            shape.set("isMarkerVisible", "true")
        _bounds(shape, node.box)
        _label(shape, node.label)
    for line in sketch.lines.values():
        edge = etree.SubElement(plane, f"{BPMNDI}BPMNEdge", id=f"{line.id}_di", bpmnElement=line.id)
        _waypoints(edge, line.points)
        if line.name:
            _label(edge, line.label)


def _bounds(parent: etree._Element, box: Box) -> None:
    etree.SubElement(
        parent, f"{_DC}Bounds", x=str(box.x), y=str(box.y), width=str(box.width), height=str(box.height)
    )


def _label(parent: etree._Element, box: Box | None) -> None:
    label = etree.SubElement(parent, f"{BPMNDI}BPMNLabel")
    if box is not None:
        _bounds(label, box)


def _waypoints(edge: etree._Element, points: Iterable[tuple[int, int]]) -> None:
    for x, y in points:
        etree.SubElement(edge, f"{_DI}waypoint", x=str(x), y=str(y))
