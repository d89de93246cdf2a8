"""What every chain has: claim, acceptance; answer and archive; withdrawal."""

from bpmn.generation.building_blocks import call, end, gateway, message_event, service_task
from bpmn.generation.sketch import Exit, Node, Point, Side, Sketch, camel

MAIN = 340
"""Height of the main line."""
RETURNED = 480
NOT_ACCEPTED = 220
UNACCEPTED_UNTIL = 1180
"""The branches of cases that are not accepted, below and above the main line, reach to here."""
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
    acceptance = sketch.add(_acceptance())
    came_to = sketch.add(
        gateway("exclusive", "Gateway_Acceptance", "受理结果？", (700, MAIN), label_at=Side.LEFT)
    )
    sketch.connect("Flow_ToClaim", start, claim)
    sketch.connect("Flow_ClaimDone", claim, claimed)
    sketch.connect("Flow_Duplicate", claimed, duplicate, name="否", default=True)
    sketch.connect("Flow_Claimed", claimed, acceptance, name="是", condition="claim.claimed")
    sketch.connect("Flow_AcceptanceDone", acceptance, came_to)
    _draw_unaccepted(sketch, came_to)
    return Exit(came_to, "Flow_Accepted", "受理", _came_to("accepted"))


def _acceptance() -> Node:
    inputs = ("case_no", "lead_body", "precheck_items", "told_by")
    return call(
        "Call_Acceptance",
        "统一受理",
        (560, MAIN),
        "unified_acceptance",
        {name: name for name in inputs},
        {"acceptance": "acceptance"},
    )


def _came_to(outcome: str) -> str:
    return f'acceptance.outcome = "{outcome}"'


def _draw_unaccepted(sketch: Sketch, came_to: Node) -> None:
    """A case that is returned because nothing was supplemented in time, and one whose items are all refused acceptance."""
    returned = Exit(came_to, "Flow_Returned", "退件", _came_to("returned"))
    names = ("告知退件", "已退件")
    draw_answer(sketch, returned, "returned", names, (830, RETURNED), via=((700, RETURNED),))
    refused = Exit(came_to, "Flow_NotAccepted", "不予受理", _came_to("not_accepted"))
    names = ("告知不予受理", "不予受理")
    draw_answer(sketch, refused, "not_accepted", names, (830, NOT_ACCEPTED), via=((700, NOT_ACCEPTED),))


def draw_answer(
    sketch: Sketch,
    before: Exit,
    result: str,
    names: tuple[str, str],
    at: Point,
    *,
    via: tuple[Point, ...] = (),
) -> Node:
    """Answer with the result, archive, end; returns the answer, which follows ``before`` by way of ``via``."""
    (x, y), parent, key = at, before.node.parent, camel(result)
    answer = sketch.add(
        service_task(f"Task_Answer{key}", names[0], (x, y), "notice.answer", headers={"result": result})
    )
    answer.parent = parent
    archive = sketch.add(service_task(f"Task_Archive{key}", "归档", (x + 150, y), "archive.file"))
    archive.parent = parent
    done = sketch.add(end(f"Event_{key}", names[1], (x + 280, y)))
    done.parent = parent
    sketch.follow(before, answer, via=via)
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
    draw_answer(sketch, withdrawn, "withdrawn", ("告知终止办理", "已撤回"), (350, middle))
