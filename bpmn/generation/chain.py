"""Draws a theme's chain: what every chain has, and between acceptance and answer its items level by level."""

from collections.abc import Sequence

from bpmn.generation.building_blocks import call, gateway
from bpmn.generation.order import Step, levels
from bpmn.generation.skeleton import (
    MAIN,
    REFUSED,
    UNACCEPTED_UNTIL,
    draw_answer,
    draw_beginning,
    draw_withdrawal,
)
from bpmn.generation.sketch import Exit, Node, Side, Sketch, camel

ROW = 140
"""Distance of rows that run side by side; a passed-over item is gone round within it."""
_DETOUR = 64
_LOWEST = 600


def draw_chain(steps: Sequence[Step]) -> Sketch:
    """The diagram of a chain of these steps; raises :class:`bpmn.errors.CatalogueError` for a circle."""
    sketch = Sketch()
    before = draw_beginning(sketch)
    parts = levels(steps)
    lowest = MAIN + (max(len(level) for level in parts) - 1) * ROW
    x = UNACCEPTED_UNTIL
    refusals: list[Exit] = []
    for number, level in enumerate(parts, start=1):
        before, x = _draw_level(sketch, level, number, before, x)
        ending = [step for step in level if step.ends_chain]
        if ending:
            refused, before, x = _draw_refusal(sketch, ending, number, before, x)
            refusals.append(refused)
    draw_answer(sketch, before, "completed", ("统一反馈结果", "已办结"), (x + 50, MAIN))
    if refusals:
        _answer_refusals(sketch, refusals)
    draw_withdrawal(sketch, max(_LOWEST, lowest + ROW))
    return sketch


def _draw_level(sketch: Sketch, level: Sequence[Step], number: int, before: Exit, x: int) -> tuple[Exit, int]:
    """Draws a level from ``x`` to the right; returns how to leave it and from where to go on."""
    if len(level) == 1:
        first, last, x = _draw_item(sketch, level[0], x, MAIN)
        sketch.follow(before, first)
        return Exit(last, f"Flow_{camel(level[0].item)}Handled"), x
    fork = sketch.add(gateway("parallel", f"Gateway_Fork{number}", "并联办理", (x + 25, MAIN)))
    sketch.follow(before, fork)
    rows = [_draw_item(sketch, step, x + 130, MAIN + row * ROW) for row, step in enumerate(level)]
    end = max(until for _, _, until in rows)
    join = sketch.add(gateway("parallel", f"Gateway_Join{number}", "全部办完", (end + 25, MAIN)))
    for step, (first, last, _) in zip(level, rows, strict=True):
        name = camel(step.item)
        down = () if first.y == MAIN else ((fork.x, first.y),)
        up = () if last.y == MAIN else ((join.x, last.y),)
        sketch.connect(f"Flow_To{name}", fork, first, via=down)
        sketch.connect(f"Flow_{name}ToJoin", last, join, via=up)
    return Exit(join, f"Flow_Joined{number}"), end + 130


def _draw_item(sketch: Sketch, step: Step, x: int, y: int) -> tuple[Node, Node, int]:
    """Draws an item from ``x``: first and last node, and where it ends. An optional one can be gone round."""
    name = camel(step.item)
    if not step.condition:
        handled = sketch.add(_item_call(step, (x + 50, y)))
        return handled, handled, x + 165
    ask = sketch.add(gateway("exclusive", f"Gateway_Need{name}", "是否办理？", (x + 25, y)))
    handled = sketch.add(_item_call(step, (x + 165, y)))
    done = sketch.add(gateway("exclusive", f"Gateway_Done{name}", "办理汇合", (x + 305, y)))
    sketch.connect(f"Flow_Need{name}", ask, handled, name="是", condition=step.condition)
    sketch.connect(f"Flow_{name}Done", handled, done)
    sketch.connect(
        f"Flow_Skip{name}",
        ask,
        done,
        via=((ask.x, y + _DETOUR), (done.x, y + _DETOUR)),
        name="否",
        default=True,
    )
    return ask, done, x + 395


def _item_call(step: Step, at: tuple[int, int]) -> Node:
    return call(
        f"Call_{camel(step.item)}",
        f"办理{step.name}",
        at,
        "item_handling",
        {"case_no": "case_no", "item": f"items.{step.item}.item", "body": f"items.{step.item}.body"},
        {f"outcomes.{step.item}": "outcome"},
    )


def _draw_refusal(
    sketch: Sketch, ending: Sequence[Step], number: int, before: Exit, x: int
) -> tuple[Exit, Exit, int]:
    """After a level: was an item that ends the chain refused? Returns the ways of yes and no, and where to go on."""
    ask = sketch.add(
        gateway(
            "exclusive", f"Gateway_Refused{number}", "是否终止办理？", (x + 25, MAIN), label_at=Side.BELOW
        )
    )
    sketch.follow(before, ask)
    refused = " or ".join(f'outcomes.{step.item} = "refused"' for step in ending)
    return (
        Exit(ask, f"Flow_Refused{number}", "是", refused),
        Exit(ask, f"Flow_GoOn{number}", "否", default=True),
        x + 130,
    )


def _answer_refusals(sketch: Sketch, refusals: Sequence[Exit]) -> None:
    """One answer above the last of the questions; earlier ones lead to it from the left."""
    *earlier, last = refusals
    answer = draw_answer(sketch, last, "refused", ("告知不予许可", "主题办件终止"), (last.node.x, REFUSED))
    for each in earlier:
        sketch.follow(each, answer, via=((each.node.x, REFUSED),))
