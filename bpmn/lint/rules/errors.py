"""Error events name codes: those that are caught can be thrown, those that are thrown are caught."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.job_types import job_of

RULE = "errors"
AFTER = ("deployable",)


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every error event of every process."""
    for process in diagram.processes:
        for element in process.elements.values():
            if element.event == "error":
                message = _problem(element, process, deployment)
                if message:
                    yield Finding(RULE, ERROR, resource, element.id, message)


def _problem(element: Element, process: ProcessModel, deployment: Deployment) -> str:
    if not element.error_code:
        return "错误事件没有错误代码（errorCode）。"
    if element.kind == "endEvent":
        caught = _caught_outside(element, process)
        return "" if element.error_code in caught else f"抛出的错误 {element.error_code} 没有任何元素捕获。"
    thrown = _thrown(process, deployment, frozenset())
    if element.error_code in thrown:
        return ""
    known = f"可捕获的有 {'、'.join(sorted(thrown))}。" if thrown else "本流程的任务都不声明错误代码。"
    return f"没有任务会抛出错误 {element.error_code}，永远捕获不到：{known}"


def _thrown(process: ProcessModel, deployment: Deployment, seen: frozenset[str]) -> set[str]:
    """Codes that the workers of the process's jobs declare, or that it throws itself, those of called processes included."""
    codes: set[str] = set()
    for element in process.elements.values():
        job = job_of(element)
        codes.update(job.errors if job else ())
        if element.kind == "endEvent" and element.event == "error":
            codes.add(element.error_code)
        called = deployment.called(element.called) if element.kind == "callActivity" else None
        if called is not None and called.id not in seen:
            codes |= _thrown(called, deployment, seen | {called.id})
    return codes


def _caught_outside(element: Element, process: ProcessModel) -> set[str]:
    """Codes that the scopes around the element catch. A process that is called may leave that to its caller."""
    called = not process.start_messages
    codes = {element.error_code} if called else set()
    scope = element.parent
    while scope:
        codes.update(
            each.error_code
            for each in process.elements.values()
            if each.event == "error" and (each.attached_to == scope or _starts_beside(each, scope, process))
        )
        around = process.elements.get(scope)
        scope = "" if around is None else around.parent
    return codes


def _starts_beside(each: Element, scope: str, process: ProcessModel) -> bool:
    around = process.elements.get(each.parent)
    return (
        each.kind == "startEvent"
        and around is not None
        and around.triggered_by_event
        and around.parent == scope
    )
