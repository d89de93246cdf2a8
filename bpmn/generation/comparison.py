"""A designer's diagram beside the theme as it is now: what is to be changed by hand, never what was drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.generation.order import Step, levels

_ITEM = re.compile(r"\bitems\.([a-z][a-z0-9_]*)\.item\b|^=?\"([a-z][a-z0-9_]*)\"$")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing to change: a sentence in Chinese and the elements that it is about."""

    message: str
    elements: tuple[str, ...] = ()


def differences(diagram: Diagram, steps: Sequence[Step]) -> list[Difference]:
    """What to change in ``diagram`` so that it handles exactly ``steps``, in an order that they allow."""
    process = diagram.processes[0]
    drawn = drawn_items(process)
    wanted = {step.item: step for step in steps}
    found = [
        Difference(
            f"删除事项 {item}：主题已不含此事项。删去所列元素，把它前面的连线接到它后面的元素。",
            tuple(elements),
        )
        for item, elements in drawn.items()
        if item not in wanted
    ]
    found += [_missing(step, drawn) for level in levels(steps) for step in level if step.item not in drawn]
    found += [
        Difference(
            f"调整先后：{item} 以 {before} 为前置，图中 {before} 却不在它前面。",
            (*drawn[before], *drawn[item]),
        )
        for item, step in wanted.items()
        for before in step.after
        if item in drawn and before in drawn and not precedes(process, drawn[before], drawn[item])
    ]
    return found


def _missing(step: Step, drawn: dict[str, list[str]]) -> Difference:
    place = [element for each in step.after for element in drawn.get(each, [])]
    where = f"放在 {'、'.join(step.after)} 之后" if step.after else "放在受理登记之后，可与其他事项并联"
    condition = f"；前面加排他网关，条件 ={step.condition}，默认连线绕过" if step.condition else ""
    return Difference(
        f"增加事项 {step.item}（{step.name}）：添加调用活动 item_handling，{where}{condition}。"
        f"输入 case_no、item=items.{step.item}.item、body=items.{step.item}.body，"
        f"输出 outcome → outcomes.{step.item}。",
        tuple(place),
    )


def drawn_items(process: ProcessModel) -> dict[str, list[str]]:
    """The elements that handle each item, by the item that they are given."""
    found: dict[str, list[str]] = {}
    for element in process.elements.values():
        item = item_of(element)
        if item:
            found.setdefault(item, []).append(element.id)
    return found


def item_of(element: Element) -> str:
    """The key of the item that the element handles, or empty."""
    match = _ITEM.search(element.inputs.get("item", ""))
    item = (match.group(1) or match.group(2)) if match else ""
    return "" if item == "chain" else item


def precedes(process: ProcessModel, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether each of ``after`` can be reached from one of ``before``."""
    reached = set(before)
    waiting = list(before)
    while waiting:
        source = waiting.pop()
        for flow in process.flows.values():
            if flow.source == source and flow.target not in reached:
                reached.add(flow.target)
                waiting.append(flow.target)
    return reached.issuperset(after)
