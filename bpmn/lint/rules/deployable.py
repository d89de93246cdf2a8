"""What the engine refuses when a diagram is deployed, or cannot run (the validators of Zeebe 8.5)."""

from collections.abc import Callable, Iterator

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.lint.finding import ERROR, WARNING, Deployment, Finding

RULE = "deployable"
AFTER = ("unique_ids",)

_UNSUPPORTED = {
    "transaction": "事务子流程",
    "adHocSubProcess": "自由子流程",
    "complexGateway": "复杂网关",
}
_EVENTS = {
    "startEvent": {"", "message", "timer", "signal", "error", "escalation"},
    "intermediateCatchEvent": {"message", "timer", "signal", "link"},
    "intermediateThrowEvent": {"", "message", "signal", "escalation", "link", "compensate"},
    "boundaryEvent": {"message", "timer", "error", "signal", "escalation", "compensate"},
    "endEvent": {"", "message", "terminate", "error", "signal", "escalation", "compensate"},
}
_AFTER_EVENT_GATEWAY = frozenset(["message", "timer", "signal"])


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Each element by itself and in its place."""
    for process in diagram.processes:
        for element in process.elements.values():
            # One remark an element: the first says what is at fault, the rest would follow from it.
            message = next((found for part in _CHECKS for found in part(element, process)), None)
            if message is not None:
                yield Finding(RULE, ERROR, resource, element.id, message)
            elif element.kind in ("task", "manualTask"):
                level = ERROR if element.kind == "task" else WARNING
                said = "这种任务不产生任何工作，引擎直接通过：请改用服务任务或者用户任务。"
                yield Finding(RULE, level, resource, element.id, said)


def _kind(element: Element, _process: ProcessModel) -> Iterator[str]:
    if element.kind in _UNSUPPORTED:
        yield f"流程引擎不支持{_UNSUPPORTED[element.kind]}，请改用其他元素。"
    if element.events > 1:
        yield "一个事件只能有一种触发方式。"
    if element.kind in _EVENTS and element.event not in _EVENTS[element.kind]:
        yield f"流程引擎不支持这里的事件类型 {element.event or '（空）'}。"
    if element.loop is not None and not element.loop.collection:
        yield "多实例没有写明逐一处理的集合（inputCollection）。"


def _place(element: Element, process: ProcessModel) -> Iterator[str]:
    arriving = [flow for flow in process.flows.values() if flow.target == element.id]
    leaving = [flow for flow in process.flows.values() if flow.source == element.id]
    if element.kind == "startEvent" and arriving:
        yield "开始事件之前不能有连线。"
    if element.kind == "endEvent" and leaving:
        yield "结束事件之后不能有连线。"
    if element.kind == "inclusiveGateway" and len(arriving) > 1:
        yield "流程引擎不支持用包容网关汇合，请改用并行网关或者排他网关。"
    if element.kind == "boundaryEvent" and element.attached_to not in process.elements:
        yield "边界事件没有附着在任何元素上。"
    if element.kind == "boundaryEvent" and arriving:
        yield "边界事件之前不能有连线。"
    if element.kind == "boundaryEvent" and element.event == "error" and not element.interrupting:
        yield "错误边界事件只能是中断的。"


def _event_gateway(element: Element, process: ProcessModel) -> Iterator[str]:
    if element.kind != "eventBasedGateway":
        return
    targets = [
        process.elements.get(flow.target) for flow in process.flows.values() if flow.source == element.id
    ]
    for target in targets:
        if target is None:
            continue
        if target.kind != "intermediateCatchEvent" or target.event not in _AFTER_EVENT_GATEWAY:
            yield f"事件网关之后只能是消息、定时或者信号的中间捕获事件，{target.id} 不是。"
        elif sum(flow.target == target.id for flow in process.flows.values()) > 1:
            yield f"事件网关之后的事件 {target.id} 不能有其他连线进入。"


def _subprocess(element: Element, process: ProcessModel) -> Iterator[str]:
    if element.kind != "subProcess":
        return
    starts = [
        each for each in process.elements.values() if each.kind == "startEvent" and each.parent == element.id
    ]
    if len(starts) != 1:
        yield "子流程应当有且只有一个开始事件。"
    elif element.triggered_by_event and not starts[0].event:
        yield "事件子流程的开始事件应写明由什么触发（消息、定时或者错误）。"
    elif not element.triggered_by_event and starts[0].event:
        yield "普通子流程的开始事件不能有触发条件。"


_CHECKS: tuple[Callable[[Element, ProcessModel], Iterator[str]], ...] = (
    _kind,
    _place,
    _event_gateway,
    _subprocess,
)
