"""No personal data element becomes a variable: what the engine holds is in its log, its records and its incidents."""

import re
from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "personal_data"
_NAME = re.compile(r"[A-Za-z_]\w*")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Targets and sources of every mapping."""
    for process in diagram.processes:
        for element in process.elements.values():
            pairs = (*element.inputs.items(), *element.outputs.items())
            words = {word for target, source in pairs for word in _words(target, source)}
            for key in sorted(words & deployment.personal_elements):
                yield Finding(
                    RULE,
                    ERROR,
                    resource,
                    element.id,
                    f"变量映射涉及个人信息数据元 {key}：流程变量不得含个人信息，请由工作进程按办件编号向网关读取。",
                )


def _words(target: str, source: str) -> set[str]:
    return {*_NAME.findall(target), *_NAME.findall(_TEXT.sub("", source))}
