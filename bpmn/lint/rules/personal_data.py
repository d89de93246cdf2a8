"""No personal data element becomes a variable: what the engine holds is in its log, its records and its incidents."""

import re
from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "personal_data"
AFTER = ("unique_ids",)
_NAME = re.compile(r"[A-Za-z_]\w*")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Targets and sources of every mapping, headers, and every expression."""
    words: dict[str, set[str]] = {}
    for process in diagram.processes:
        for element in process.elements.values():
            found = words.setdefault(element.id, set())
            for target, source in (*element.inputs.items(), *element.outputs.items()):
                found |= _words(target) | _words(source)
            for header, value in element.headers.items():
                # A header's value is text, so that a name in it is meant as a name.
                found |= {*_NAME.findall(header), *_NAME.findall(value)}
    for expression in diagram.expressions:
        words.setdefault(expression.element, set()).update(_words(expression.text))
    for identifier, found in words.items():
        for key in sorted(found & deployment.personal_elements):
            yield Finding(
                RULE,
                ERROR,
                resource,
                identifier,
                f"这里用到个人信息数据元 {key}：流程变量不得含个人信息，请由工作进程按办件编号向网关读取。",
            )


def _words(text: str) -> set[str]:
    return set(_NAME.findall(_TEXT.sub("", text)))
