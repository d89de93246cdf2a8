"""Mistakes in the processes that every chain calls: loops, notices, timers, what messages bring."""

from tests.unit.bpmn.planting import Planted, put, retagged, without_flow

CHAIN = "=case_no + &quot;/chain/&quot; + notice.notice_no"
TIMER = '<bpmn:timeDate xsi:type="bpmn:tFormalExpression">={}</bpmn:timeDate>'
WAIT = TIMER.format("notice.due_at")
TOLD_BY = TIMER.format("told_by")
LATE, RECEIVED, TIME_UP = (
    "Event_Acceptance_Overdue",
    "Event_Acceptance_Supplemented",
    "Event_Acceptance_CheckTimeUp",
)

IN_THE_ACCEPTANCE = [
    Planted(
        "job's input forgotten",
        put('<zeebe:input source="=&quot;chain&quot;" target="item"/>', ""),
        "job_inputs",
        "Task_NotifySupplement",
    ),
    Planted(
        "split without conditions",
        retagged("Gateway_Acceptance_Await", "exclusiveGateway"),
        "outgoing",
        "Gateway_Acceptance_Await",
    ),
    Planted(
        "time is up and leads nowhere",
        without_flow("Flow_Acceptance_CheckTimeUp"),
        "outgoing",
        TIME_UP,
    ),
    Planted(
        "loop over nothing", put('inputCollection="=precheck_items" ', ""), "deployable", "Call_Precheck"
    ),
    Planted("correlation without the notice", put(CHAIN, "=case_no"), "messages", RECEIVED),
    Planted("timer without zone", put("=notice.due_at", "2027-01-01T00:00:00"), "timers", LATE),
    Planted(
        "timer without zone in FEEL",
        put("=notice.due_at", "=date and time(&quot;2027-01-01T00:00:00&quot;)"),
        "timers",
        LATE,
    ),
    Planted("timer that is no date", put("=notice.due_at", "P15X"), "timers", LATE),
    Planted("point in time as duration", put(WAIT, WAIT.replace("timeDate", "timeDuration")), "timers", LATE),
    Planted(
        "last day for telling as duration",
        put(TOLD_BY, TOLD_BY.replace("timeDate", "timeDuration")),
        "timers",
        TIME_UP,
    ),
    Planted("timer left empty", put(WAIT, ""), "timers", LATE),
    Planted("due date misspelt", put("=notice.due_at", "=notice.due"), "feel_variables", LATE),
    Planted(
        "outcome that no acceptance comes to",
        put('=acceptance.outcome = "told"', '=acceptance.outcome = "tald"'),
        "feel_values",
        "Flow_Acceptance_Told",
    ),
    Planted("last day for telling misspelt", put(TOLD_BY, TIMER.format("told")), "feel_variables", TIME_UP),
    Planted(
        "bracket left open",
        put("=all(prechecks)", "=all(prechecks"),
        "feel_syntax",
        "Flow_Acceptance_Complete",
    ),
    Planted(
        "variable misspelt",
        put("=all(prechecks)", "=all(precheks)"),
        "feel_variables",
        "Flow_Acceptance_Complete",
    ),
    Planted(
        "loop's member misspelt",
        put("=precheck_item.body", "=precheck_item.bdy"),
        "feel_variables",
        "Call_Precheck",
    ),
]

IN_THE_ITEM = [
    Planted(
        "message that nobody sends", put('"item-closed"', '"item-close"'), "messages", "Event_Item_Closed"
    ),
    Planted(
        "correlation without the item",
        put('=case_no + &quot;/&quot; + item"', '=case_no"'),
        "messages",
        "Event_Item_Settled",
    ),
    Planted(
        "what a message brings misspelt",
        put("=closing.outcome", "=close.outcome"),
        "feel_variables",
        "SubProcess_Item_Closed",
    ),
    Planted(
        "member of the gate misspelt",
        put("=obligation.open", "=obligation.opened"),
        "feel_variables",
        "Flow_Item_Open",
    ),
]

IN_SHARED = [
    *(("unified_acceptance", planted) for planted in IN_THE_ACCEPTANCE),
    *(("item_handling", planted) for planted in IN_THE_ITEM),
]
"""By the process in which they are made."""
