"""Called processes exist, are named outright, get what they need, and share no variables but the mapped ones."""

from collections.abc import Iterator
from difflib import get_close_matches

from bpmn.diagrams import Diagram, Element
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.handed import needed_by

RULE = "called_processes"
AFTER = ()


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Call activities: of each what is wrong first."""
    for process in diagram.processes:
        for element in process.elements.values():
            if element.kind == "callActivity":
                message = next(_problems(element, deployment), None)
                if message is not None:
                    yield Finding(RULE, ERROR, resource, element.id, message)


def _problems(element: Element, deployment: Deployment) -> Iterator[str]:
    called = deployment.called(element.called)
    if called is None:
        close = get_close_matches(element.called, deployment.shared, 1)
        meant = f"，是否应为 {close[0]}？" if close else "：应在本次部署的文件或者公共流程中。"
        yield f"调用的流程 {element.called or '（空）'} 不存在{meant}"
        return
    if called.start_messages:
        yield f"流程 {element.called} 由消息启动，不能被调用。"
    if element.propagates:
        yield "调用流程应关闭全部变量的传入和传出（propagateAll…），逐项写明映射。"
    needed = needed_by(element.called) if element.called in deployment.shared else ("case_no",)
    missing = [name for name in needed if name not in element.inputs]
    if missing:
        yield f"调用流程 {element.called} 没有传入 {'、'.join(missing)}，请补充输入映射。"
