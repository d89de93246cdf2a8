"""Service tasks name a known job type of the body that does it, with its headers and retries."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from bpmn.diagrams import Diagram, Element
from bpmn.lint.finding import ERROR, Deployment, Finding
from chain.job_types import JOB_TYPES, JobType

RULE = "job_types"
AFTER = ()

ANSWERS = frozenset(["completed", "not_accepted", "refused", "returned", "withdrawn"])

_TYPE = re.compile(r'=\s*"([a-z_]+\.[a-z_]+)\."\s*\+\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)')
_TASKS_WITH_JOBS = frozenset(["serviceTask", "sendTask", "scriptTask", "businessRuleTask"])


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Job types, their headers and retries: of each task what is wrong first."""
    for process in diagram.processes:
        for element in process.elements.values():
            if element.kind in _TASKS_WITH_JOBS or element.job_type:
                message = next(_problems(element), None)
                if message is not None:
                    yield Finding(RULE, ERROR, resource, element.id, message)


def job_of(element: Element) -> JobType | None:
    """The type of the job that the element makes, when it names one that there is."""
    match = _TYPE.fullmatch(element.job_type)
    return None if match is None else JOB_TYPES.get(match.group(1))


def _problems(element: Element) -> Iterator[str]:
    match = _TYPE.fullmatch(element.job_type)
    if match is None:
        yield '任务类型应写成 ="类别.功能." + 实施主体，例如 ="review.precheck." + body。'
        return
    job = JOB_TYPES.get(match.group(1))
    if job is None:
        close = get_close_matches(match.group(1), JOB_TYPES, 1)
        meant = f"，是否应为 {close[0]}？" if close else "，可用的类型见 chain/job_types.py。"
        yield f"没有名为 {match.group(1)} 的任务类型{meant}"
        return
    yield from _header_problems(element, job)
    if not re.fullmatch(r"[1-9]|10", element.retries):
        yield "任务没有设定重试次数（1至10次）。"


def _header_problems(element: Element, job: JobType) -> Iterator[str]:
    for name in job.headers:
        if not element.headers.get(name):
            yield f"任务缺少任务头 {name}。"
    if job.name == "notice.answer" and element.headers.get("result", "completed") not in ANSWERS:
        yield f"任务头 result 应为 {'、'.join(sorted(ANSWERS))} 之一。"
