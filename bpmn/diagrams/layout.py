"""Where a diagram's shapes and lines lie."""

import math

from lxml import etree

from bpmn.diagrams.model import Box

BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DI = "{http://www.omg.org/spec/DD/20100524/DI}"


def boxes(root: etree._Element) -> dict[str, Box]:
    """The box of every shape by the id of the element it shows; a shape without a sound one has no size."""
    found: dict[str, Box] = {}
    for shape in root.iter(f"{BPMNDI}BPMNShape"):
        bounds = shape.find(f"{_DC}Bounds")
        sides = [0.0] * 4 if bounds is None else [_number(bounds.get(name)) for name in _SIDES]
        found[shape.get("bpmnElement", "")] = Box(*sides)
    return found


def lines(root: etree._Element) -> dict[str, int]:
    """How many waypoints every edge has, by the id of the flow it shows."""
    return {
        edge.get("bpmnElement", ""): len(edge.findall(f"{_DI}waypoint"))
        for edge in root.iter(f"{BPMNDI}BPMNEdge")
    }


_SIDES = ("x", "y", "width", "height")


def _number(text: str | None) -> float:
    try:
        number = float(text or "0")
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
