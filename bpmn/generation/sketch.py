"""A diagram while it is drawn: elements with places, flows with waypoints, in pixels as a modeler counts them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from math import ceil

from lxml import etree

from bpmn.diagrams import Box

TASK = (100, 80)
GATEWAY = (50, 50)
EVENT = (36, 36)
LETTER = 11
LINE = 14
LABEL_WIDTH = 88
"""Widest label: eight Chinese characters."""

Point = tuple[int, int]


class Side(Enum):
    """Where a name stands beside its shape; left is above and to the left, for lines that leave upwards and downwards."""

    ABOVE = auto()
    BELOW = auto()
    LEFT = auto()


@dataclass(slots=True)
class Node:
    """One element: its BPMN tag, where its centre is, and what stands in it (``content``: ready XML elements)."""

    id: str
    tag: str
    name: str
    x: int
    y: int
    size: tuple[int, int]
    content: list[etree._Element] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    parent: str = ""
    label_at: Side = Side.BELOW

    @property
    def box(self) -> Box:
        """Where it is drawn."""
        width, height = self.size
        return Box(self.x - width // 2, self.y - height // 2, width, height)

    @property
    def label(self) -> Box | None:
        """Where its name stands, when it does not stand inside."""
        if self.size == TASK or self.tag == "subProcess":
            return None
        width = min(LETTER * len(self.name), LABEL_WIDTH)
        height = LINE * ceil(LETTER * len(self.name) / LABEL_WIDTH)
        half = self.size[1] // 2
        top = self.y + half + 6 if self.label_at is Side.BELOW else self.y - half - 6 - height
        left = self.x - 6 - width if self.label_at is Side.LEFT else self.x - width // 2
        return Box(left, top, width, height)


@dataclass(frozen=True, slots=True)
class Line:
    """One flow: waypoints from source to target; a ``condition`` is FEEL without ``=``."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    name: str = ""
    condition: str = ""
    parent: str = ""

    @property
    def label(self) -> Box | None:
        """Where its name stands: beside the beginning of its first stretch."""
        if not self.name:
            return None
        width = LETTER * len(self.name)
        (x, y), (to_x, to_y) = self.points[:2]
        if y == to_y:
            return Box(min(x, to_x) + 6, y - 4 - LINE, width, LINE)
        return Box(x + 6, y + (8 if to_y > y else -8 - LINE), width, LINE)


@dataclass(frozen=True, slots=True)
class Exit:
    """How the next element is reached: from which node, by a flow of which id, name and condition."""

    node: Node
    flow: str
    name: str = ""
    condition: str = ""
    default: bool = False


class Sketch:
    """Collects nodes and lines; keeps the order in which they were drawn."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.lines: dict[str, Line] = {}
        self.defaults: dict[str, str] = {}

    def add(self, node: Node) -> Node:
        """Draw an element."""
        self.nodes[node.id] = node
        return node

    def connect(
        self,
        identifier: str,
        source: Node,
        target: Node,
        *,
        via: tuple[Point, ...] = (),
        name: str = "",
        condition: str = "",
        default: bool = False,
    ) -> None:
        """Draw a flow: straight, or by way of the given corners."""
        stops = ((source.x, source.y), *via, (target.x, target.y))
        points = (_edge(source, stops[1]), *via, _edge(target, stops[-2]))
        self.lines[identifier] = Line(
            identifier, source.id, target.id, points, name, condition, source.parent
        )
        if default:
            self.defaults[source.id] = identifier

    def follow(self, before: Exit, target: Node, *, via: tuple[Point, ...] = ()) -> None:
        """Draw the flow of an exit."""
        self.connect(
            before.flow,
            before.node,
            target,
            via=via,
            name=before.name,
            condition=before.condition,
            default=before.default,
        )

    def boxes(self) -> Iterator[tuple[str, Box]]:
        """Every shape and label with whose it is; what stands inside a subprocess counts, the subprocess does not."""
        for node in self.nodes.values():
            if node.tag != "subProcess":
                yield node.id, node.box
            if node.label is not None:
                yield f"{node.id} label", node.label
        for line in self.lines.values():
            if line.label is not None:
                yield f"{line.id} label", line.label


def camel(key: str) -> str:
    """``food_license`` as it stands in ids of elements: ``FoodLicense``."""
    return "".join(part.capitalize() for part in key.split("_"))


def _edge(node: Node, toward: Point) -> Point:
    """Where a line in the direction of ``toward`` leaves the node."""
    x, y = toward
    half_width, half_height = node.size[0] // 2, node.size[1] // 2
    if abs(y - node.y) <= half_height and x != node.x:
        return (node.x + (half_width if x > node.x else -half_width), y)
    return (x, node.y + (half_height if y > node.y else -half_height))
