"""A theme's chain starts with its own message; a called process with a plain start."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.handed import STARTED

RULE = "start_message"
AFTER = ()


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Message starts are named ``<process id>.submitted``; those of shared processes have names of their own."""
    for process in diagram.processes:
        starts = [
            each
            for each in process.elements.values()
            if each.kind == "startEvent" and each.parent == process.id
        ]
        if len(starts) != 1:
            yield Finding(RULE, ERROR, resource, process.id, "流程应当有且只有一个开始事件。")
        for start in starts:
            own = STARTED.get(process.id)
            expected = f"{process.id}.submitted" if own is None else own.message
            if start.event not in ("", "message"):
                yield Finding(RULE, ERROR, resource, start.id, "开始事件只能是消息开始或者普通开始。")
            elif start.event == "message" and start.message != expected:
                yield Finding(RULE, ERROR, resource, start.id, f"开始消息的名称应为 {expected}。")
