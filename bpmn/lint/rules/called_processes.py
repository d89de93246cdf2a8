"""Called processes exist, are named outright, and share no variables but the mapped ones."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "called_processes"


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Call activities."""
    for process in diagram.processes:
        for element in process.elements.values():
            if element.kind != "callActivity":
                continue
            if element.called not in deployment.process_ids:
                yield Finding(
                    RULE, ERROR, resource, element.id, "调用的流程不存在：应在本次部署的文件或者公共流程中。"
                )
            if element.propagates:
                yield Finding(
                    RULE, ERROR, resource, element.id, "调用流程应关闭全部变量的传入和传出，逐项写明映射。"
                )
            if "case_no" not in element.inputs:
                yield Finding(RULE, ERROR, resource, element.id, "调用流程没有传入办件编号 case_no。")
