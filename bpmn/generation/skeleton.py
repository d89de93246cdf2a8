"""What every chain has: claim, precheck with supplement, acceptance; answer and archive; withdrawal."""

from bpmn.generation.building_blocks import (
    call,
    date_event,
    end,
    for_each,
    gateway,
    message_event,
    service_task,
)
from bpmn.generation.sketch import Exit, Node, Sketch

MAIN = 340
"""Height of the main line."""
RETURNED = 610
RETURNED_UNTIL = 1290
"""The branch of a returned case reaches to here: rows as low as it begin to its right."""
REFUSED = 100


def draw_beginning(sketch: Sketch) -> Exit:
    """Everything up to the acceptance; returns how its items are reached."""
    start = sketch.add(
        message_event(
            "startEvent",
            "Event_Submitted",
            "申请已提交",
            (180, MAIN),
            "MessageDefinition_Submitted",
            "Message_Submitted",
        )
    )
    claim = sketch.add(service_task("Task_Claim", "确认办件启动", (300, MAIN), "acceptance.claim"))
    claimed = sketch.add(gateway("exclusive", "Gateway_Claimed", "是否首次启动？", (430, MAIN)))
    duplicate = sketch.add(end("Event_Duplicate", "重复启动", (430, 460)))
    precheck = sketch.add(_precheck())
    complete = sketch.add(gateway("exclusive", "Gateway_Complete", "材料是否齐全？", (700, MAIN)))
    accept = sketch.add(service_task("Task_Accept", "受理登记", (840, MAIN), "acceptance.accept"))
    sketch.connect("Flow_ToClaim", start, claim)
    sketch.connect("Flow_ClaimDone", claim, claimed)
    sketch.connect("Flow_Duplicate", claimed, duplicate, name="否", default=True)
    sketch.connect("Flow_Claimed", claimed, precheck, name="是", condition="claim.claimed")
    sketch.connect("Flow_Prechecked", precheck, complete)
    sketch.connect("Flow_Complete", complete, accept, name="齐全", condition="all(prechecks)")
    _draw_supplement(sketch, precheck, complete)
    return Exit(accept, "Flow_Accepted")


def _precheck() -> Node:
    found = call(
        "Call_Precheck",
        "各部门材料预审",
        (560, MAIN),
        "department_precheck",
        {"case_no": "case_no", "item": "precheck_item.item", "body": "precheck_item.body"},
        {"complete": "precheck.complete"},
    )
    found.content.append(for_each("precheck_items", "precheck_item", "prechecks", "complete"))
    return found


def _draw_supplement(sketch: Sketch, precheck: Node, complete: Node) -> None:
    notify = sketch.add(
        service_task(
            "Task_NotifySupplement",
            "一次告知补正",
            (700, 480),
            "notice.supplement",
            inputs={"item": '"chain"'},
        )
    )
    wait = sketch.add(
        gateway("eventBased", "Gateway_AwaitSupplement", "等待补正", (700, RETURNED), label_below=True)
    )
    received = sketch.add(
        message_event(
            "intermediateCatchEvent",
            "Event_SupplementReceived",
            "已补正",
            (560, RETURNED),
            "MessageDefinition_Supplement",
            "Message_Supplement",
        )
    )
    overdue = sketch.add(
        date_event(
            "Event_SupplementOverdue",
            "补正期限届满",
            (830, RETURNED),
            "Timer_SupplementOverdue",
            "notice.due_at",
        )
    )
    sketch.connect("Flow_Incomplete", complete, notify, name="有缺漏", default=True)
    sketch.connect("Flow_Notified", notify, wait)
    sketch.connect("Flow_AwaitMessage", wait, received)
    sketch.connect("Flow_AwaitLimit", wait, overdue)
    sketch.connect("Flow_Supplemented", received, precheck)
    returned = Exit(overdue, "Flow_SupplementOverdue")
    draw_answer(sketch, returned, "Returned", ("告知退件", "已退件"), (950, RETURNED))


def draw_answer(sketch: Sketch, before: Exit, key: str, names: tuple[str, str], at: tuple[int, int]) -> Node:
    """Answer with the result ``key`` in lower case, archive, end; returns the answer, which follows ``before``."""
    (x, y), parent = at, before.node.parent
    answer = sketch.add(
        service_task(f"Task_Answer{key}", names[0], (x, y), "notice.answer", headers={"result": key.lower()})
    )
    answer.parent = parent
    archive = sketch.add(service_task(f"Task_Archive{key}", "归档", (x + 150, y), "archive.file"))
    archive.parent = parent
    done = sketch.add(end(f"Event_{key}", names[1], (x + 280, y)))
    done.parent = parent
    sketch.follow(before, answer)
    sketch.connect(f"Flow_{key}Answered", answer, archive)
    sketch.connect(f"Flow_{key}Archived", archive, done)
    return answer


def draw_withdrawal(sketch: Sketch, top: int) -> None:
    """The event subprocess that answers a withdrawal at any time; its upper edge is at ``top``."""
    middle = top + 85
    box = Node(
        "SubProcess_Withdrawal",
        "subProcess",
        "申请人撤回申请",
        160 + 280,
        middle,
        (560, 170),
        attributes={"triggeredByEvent": "true"},
    )
    sketch.add(box)
    start = message_event(
        "startEvent",
        "Event_WithdrawalRequested",
        "申请人撤回",
        (220, middle),
        "MessageDefinition_Withdrawn",
        "Message_Withdrawn",
    )
    start.parent = box.id
    sketch.add(start)
    withdrawn = Exit(start, "Flow_ToWithdrawnAnswer")
    draw_answer(sketch, withdrawn, "Withdrawn", ("告知终止办理", "已撤回"), (350, middle))
