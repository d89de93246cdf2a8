"""Timers say a point in time with its zone, or a duration, and agree with the limits of the catalogue."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil

from bpmn.diagrams import Diagram, Element, ProcessModel, Timer
from bpmn.generation.comparison import item_of
from bpmn.lint.feel import FeelProblem, Node, parse
from bpmn.lint.finding import ERROR, WARNING, Deployment, Finding

RULE = "timers"
AFTER = ("deployable",)

_DURATION = re.compile(
    r"P(?=.)(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_MONTHS = re.compile(r"P(?=.)(\d+Y)?(\d+M)?")
_CYCLE = re.compile(r"R\d*/(?P<every>P.+)")
_POINTS = frozenset(
    ["due_at", "clock_next", "next", "accepted_at", "inspection_due_at", "sealed_at", "told_by"]
)
"""Variables, and members of what jobs return, that are points in time."""


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every timer, and the day by which a user task is due where it is written outright."""
    for process in diagram.processes:
        for element in process.elements.values():
            if element.timer is not None:
                yield from _timer(resource, element, element.timer, process, deployment)
            elif element.due_date:
                problem = _point_problem(_constant(element.due_date))
                if problem:
                    yield Finding(RULE, ERROR, resource, element.id, f"办理期限{problem}")


def _timer(
    resource: str, element: Element, timer: Timer, process: ProcessModel, deployment: Deployment
) -> Iterator[Finding]:
    problem = _problem(element, timer)
    if problem:
        yield Finding(RULE, ERROR, resource, element.id, f"定时器{problem}")
        return
    length = _length(_constant(timer.text) or "") if timer.kind == "timeDuration" else None
    if length is None:
        return
    host = process.elements.get(element.attached_to)
    item = item_of(host) if host is not None and deployment.theme(process) is not None else ""
    if item:
        problem = _limit_problem(length, item, deployment)
        if problem:
            yield Finding(RULE, ERROR, resource, element.id, problem)
    elif deployment.theme(process) is not None:
        yield Finding(
            RULE,
            WARNING,
            resource,
            element.id,
            "定时器写的是固定时长，不随工作日和时限的中止变化，建议用任务返回的时间，例如 =notice.due_at。",
        )


def _problem(element: Element, timer: Timer) -> str:
    if not timer.text:
        return "没有写明时间。"
    repeats = element.kind == "startEvent" or (element.kind == "boundaryEvent" and not element.interrupting)
    if timer.kind == "timeCycle" and not repeats:
        return "在这里不能用循环，请改用日期或者时长。"
    tree = _tree(timer.text)
    if timer.kind != "timeDate" and tree is not None and tree.kind == "path" and tree.names[-1] in _POINTS:
        return f"的类型是时长，{'.'.join(tree.names)} 却是一个时间点：请把类型改为日期。"
    constant = _constant(timer.text)
    if constant is None:
        return ""
    if timer.kind == "timeDate":
        return _point_problem(constant)
    if timer.kind == "timeCycle":
        match = _CYCLE.fullmatch(constant)
        return (
            ""
            if match and _is_duration(match["every"])
            else f"的循环 {constant} 应写成 R3/PT24H 或者 R/P1D 这样的格式。"
        )
    return "" if _is_duration(constant) else f"的时长 {constant} 应写成 P15D、PT24H 这样的格式（ISO 8601）。"


def _point_problem(text: str | None) -> str:
    """What is wrong with a point in time that is written outright."""
    if text is None:
        return ""
    try:
        point = datetime.fromisoformat(text)
    except ValueError:
        return f"的时间 {text} 应写成 2026-02-27T23:59:59+08:00 这样的格式（ISO 8601）。"
    return "" if point.tzinfo is not None else f"的时间 {text} 没有写明时区，请写成 {text}+08:00 这样的格式。"


def _tree(text: str) -> Node | None:
    if not text.startswith("="):
        return None
    try:
        return parse(text[1:])
    except FeelProblem:
        return None


def _constant(text: str) -> str | None:
    """The text that is written outright: as it stands, as a FEEL text, or in ``duration("…")`` and its like."""
    if not text.startswith("="):
        return text
    tree = _tree(text)
    if tree is not None and tree.kind == "call" and tree.text in ("duration", "date and time", "date"):
        tree = tree.parts[0] if len(tree.parts) == 1 else None
    return str(tree.value) if tree is not None and tree.kind == "literal" else None


def _is_duration(text: str) -> bool:
    return bool(_DURATION.fullmatch(text) or _MONTHS.fullmatch(text))


def _length(text: str) -> timedelta | None:
    match = _DURATION.fullmatch(text)
    return timedelta(**{unit: int(count) for unit, count in match.groupdict("0").items()}) if match else None


def _limit_problem(length: timedelta, item: str, deployment: Deployment) -> str:
    """Whether the item's limit can be kept in that time, and does not end long before it."""
    entry = next((each for each in deployment.catalogue.items() if each.key == item), None)
    if entry is None:
        return ""
    days = length / timedelta(days=1)
    modes = entry.modes_in_force()
    promised = max(mode.promised_days for mode in modes)
    longest = max(promised if mode.statutory_days is None else mode.statutory_days for mode in modes)
    # N working days take N calendar days at least, and with the weekends N ÷ 5 weeks.
    if days < promised:
        return f"定时器的 {days:g} 天短于事项 {item} 的承诺办结时限 {promised} 个工作日，没有到期就会触发。"
    if days > ceil(longest / 5) * 7:
        return f"定时器的 {days:g} 天长于事项 {item} 的办结时限 {longest} 个工作日，超期之后才会触发。"
    return ""
