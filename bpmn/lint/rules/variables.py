"""Which variables there are where: what the start brings, what jobs, tasks and mappings add on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn.diagrams import Element, ProcessModel
from bpmn.lint.finding import Deployment
from bpmn.lint.graph import Facts, Graph, left
from bpmn.lint.rules.handed import BROUGHT, CHAIN_VARIABLES, STARTED, needed_by
from bpmn.lint.rules.job_types import job_of
from bpmn.lint.rules.values import TASK_VARIABLES


@dataclass(frozen=True, slots=True)
class Spot:
    """An expression of an element or flow, and the names of the variables that may be there when it is evaluated."""

    owner: str
    place: str
    text: str
    known: Facts


def start_variables(process: ProcessModel, deployment: Deployment) -> Facts | None:
    """What there is at the start; ``None`` when only the sender of the start message knows."""
    if process.id in STARTED:
        return frozenset(STARTED[process.id].variables)
    if process.start_messages:
        return frozenset(CHAIN_VARIABLES) if deployment.theme(process) else None
    handed: set[str] = set(needed_by(process.id))
    for diagram in deployment.diagrams.values():
        for other in diagram.processes:
            calls = (each for each in other.elements.values() if each.called == process.id)
            handed.update(_root(target) for each in calls for target in each.inputs)
    return frozenset(handed)


def given_after(process: ProcessModel) -> dict[str, Facts]:
    """The variables that each place adds to those that are there."""
    return {left(element): _given(element) for element in process.elements.values()}


def before(process: ProcessModel, start: Facts, *, surely: bool) -> dict[str, Facts]:
    """The variables before each place, on every way there (``surely``) or on some."""
    return Graph(process).before(given_after(process), start, surely=surely)


def spots(process: ProcessModel, start: Facts, deployment: Deployment) -> Iterator[Spot]:
    """Every expression of the process with what it may read."""
    known = before(process, start, surely=False)
    given = given_after(process)
    for flow in process.flows.values():
        source = process.elements.get(flow.source)
        if flow.condition and source is not None:
            place = left(source)
            there = known.get(place, start) | given.get(place, frozenset())
            yield Spot(flow.id, "连线的条件", flow.condition, there)
    for element in process.elements.values():
        yield from _spots(element, known, process, deployment)


def _spots(
    element: Element, known: Mapping[str, Facts], process: ProcessModel, deployment: Deployment
) -> Iterator[Spot]:
    there = known.get(element.id, frozenset())
    if element.loop is not None:
        yield Spot(element.id, "多实例的集合", element.loop.collection, there)
        there |= {element.loop.element, "loopCounter"}
    for target, source in element.inputs.items():
        yield Spot(element.id, f"输入 {target}", source, there)
        there |= {_root(target)}
    for place, text in _texts(element):
        yield Spot(element.id, place, text, there)
    there |= _result(element, process, deployment)
    for target, source in element.outputs.items():
        yield Spot(element.id, f"输出 {target}", source, there)
        there |= {_root(target)}
    if element.loop is not None:
        yield Spot(element.id, "多实例的结果", element.loop.output_element, there)
    if element.timer is not None:
        host = process.elements.get(element.attached_to)
        local = frozenset(map(_root, host.inputs)) if host is not None else frozenset()
        yield Spot(element.id, "定时器的时间", element.timer.text, known.get(element.id, frozenset()) | local)


def _texts(element: Element) -> Iterator[tuple[str, str]]:
    yield "任务类型", element.job_type
    yield "候选组", element.candidate_groups
    yield "办理期限", element.due_date
    yield "消息的关联键", element.correlation


def _given(element: Element) -> Facts:
    if element.loop is not None:
        # What each round sets stays in that round.
        return frozenset([element.loop.output_collection]) - {""}
    if element.outputs:
        return frozenset(map(_root, element.outputs))
    if element.event == "message":
        return frozenset(BROUGHT.get(element.message, ()))
    job = job_of(element)
    named = {job.output} if job else {TASK_VARIABLES.get(element.form_id, "")}
    return frozenset(named - {""})


def _result(element: Element, process: ProcessModel, deployment: Deployment) -> Facts:
    """What the job, the officer, the called process or what is inside brings, before the outputs take from it."""
    if element.kind == "subProcess":
        inside = (each for each in process.elements.values() if each.parent == element.id)
        return frozenset().union(*map(_given, inside))
    job = job_of(element)
    if job is not None:
        return frozenset([job.output])
    called = deployment.called(element.called) if element.kind == "callActivity" else None
    if called is not None:
        return frozenset().union(needed_by(called.id), *given_after(called).values())
    return frozenset([TASK_VARIABLES.get(element.form_id, "")]) - {""}


def _root(target: str) -> str:
    return target.partition(".")[0]
