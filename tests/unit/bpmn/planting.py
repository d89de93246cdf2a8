"""Single mistakes for the linter to find: edits of a theme's diagram, as a designer would make them by accident."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Edit = Callable[[str], str]


@dataclass(frozen=True)
class Planted:
    """One mistake: what was done, and the rule and element that the linter should name."""

    what: str
    edit: Edit
    rule: str
    element: str

    def __str__(self) -> str:
        return self.what


def put(old: str, new: str, count: int = 1) -> Edit:
    """Another text in the place of one that must be there."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, count)

    return edit


def swapped(one: str, other: str) -> Edit:
    """Two words in each other's place, everywhere."""

    def edit(text: str) -> str:
        assert one in text
        assert other in text
        return text.replace(one, "\0").replace(other, one).replace("\0", other)

    return edit


def retagged(identifier: str, tag: str) -> Edit:
    """An element of another kind."""

    def edit(text: str) -> str:
        found = re.search(rf'<bpmn:(\w+) id="{identifier}".*?</bpmn:\1>', text, re.DOTALL)
        assert found
        changed = found[0].replace(f"bpmn:{found[1]}", f"bpmn:{tag}")
        return text.replace(found[0], changed)

    return edit


def without_shape(identifier: str) -> Edit:
    """Not drawn any more."""
    return _cut(
        rf'\n *<bpmndi:BPMN(Shape|Edge) id="[^"]*" bpmnElement="{identifier}"[^>]*>.*?</bpmndi:BPMN\1>'
    )


def without_element(identifier: str) -> Edit:
    """An element deleted, with its shape."""
    return both(
        without_shape(identifier), _cut(rf'\n *<bpmn:(\w+) id="{identifier}"[^>]*?(?:/>|>.*?</bpmn:\1>)')
    )


def without_flow(identifier: str) -> Edit:
    """A sequence flow deleted in the modeler: from both ends, with its line and the default that it was."""

    def edit(text: str) -> str:
        text = re.sub(rf"\n *<bpmn:(incoming|outgoing)>{identifier}</bpmn:\1>", "", text)
        text = text.replace(f' default="{identifier}"', "")
        return without_element(identifier)(text)

    return edit


def led_to_an_end(flow: str, target: str, end: str) -> Edit:
    """A flow that led to ``target`` leads to an end event of its own."""
    node = f'<bpmn:endEvent id="{end}" name="办完"><bpmn:incoming>{flow}</bpmn:incoming></bpmn:endEvent>'
    shape = (
        f'<bpmndi:BPMNShape id="{end}_di" bpmnElement="{end}">'
        '<dc:Bounds x="100" y="3000" width="36" height="36"/></bpmndi:BPMNShape>'
    )

    def edit(text: str) -> str:
        text = text.replace(f"<bpmn:incoming>{flow}</bpmn:incoming>", "")
        line = re.search(rf'<bpmn:sequenceFlow id="{flow}".*?>', text)
        assert line
        text = text.replace(line[0], line[0].replace(f'targetRef="{target}"', f'targetRef="{end}"'))
        text = text.replace("<bpmn:sequenceFlow", f"{node}<bpmn:sequenceFlow", 1)
        return text.replace("<bpmndi:BPMNShape", f"{shape}<bpmndi:BPMNShape", 1)

    # The node goes to the first flow of the file, which stands in the process itself.
    return both(_flows_of_the_process_first, edit)


def on_top(below: str, above: str) -> Edit:
    """One shape drawn where another is."""

    def edit(text: str) -> str:
        place = re.search(rf'bpmnElement="{below}"[^>]*>\s*(<dc:Bounds[^>]*>)', text)
        moved = re.search(rf'(bpmnElement="{above}"[^>]*>\s*)(<dc:Bounds[^>]*>)', text)
        assert place
        assert moved
        return text.replace(moved[0], moved[1] + place[1])

    return edit


def limited(host: str, duration: str) -> Edit:
    """A timer at the edge of an element, which leads to an end of its own."""
    return _interrupted(
        host,
        '<bpmn:timerEventDefinition id="Timer_Limit"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">'
        f"{duration}</bpmn:timeDuration></bpmn:timerEventDefinition>",
    )


def caught(host: str) -> Edit:
    """An error caught at the edge of an element."""
    definition = '<bpmn:errorEventDefinition id="ErrorDefinition_Limit" errorRef="Error_Limit"/>'
    declared = '<bpmn:error id="Error_Limit" name="出错" errorCode="NeverThrown"/><bpmndi:BPMNDiagram'
    return both(_interrupted(host, definition), put("<bpmndi:BPMNDiagram", declared))


def _interrupted(host: str, definition: str) -> Edit:
    event = (
        f'<bpmn:boundaryEvent id="Event_Limit" name="到期" attachedToRef="{host}">'
        f"<bpmn:outgoing>Flow_Limit</bpmn:outgoing>{definition}</bpmn:boundaryEvent>"
        '<bpmn:endEvent id="Event_LimitReached" name="到期终止"><bpmn:incoming>Flow_Limit</bpmn:incoming>'
        '<bpmn:terminateEventDefinition id="Terminate_Limit"/></bpmn:endEvent>'
        '<bpmn:sequenceFlow id="Flow_Limit" sourceRef="Event_Limit" targetRef="Event_LimitReached"/>'
    )
    drawn = "".join(
        f'<bpmndi:BPMNShape id="{each}_di" bpmnElement="{each}">'
        f'<dc:Bounds x="{x}" y="4000" width="36" height="36"/></bpmndi:BPMNShape>'
        for each, x in (("Event_Limit", 100), ("Event_LimitReached", 300))
    )
    line = (
        '<bpmndi:BPMNEdge id="Flow_Limit_di" bpmnElement="Flow_Limit">'
        '<di:waypoint x="136" y="4018"/><di:waypoint x="300" y="4018"/></bpmndi:BPMNEdge>'
    )
    return both(
        put("</bpmn:process>", event + "</bpmn:process>"),
        put("<bpmndi:BPMNShape", drawn + line + "<bpmndi:BPMNShape"),
    )


def both(first: Edit, second: Edit) -> Edit:
    """One edit after the other."""
    return lambda text: second(first(text))


def _flows_of_the_process_first(text: str) -> str:
    """Subprocesses moved to the end, so that the first flow of the file belongs to the process."""
    parts = re.findall(r"\n *<bpmn:subProcess.*?</bpmn:subProcess>", text, re.DOTALL)
    for part in parts:
        text = text.replace(part, "")
    return text.replace("</bpmn:process>", "".join(parts) + "</bpmn:process>")


def _cut(pattern: str) -> Edit:
    def edit(text: str) -> str:
        found = re.search(pattern, text, re.DOTALL)
        assert found, pattern
        return text[: found.start()] + text[found.end() :]

    return edit
