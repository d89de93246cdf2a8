"""Messages that a chain waits for are ones that are sent, and find this case alone."""

from collections.abc import Iterator
from difflib import get_close_matches

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.lint.feel import FeelProblem, free_paths, parse
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "messages"
AFTER = ("deployable",)

SUPPLEMENT = "supplement-submitted"
WITHDRAWAL = "case-withdrawn"
_ITEM = (("case_no",), ("item",))
_KEYS = {
    SUPPLEMENT: (("case_no",), ("notice", "notice_no")),
    WITHDRAWAL: (("case_no",),),
    "item-closed": _ITEM,
    "item-released": _ITEM,
    "obligation-settled": _ITEM,
    "obligation-changed": (("case_no",), ("obligation_no",)),
    "matter-changed": (("case_no",), ("matter_no",)),
}
"""The messages that the gateway sends, and what must be read in their correlation keys."""

_WANTED = {
    SUPPLEMENT: '=case_no + "/事项/" + notice.notice_no，主题层面的事项写 chain',
    WITHDRAWAL: "=case_no",
    "item-closed": '=case_no + "/" + item',
    "item-released": '=case_no + "/" + item',
    "obligation-settled": '=case_no + "/" + item',
    "obligation-changed": '=case_no + "/" + obligation_no',
    "matter-changed": '=case_no + "/" + matter_no',
}
"""How their correlation keys are written."""


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Every event or task that waits for a message; that which starts the process is the rule ``start_message``'s."""
    for process in diagram.processes:
        said: set[str] = set()
        for element in process.elements.values():
            if not _waits(element, process):
                continue
            message = next(_problems(element), None)
            if message is not None and element.message_id not in said:
                # Events that share a message share its mistake.
                said.add(element.message_id)
                yield Finding(RULE, ERROR, resource, element.id, message)


def _waits(element: Element, process: ProcessModel) -> bool:
    if element.kind == "receiveTask":
        return True
    catches = element.kind in ("intermediateCatchEvent", "boundaryEvent", "startEvent")
    starts = element.kind == "startEvent" and element.parent == process.id
    return element.event == "message" and catches and not starts


def _problems(element: Element) -> Iterator[str]:
    if not element.message:
        yield "消息事件没有选定消息（messageRef），或者消息没有名称。"
    elif element.message not in _KEYS:
        close = get_close_matches(element.message, _KEYS, 1)
        meant = f"，是否应为 {close[0]}？" if close else f"：可用的有 {'、'.join(sorted(_KEYS))}。"
        yield f"没有人发送名为 {element.message} 的消息{meant}"
    elif not element.correlation:
        yield f"消息 {element.message} 没有关联键（correlationKey）：{_wanted(element.message)}。"
    elif not element.correlation.startswith("="):
        yield f"消息 {element.message} 的关联键是固定文字，所有办件都会收到同一条消息：{_wanted(element.message)}。"
    else:
        yield from _key_problems(element)


def _key_problems(element: Element) -> Iterator[str]:
    try:
        read = set(free_paths(parse(element.correlation[1:])))
    except FeelProblem:
        return
    if not read:
        yield f"消息 {element.message} 的关联键是常量，所有办件都会收到同一条消息：{_wanted(element.message)}。"
        return
    missing = [path for path in _KEYS[element.message] if path not in read]
    if missing:
        names = "、".join(".".join(path) for path in missing)
        yield f"消息 {element.message} 的关联键没有用到 {names}：{_wanted(element.message)}。"


def _wanted(message: str) -> str:
    return f"应写成 {_WANTED[message]}"
