"""Expressions are sentences of FEEL as it is allowed here, and are marked as expressions by their leading ``=``."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.lint.feel import FeelProblem, parse
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "feel_syntax"
AFTER = ("unique_ids",)


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Every expression in the file, wherever it stands, and every place where one should stand."""
    for expression in diagram.expressions:
        try:
            parse(expression.text)
        except FeelProblem as problem:
            yield Finding(
                RULE, ERROR, resource, expression.element, f"{expression.place}的表达式：{problem.reason}。"
            )
    for process in diagram.processes:
        for identifier, place in _unmarked(process):
            yield Finding(
                RULE, ERROR, resource, identifier, f"{place}应写成表达式，以 = 开头；没有 = 的只是一段文字。"
            )


def _unmarked(process: ProcessModel) -> Iterator[tuple[str, str]]:
    for flow in process.flows.values():
        if flow.condition and not flow.condition.startswith("="):
            yield flow.id, "连线的条件"
    for element in process.elements.values():
        yield from (
            (element.id, place) for place, text in _places(element) if text and not text.startswith("=")
        )


def _places(element: Element) -> Iterator[tuple[str, str]]:
    for target, source in (*element.inputs.items(), *element.outputs.items()):
        yield f"映射到 {target} 的来源", source
    if element.loop is not None:
        yield "多实例的集合", element.loop.collection
        yield "多实例的结果", element.loop.output_element
    yield "任务的办理期限", element.due_date
