"""Where an item is handled, item, body and outcome are those of one item, and the outcome is handed on."""

import re
from collections.abc import Iterator

from bpmn.diagrams import Diagram, Element
from bpmn.generation.comparison import item_of
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "item_mapping"
AFTER = ("item_keys", "called_processes", "job_types", "feel_syntax")

_BODY = re.compile(r"\bitems\.([a-z][a-z0-9_]*)\.body\b")
_OUTCOME = re.compile(r"outcomes\.([a-z][a-z0-9_]*)")
_DECIDING = frozenset(["item_handling", "department_review"])
"""Called processes that return the item's outcome."""


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Elements of a theme's chain that are given an item."""
    for process in diagram.processes:
        if deployment.theme(process) is None:
            continue
        for element in process.elements.values():
            if "item" in element.inputs:
                message = next(_problems(element), None)
                if message is not None:
                    yield Finding(RULE, ERROR, resource, element.id, message)


def _problems(element: Element) -> Iterator[str]:
    item = item_of(element)
    source = element.inputs["item"]
    if not item:
        repeated = element.loop is not None and source.removeprefix("=").startswith(
            f"{element.loop.element}."
        )
        if not repeated and source != '="chain"':
            yield f"输入 item 应写成 =items.事项.item，现在是 {source}。"
        return
    bodies = _BODY.findall(element.inputs.get("body", "") + element.job_type)
    outcomes = [key for target in element.outputs for key in _OUTCOME.findall(target)]
    others = [key for key in (*bodies, *outcomes) if key != item]
    if others:
        yield f"同一元素中写了不同的事项：item 是 {item}，实施主体或者结果写的是 {others[0]}，请改成一致。"
    elif element.called in _DECIDING and not outcomes:
        yield f"办理结果没有传出：请加输出映射 =outcome → outcomes.{item}。"
