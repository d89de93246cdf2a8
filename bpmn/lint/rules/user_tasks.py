"""User tasks are native ones with a known form, the bodies that may take them, and a day by which they are due."""

from collections.abc import Iterator
from difflib import get_close_matches

from bpmn.diagrams import Diagram, Element
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "user_tasks"
AFTER = ()


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """User tasks."""
    for process in diagram.processes:
        for element in process.elements.values():
            if element.kind == "userTask":
                for message in _problems(element, deployment):
                    yield Finding(RULE, ERROR, resource, element.id, message)


def _problems(element: Element, deployment: Deployment) -> Iterator[str]:
    if not element.native_user_task:
        yield "用户任务的实现方式应为 Zeebe 用户任务，并填写表单、候选组和办理期限。"
        return
    if not element.form_id:
        yield "用户任务没有表单，请填写表单编号。"
    elif element.form_id not in deployment.decisions:
        close = get_close_matches(element.form_id, deployment.decisions, 1)
        meant = f"，是否应为 {close[0]}？" if close else "，请核对表单编号。"
        yield f"用户任务的表单 {element.form_id} 不存在{meant}"
    if not element.candidate_groups.startswith("="):
        yield "用户任务没有用表达式指定候选组（实施主体编码），例如 =[body]。"
    if not element.due_date:
        yield "用户任务没有办理期限（dueDate），例如 =review.due_at。"
