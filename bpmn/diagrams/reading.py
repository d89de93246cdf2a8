"""From XML to the model."""

from collections.abc import Iterator

from lxml import etree

from bpmn.diagrams.model import Diagram, Element, Expression, Flow, ProcessModel
from bpmn.diagrams.parsing import parse_xml
from bpmn.errors import DiagramRefused

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"

FLOW_NODES = frozenset(
    [
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "serviceTask",
        "userTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "manualTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    ]
)
_EVENT_DEFINITION = "EventDefinition"


def read_diagram(data: bytes, name: str = "流程图") -> Diagram:
    """Read a BPMN file; raises :class:`bpmn.errors.DiagramRefused` when it is refused unread or is not BPMN."""
    root = parse_xml(data, name)
    if root.tag != f"{BPMN}definitions":
        raise DiagramRefused(f"{name}：不是 BPMN 2.0 流程图，未予接收。")
    messages = {each.get("id", ""): each.get("name", "") for each in root.iter(f"{BPMN}message")}
    return Diagram(
        processes=tuple(_process(each, messages) for each in root.iter(f"{BPMN}process")),
        expressions=tuple(_expressions(root)),
        drawn=frozenset(
            each.get("bpmnElement", "") for each in root.iter(f"{BPMNDI}BPMNShape", f"{BPMNDI}BPMNEdge")
        ),
        extensions=frozenset(
            str(each.tag).removeprefix(ZEEBE) for each in root.iter() if str(each.tag).startswith(ZEEBE)
        ),
    )


def _process(process: etree._Element, messages: dict[str, str]) -> ProcessModel:
    elements: dict[str, Element] = {}
    flows: dict[str, Flow] = {}
    defaults = {each.get("default") for each in process.iter() if each.get("default")}
    for each in process.iter(f"{BPMN}*"):
        tag = etree.QName(each).localname
        identifier = each.get("id", "")
        if tag in FLOW_NODES:
            if identifier in elements:
                raise DiagramRefused(f"流程图中元素编号 {identifier} 重复，未予接收。")
            elements[identifier] = _element(each, tag, messages)
        elif tag == "sequenceFlow":
            condition = each.findtext(f"{BPMN}conditionExpression")
            flows[identifier] = Flow(
                identifier,
                each.get("name", ""),
                each.get("sourceRef", ""),
                each.get("targetRef", ""),
                condition.strip() if condition else None,
                identifier in defaults,
            )
    return ProcessModel(
        process.get("id", ""), process.get("name", ""), process.get("isExecutable") == "true", elements, flows
    )


def _element(node: etree._Element, kind: str, messages: dict[str, str]) -> Element:
    event, message = _event(node, messages)
    extension = node.find(f"{BPMN}extensionElements")
    parts = [] if extension is None else list(extension.iter(f"{ZEEBE}*"))

    def attribute(tag: str, name: str) -> str:
        return next((each.get(name, "") for each in parts if each.tag == f"{ZEEBE}{tag}"), "")

    def pairs(tag: str, key: str, value: str) -> dict[str, str]:
        return {each.get(key, ""): each.get(value, "") for each in parts if each.tag == f"{ZEEBE}{tag}"}

    parent = node.getparent()
    return Element(
        id=node.get("id", ""),
        kind=kind,
        name=node.get("name", ""),
        parent="" if parent is None else parent.get("id", ""),
        incoming=tuple(each.text or "" for each in node.findall(f"{BPMN}incoming")),
        outgoing=tuple(each.text or "" for each in node.findall(f"{BPMN}outgoing")),
        event=event,
        message=message,
        attached_to=node.get("attachedToRef", ""),
        job_type=attribute("taskDefinition", "type"),
        retries=attribute("taskDefinition", "retries"),
        headers=pairs("header", "key", "value"),
        called=attribute("calledElement", "processId"),
        propagates=kind == "callActivity"
        and "true"
        in (
            attribute("calledElement", "propagateAllChildVariables") or "true",
            attribute("calledElement", "propagateAllParentVariables") or "true",
        ),
        form_id=attribute("formDefinition", "formId"),
        native_user_task=any(each.tag == f"{ZEEBE}userTask" for each in parts),
        candidate_groups=attribute("assignmentDefinition", "candidateGroups"),
        inputs=pairs("input", "target", "source"),
        outputs=pairs("output", "target", "source"),
        triggered_by_event=node.get("triggeredByEvent") == "true",
    )


def _event(node: etree._Element, messages: dict[str, str]) -> tuple[str, str]:
    for child in node:
        tag = str(child.tag).rpartition("}")[2]
        if tag.endswith(_EVENT_DEFINITION):
            return tag.removesuffix(_EVENT_DEFINITION), messages.get(child.get("messageRef", ""), "")
    return "", ""


def _expressions(root: etree._Element) -> Iterator[Expression]:
    """Every text or extension attribute that begins with ``=``: a wide net, for a missed one would go unchecked."""
    for each in root.iter(f"{BPMN}*", f"{ZEEBE}*"):
        owner = _owner(each)
        place = etree.QName(each).localname
        text = (each.text or "").strip()
        if text.startswith("="):
            yield Expression(owner, place, text[1:].strip())
        for name, value in each.attrib.items():
            stripped = str(value).strip()
            if stripped.startswith("="):
                yield Expression(owner, f"{place}.{name!s}", stripped[1:].strip())


def _owner(node: etree._Element) -> str:
    current: etree._Element | None = node
    while current is not None:
        identifier = current.get("id")
        if identifier and str(current.tag).startswith(BPMN):
            return identifier
        current = current.getparent()
    return ""
