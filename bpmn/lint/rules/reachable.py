"""Every element can be reached from the start, and from every element an end."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.graph import Graph

RULE = "reachable"
AFTER = ("outgoing",)


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """The first element of each part that is cut off, and the first of each circle without a way out."""
    for process in diagram.processes:
        graph = Graph(process)
        reached = graph.reached()
        if not reached:
            continue
        # An event subprocess is entered by its event alone: what is in it is asked by itself.
        asked = [each.id for each in process.elements.values() if not each.triggered_by_event]
        lost = [each for each in asked if each not in reached]
        for element in _first(lost, graph):
            yield Finding(
                RULE, ERROR, resource, element, "从开始事件走不到这个元素：请把它连进流程，或者删去。"
            )
        ends = {each.id for each in process.elements.values() if each.kind == "endEvent"}
        stuck = [each for each in asked if each in reached and not ends & graph.reached(begin=each)]
        for element in _first(stuck, graph):
            yield Finding(RULE, ERROR, resource, element, "从这里走不到结束事件：请给循环一条出去的路。")


def _first(elements: list[str], graph: Graph) -> Iterator[str]:
    """Of elements that hang together, the one from which the others are reached."""
    covered: set[str] = set()
    heads = {each: graph.reached(begin=each) for each in elements}
    for element in sorted(elements, key=lambda each: -len(heads[each].intersection(elements))):
        if element not in covered:
            yield element
            covered |= heads[element]
            # What leads to the same place hangs together with it.
            covered |= {each for each in elements if heads[each] & heads[element] & set(elements)}
