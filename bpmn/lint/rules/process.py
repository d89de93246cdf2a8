"""A diagram holds exactly one process, executable, whose id is a key and used once."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.patterns import KEY

RULE = "process"
AFTER = ()


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """One executable process a file."""
    if len(diagram.processes) != 1:
        yield Finding(RULE, ERROR, resource, "", "每个流程图文件应当有且只有一个流程。")
    for process in diagram.processes:
        if not process.executable:
            yield Finding(RULE, ERROR, resource, process.id, "流程未设为可执行（isExecutable）。")
        if not KEY.fullmatch(process.id):
            yield Finding(
                RULE, ERROR, resource, process.id, "流程编号应以小写字母开头，只含小写字母、数字、下划线。"
            )
        if not process.name:
            yield Finding(RULE, ERROR, resource, process.id, "流程没有中文名称。")
        others = [
            name for name, each in deployment.diagrams.items() if name != resource and _has(each, process.id)
        ]
        if others:
            yield Finding(RULE, ERROR, resource, process.id, f"流程编号与 {others[0]} 重复。")


def _has(diagram: Diagram, process_id: str) -> bool:
    return any(process.id == process_id for process in diagram.processes)
