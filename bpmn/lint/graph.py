"""The ways through a process: what is reached, and what has surely or possibly been done before an element.

A subprocess is two places, where it is entered and where it is left; everything else is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.diagrams import Element, ProcessModel

Facts = frozenset[str]
_NONE: Facts = frozenset()


@dataclass(frozen=True, slots=True)
class Edge:
    """From place to place; ``flow`` is the sequence flow's id or empty.

    ``sure``: what was done before its source is surely done; ``finished``: and so is what the source itself does.
    """

    source: str
    target: str
    flow: str = ""
    sure: bool = True
    finished: bool = True


def left(element: Element) -> str:
    """The place after the element."""
    return f"{element.id}/left" if element.kind == "subProcess" else element.id


class Graph:
    """Places and ways of one process."""

    def __init__(self, process: ProcessModel) -> None:
        self.process = process
        self._starts = [each.id for each in process.elements.values() if _begins(each, process.id)]
        self._joins = {each.id for each in process.elements.values() if each.kind == "parallelGateway"}
        self._edges = [*self._flows(), *self._nested(), *self._interrupts()]
        self._leaving: dict[str, list[Edge]] = {}
        self._arriving: dict[str, list[Edge]] = {}
        for edge in self._edges:
            self._leaving.setdefault(edge.source, []).append(edge)
            self._arriving.setdefault(edge.target, []).append(edge)

    def reached(self, blocked: Facts = _NONE, begin: str = "") -> frozenset[str]:
        """The places that can be reached, from the start unless ``begin`` is given, when ``blocked`` flows are not taken."""
        waiting = [begin] if begin else list(self._starts)
        found = set(waiting)
        while waiting:
            for edge in self._leaving.get(waiting.pop(), ()):
                if edge.flow not in blocked and edge.target not in found:
                    found.add(edge.target)
                    waiting.append(edge.target)
        return frozenset(found)

    def before(
        self,
        given: Mapping[str, Facts],
        start: Facts,
        *,
        surely: bool,
        blocked: Facts = _NONE,
        proven: Mapping[str, Facts] | None = None,
    ) -> dict[str, Facts]:
        """What has been given before each place that is reached, on every way there (``surely``) or on some.

        ``given`` says what each place gives, ``start`` what there is from the beginning, ``proven`` what must be there when
        a flow is taken.
        """
        reached = self.reached(blocked)
        flows = proven or {}
        everything = start.union(*given.values())
        known = dict.fromkeys(reached, everything if surely else _NONE)
        known |= dict.fromkeys(self._starts, start)
        places = [place for place in self._arriving if place in reached]
        changed = True
        while changed:
            changed = False
            for place in places:
                sets = [
                    known[edge.source]
                    | flows.get(edge.flow, _NONE)
                    | (given.get(edge.source, _NONE) if edge.finished or not surely else _NONE)
                    for edge in self._arriving.get(place, ())
                    if edge.source in reached and edge.flow not in blocked and (edge.sure or not surely)
                ]
                if not sets:
                    continue
                narrow = surely and place not in self._joins
                after = frozenset.intersection(*sets) if narrow else frozenset().union(*sets)
                if after != known[place]:
                    known[place] = after
                    changed = True
        return known

    def _flows(self) -> list[Edge]:
        elements = self.process.elements
        return [
            Edge(left(elements[flow.source]), flow.target, flow.id)
            for flow in self.process.flows.values()
            if flow.source in elements and flow.target in elements
        ]

    def _nested(self) -> list[Edge]:
        """Into subprocesses and out of them."""
        found = []
        for element in self.process.elements.values():
            around = self.process.elements.get(element.parent)
            if around is None or around.triggered_by_event:
                continue
            if element.kind == "startEvent":
                found.append(Edge(around.id, element.id))
            elif element.kind == "endEvent":
                found.append(Edge(element.id, left(around)))
        return found

    def _interrupts(self) -> list[Edge]:
        """Boundary events and event subprocesses: whatever was done inside until then may have been done."""
        found = []
        for element in self.process.elements.values():
            around = self.process.elements.get(element.parent)
            if element.attached_to:
                found.append(Edge(element.attached_to, element.id, finished=False))
                found += [Edge(each, element.id, sure=False) for each in self._inside(element.attached_to)]
            elif element.kind == "startEvent" and around is not None and around.triggered_by_event:
                outer = [around.parent] if around.parent in self.process.elements else self._starts
                found += [Edge(each, element.id) for each in outer]
                inside = (each for each in self._inside(around.parent) if each != element.id)
                found += [Edge(each, element.id, sure=False) for each in inside]
        return found

    def _inside(self, scope: str) -> list[str]:
        return [left(each) for each in self.process.elements.values() if each.parent == scope]


def _begins(element: Element, process_id: str) -> bool:
    return element.kind == "startEvent" and element.parent == process_id
