"""Whether a running instance can go on in another version of its diagram, element by element of the same id.

The limits are those of Zeebe 8.5 (documentation of process instance migration): only service tasks, user tasks and
embedded subprocesses migrate; no event subprocess in either version; no boundary events but messages, which lose or get
their subscription; nothing may change its kind or the subprocess it stands in; called instances do not migrate at all.
What is not supported is told and never tried.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bpmn.diagrams.model import Element, ProcessModel

_KINDS = {"serviceTask": "服务任务", "userTask": "用户任务", "subProcess": "子流程"}
_OTHERS = {
    "callActivity": "调用活动",
    "eventBasedGateway": "事件网关",
    "intermediateCatchEvent": "等待事件",
    "receiveTask": "接收任务",
}
_MULTIPLE = "MULTI_INSTANCE_BODY"


@dataclass(frozen=True, slots=True)
class Standing:
    """An element instance that is active: the element's id and what the engine calls its type."""

    element: str
    type: str


@dataclass(frozen=True, slots=True)
class Carrying:
    """Ids of active elements that keep their id in the target, and in Chinese what stands in the way."""

    elements: tuple[str, ...]
    obstacles: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """Whether the engine can be asked."""
        return not self.obstacles


def map_instance(
    source: ProcessModel, target: ProcessModel, active: Iterable[Standing], *, called: bool
) -> Carrying:
    """How an instance of ``source`` goes on in ``target``; ``called`` when another instance called it."""
    standing = list(active)
    whole = list(_whole(source, target, called=called))
    single = [reason for each in standing for reason in _single(each, source, target)]
    elements = tuple(dict.fromkeys(each.element for each in standing if not _single(each, source, target)))
    return Carrying(elements, tuple(dict.fromkeys([*whole, *single])))


def _whole(source: ProcessModel, target: ProcessModel, *, called: bool) -> Iterator[str]:
    if called:
        yield "由其他流程调用的流程实例，引擎不支持迁移。"
    for model, label in ((source, "原版本"), (target, "目标版本")):
        for element in model.elements.values():
            if element.triggered_by_event:
                yield f"{label}含事件子流程“{element.name or element.id}”，引擎不支持迁移。"


def _single(standing: Standing, source: ProcessModel, target: ProcessModel) -> list[str]:
    old, new = source.elements.get(standing.element), target.elements.get(standing.element)
    if old is None:
        return [f"{standing.element} 不在原版本的流程图中。"]
    label = f"“{old.name or old.id}”（{old.id}）"
    if standing.type == _MULTIPLE:
        return [f"{label}是多实例，引擎不支持迁移。"]
    if old.kind not in _KINDS:
        return [f"{label}是{_OTHERS.get(old.kind, old.kind)}，引擎不支持迁移。"]
    if new is None:
        return [f"{label}在目标版本中没有相同编号的元素。"]
    return [f"{label}{reason}" for reason in _changed(old, new, source, target)]


def _changed(old: Element, new: Element, source: ProcessModel, target: ProcessModel) -> Iterator[str]:
    if new.kind != old.kind:
        yield f"由{_KINDS[old.kind]}改成了{_KINDS.get(new.kind) or _OTHERS.get(new.kind, new.kind)}，不能对应。"
    if new.native_user_task != old.native_user_task:
        yield "改变了用户任务的实现方式，不能对应。"
    if _scope(old, source) != _scope(new, target):
        yield "移入或者移出了子流程，不能对应。"
    before, after = _boundary(old.id, source), _boundary(new.id, target)
    if any(each.event != "message" for each in (*before, *after)):
        yield "带有消息以外的边界事件，引擎不支持迁移。"
    elif {each.message for each in before} & {each.message for each in after}:
        yield "在两个版本中带有相同消息的边界事件，引擎不支持迁移。"


def _scope(element: Element, model: ProcessModel) -> tuple[str, ...]:
    parent = model.elements.get(element.parent)
    return () if parent is None else (parent.id, *_scope(parent, model))


def _boundary(element: str, model: ProcessModel) -> list[Element]:
    return [each for each in model.elements.values() if each.attached_to == element]
