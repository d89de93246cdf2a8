"""A theme's chain is accepted as the law wants it, can be withdrawn, and answers however it ends."""

from collections.abc import Iterator

from bpmn.catalogue import Theme
from bpmn.diagrams import Diagram, ProcessModel
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.messages import WITHDRAWAL

RULE = "ways_out"
AFTER = ("reachable", "job_types", "called_processes", "messages")
ACCEPTANCE = "unified_acceptance"


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Acceptance, withdrawal, and the answers of the theme's process."""
    for process in diagram.processes:
        theme = deployment.theme(process)
        # A missing answer follows from a missing way: one remark says what to draw.
        message = None if theme is None else next(_missing(process, theme), None)
        if message is not None:
            yield Finding(RULE, ERROR, resource, process.id, message)


def _missing(process: ProcessModel, theme: Theme) -> Iterator[str]:
    elements = process.elements.values()
    inside = {each.id for each in elements if each.triggered_by_event and each.parent == process.id}
    starts = (each for each in elements if each.kind == "startEvent" and each.parent in inside)
    started = {each.message for each in starts if each.interrupting}
    answers = {each.headers["result"] for each in elements if "result" in each.headers}
    if all(each.called != ACCEPTANCE for each in elements):
        yield f"没有调用统一受理 {ACCEPTANCE}：不能预审、一次告知补正，也不能在告知期限届满时受理。"
    if WITHDRAWAL not in started:
        yield "没有由消息 case-withdrawn 触发、中断主流程的事件子流程：申请人无法撤回。"
    for result, sentence in _wanted(theme).items():
        if result not in answers:
            yield f"没有反馈“{sentence}”的任务（任务头 result = {result}）。"


def _wanted(theme: Theme) -> dict[str, str]:
    wanted = {"completed": "办结", "withdrawn": "撤回", "returned": "退件", "not_accepted": "不予受理"}
    if any(theme.outcomes.ends_chain(item) for item in theme.items):
        wanted["refused"] = "不予许可"
    return wanted
