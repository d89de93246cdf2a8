"""User tasks are native ones with a known form and the bodies that may take them."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "user_tasks"


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """User tasks."""
    for process in diagram.processes:
        for element in process.elements.values():
            if element.kind != "userTask":
                continue
            if not element.native_user_task:
                yield Finding(RULE, ERROR, resource, element.id, "用户任务的实现方式应为 Zeebe 用户任务。")
            if element.form_id not in deployment.form_ids:
                yield Finding(RULE, ERROR, resource, element.id, "用户任务的表单不存在，请核对表单编号。")
            if not element.candidate_groups.startswith("="):
                yield Finding(
                    RULE, ERROR, resource, element.id, "用户任务没有用表达式指定候选组（实施主体编码）。"
                )
