"""From XML to the model."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from bpmn.diagrams.layout import boxes, lines
from bpmn.diagrams.model import Diagram, Element, Expression, Flow, Loop, ProcessModel, Timer
from bpmn.diagrams.parsing import parse_xml
from bpmn.errors import DiagramRefused

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
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


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a file declares beside its processes: messages (name and correlation key) and error codes, by id."""

    messages: dict[str, tuple[str, str]]
    errors: dict[str, str]


def read_diagram(data: bytes, name: str = "流程图") -> Diagram:
    """Read a BPMN file; raises :class:`bpmn.errors.DiagramRefused` when it is refused unread or is not BPMN."""
    root = parse_xml(data, name)
    if root.tag != f"{BPMN}definitions":
        raise DiagramRefused(f"{name}：不是 BPMN 2.0 流程图，未予接收。")
    declared = _Declared(
        {each.get("id", ""): (each.get("name", ""), _key_of(each)) for each in root.iter(f"{BPMN}message")},
        {each.get("id", ""): each.get("errorCode", "") for each in root.iter(f"{BPMN}error")},
    )
    ids = Counter(each.get("id") for each in root.iter(etree.Element) if each.get("id"))
    return Diagram(
        processes=tuple(_process(each, declared) for each in root.iter(f"{BPMN}process")),
        expressions=tuple(_expressions(root)),
        repeated=tuple(str(identifier) for identifier, count in ids.items() if count > 1),
        boxes=boxes(root),
        lines=lines(root),
    )


def _key_of(message: etree._Element) -> str:
    return next((each.get("correlationKey", "") for each in message.iter(f"{ZEEBE}subscription")), "")


def _process(process: etree._Element, declared: _Declared) -> ProcessModel:
    elements: dict[str, Element] = {}
    flows: dict[str, Flow] = {}
    defaults = {each.get("default") for each in process.iter() if each.get("default")}
    for each in process.iter(f"{BPMN}*"):
        tag = etree.QName(each).localname
        identifier = each.get("id", "")
        if tag in FLOW_NODES:
            elements.setdefault(identifier, _element(each, tag, declared))
        elif tag == "sequenceFlow":
            condition = each.findtext(f"{BPMN}conditionExpression")
            flow = Flow(
                identifier,
                each.get("name", ""),
                each.get("sourceRef", ""),
                each.get("targetRef", ""),
                condition.strip() if condition else None,
                identifier in defaults,
            )
            flows.setdefault(identifier, flow)
    return ProcessModel(
        process.get("id", ""), process.get("name", ""), process.get("isExecutable") == "true", elements, flows
    )


def _element(node: etree._Element, kind: str, declared: _Declared) -> Element:
    definitions = _definitions(node)
    event = definitions[0] if definitions else None
    # A receive task names its message itself.
    message_id = (node if event is None else event).get("messageRef", "")
    message, correlation = declared.messages.get(message_id, ("", ""))
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
        event="" if event is None else _kind_of(event),
        events=len(definitions),
        message=message,
        message_id=message_id,
        correlation=correlation,
        timer=_timer(event),
        error_code="" if event is None else declared.errors.get(event.get("errorRef", ""), ""),
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
        due_date=attribute("taskSchedule", "dueDate"),
        loop=_loop(node),
        inputs=pairs("input", "target", "source"),
        outputs=pairs("output", "target", "source"),
        triggered_by_event=node.get("triggeredByEvent") == "true",
        interrupting="false" not in (node.get("isInterrupting"), node.get("cancelActivity")),
    )


def _definitions(node: etree._Element) -> list[etree._Element]:
    return [child for child in node if str(child.tag).endswith(_EVENT_DEFINITION)]


def _kind_of(definition: etree._Element) -> str:
    return _local(definition).removesuffix(_EVENT_DEFINITION)


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname


def _timer(event: etree._Element | None) -> Timer | None:
    if event is None or _kind_of(event) != "timer":
        return None
    given = [child for child in event.iterchildren(f"{BPMN}*") if _local(child).startswith("time")]
    return Timer(_local(given[0]), (given[0].text or "").strip()) if given else Timer("", "")


def _loop(node: etree._Element) -> Loop | None:
    marker = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if marker is None:
        return None
    given = next(marker.iter(f"{ZEEBE}loopCharacteristics"), marker)
    names = ("inputCollection", "inputElement", "outputCollection", "outputElement")
    return Loop(*(given.get(name, "") for name in names))


_PLACES = {
    "conditionExpression": "连线的条件",
    "timeDate": "定时器的时间",
    "timeDuration": "定时器的时间",
    "timeCycle": "定时器的时间",
    "taskDefinition.type": "任务类型",
    "input.source": "输入映射",
    "output.source": "输出映射",
    "subscription.correlationKey": "消息的关联键",
    "assignmentDefinition.candidateGroups": "候选组",
    "taskSchedule.dueDate": "办理期限",
    "loopCharacteristics.inputCollection": "多实例的集合",
    "loopCharacteristics.outputElement": "多实例的结果",
}
"""Where an expression stands, as a designer calls it."""


def _expressions(root: etree._Element) -> Iterator[Expression]:
    """Every text or extension attribute that begins with ``=``: a wide net, for a missed one would go unchecked."""
    for each in root.iter(f"{BPMN}*", f"{ZEEBE}*"):
        owner = _owner(each)
        place = etree.QName(each).localname
        text = (each.text or "").strip()
        if text.startswith("="):
            yield Expression(owner, _PLACES.get(place, place), text[1:].strip())
        for name, value in each.attrib.items():
            stripped = str(value).strip()
            if stripped.startswith("="):
                where = f"{place}.{name!s}"
                yield Expression(owner, _PLACES.get(where, where), stripped[1:].strip())


def _owner(node: etree._Element) -> str:
    current: etree._Element | None = node
    while current is not None:
        identifier = current.get("id")
        if identifier and str(current.tag).startswith(BPMN):
            return identifier
        current = current.getparent()
    return ""
