"""Service tasks name a known job type of the body that does it, and give it what it needs."""

import re
from collections.abc import Iterator

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.lint.finding import ERROR, Deployment, Finding
from chain.job_types import JOB_TYPES, JobType

RULE = "job_types"

ANSWERS = frozenset(["completed", "refused", "returned", "withdrawn"])
START_VARIABLES = frozenset(
    ["case_no", "theme", "region", "lead_body", "situation", "items", "precheck_items"]
)
CALLED_VARIABLES = frozenset(["case_no", "item", "body"])

_TYPE = re.compile(r'=\s*"([a-z_]+\.[a-z_]+)\."\s*\+\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)')
_TASKS_WITH_JOBS = frozenset(["serviceTask", "sendTask", "scriptTask", "businessRuleTask"])


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Job types, their inputs, headers and retries."""
    for process in diagram.processes:
        for element in process.elements.values():
            if element.kind in _TASKS_WITH_JOBS or element.job_type:
                for message in _problems(element, process):
                    yield Finding(RULE, ERROR, resource, element.id, message)


def _problems(element: Element, process: ProcessModel) -> Iterator[str]:
    match = _TYPE.fullmatch(element.job_type)
    if match is None:
        yield '任务类型应写成 ="类别.功能." + 实施主体，例如 ="review.precheck." + body。'
        return
    job = JOB_TYPES.get(match.group(1))
    if job is None:
        yield f"没有名为 {match.group(1)} 的任务类型。"
        return
    available = _available(process) | set(element.inputs)
    for name in job.inputs:
        if name not in available:
            yield f"任务需要变量 {name}，请在输入映射中给出。"
    yield from _header_problems(element, job)
    if not re.fullmatch(r"[1-9]|10", element.retries):
        yield "任务没有设定重试次数（1至10次）。"


def _header_problems(element: Element, job: JobType) -> Iterator[str]:
    for name in job.headers:
        if not element.headers.get(name):
            yield f"任务缺少任务头 {name}。"
    if job.name == "notice.answer" and element.headers.get("result", "completed") not in ANSWERS:
        yield f"任务头 result 应为 {'、'.join(sorted(ANSWERS))} 之一。"


def _available(process: ProcessModel) -> set[str]:
    known = START_VARIABLES if process.start_messages else CALLED_VARIABLES
    jobs = (_TYPE.fullmatch(each.job_type) for each in process.elements.values())
    named = {match.group(1) for match in jobs if match}
    return {*known, *(JOB_TYPES[name].output for name in named if name in JOB_TYPES)}
