"""Item keys in mappings and expressions are keys, and items of the theme."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from bpmn.diagrams import Diagram, ProcessModel
from bpmn.generation.comparison import item_of
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.patterns import KEY

RULE = "item_keys"
AFTER = ("unique_ids",)

_REFERENCE = re.compile(r"\b(?:items|outcomes)\.([\w-]+)")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Mapping targets, and the items an expression speaks of."""
    for process in diagram.processes:
        theme = deployment.theme(process)
        known = None if theme is None else theme.items
        said: set[tuple[str, str]] = set()
        for element, key in _references(process, diagram):
            message = _problem(key, known)
            if message and (element, message) not in said:
                said.add((element, message))
                yield Finding(RULE, ERROR, resource, element, message)
        for element_id, message in _targets(process):
            yield Finding(RULE, ERROR, resource, element_id, message)


def _references(process: ProcessModel, diagram: Diagram) -> Iterator[tuple[str, str]]:
    for expression in diagram.expressions:
        for key in _REFERENCE.findall(expression.text):
            yield expression.element, key
    for element in process.elements.values():
        for target in element.outputs:
            for key in _REFERENCE.findall(target):
                yield element.id, key
        item = item_of(element)
        if item:
            yield element.id, item


def _problem(key: str, known: tuple[str, ...] | None) -> str:
    if not KEY.fullmatch(key):
        return f"事项编码 {key} 应以小写字母开头，只含小写字母、数字、下划线。"
    if known is None or key in known:
        return ""
    close = get_close_matches(key, known, 1)
    return f"事项 {key} 不在本主题的事项清单中{f'，是否应为 {close[0]}？' if close else '。'}"


def _targets(process: ProcessModel) -> Iterator[tuple[str, str]]:
    for element in process.elements.values():
        for target in (*element.inputs, *element.outputs):
            sound = all(KEY.fullmatch(part) for part in target.split("."))
            # A wrong key of an item is said above.
            if not sound and not _REFERENCE.match(target):
                yield element.id, f"映射的目标 {target} 应以小写字母开头，只含小写字母、数字、下划线。"
