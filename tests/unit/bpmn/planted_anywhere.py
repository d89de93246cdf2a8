"""Mistakes that can be made in what every chain has."""

from tests.unit.bpmn.planting import (
    Planted,
    both,
    put,
    retagged,
    without_element,
    without_flow,
    without_shape,
)

CHAIN = "=case_no + &quot;/chain/&quot; + notice.notice_no"
WAIT = '<bpmn:timeDate xsi:type="bpmn:tFormalExpression">=notice.due_at</bpmn:timeDate>'


def in_any_theme(withdrawal: str, first_item: str, last: tuple[str, str]) -> list[Planted]:
    """Mistakes in what every chain has.

    ``withdrawal`` is the id of the event of withdrawal, ``first_item`` the first item that the diagram handles, ``last``
    the task before the last end event and the flow between them.
    """
    call = "Call_" + "".join(part.capitalize() for part in first_item.split("_"))
    task, flow = last
    late, received = "Event_SupplementOverdue", "Event_SupplementReceived"
    return [
        Planted(
            "job type misspelt", put("acceptance.accept.", "acceptance.acept."), "job_types", "Task_Accept"
        ),
        Planted(
            "job type without its family",
            put("&quot;acceptance.claim.", "&quot;claim."),
            "job_types",
            "Task_Claim",
        ),
        Planted(
            "answer's result misspelt",
            put('value="refused"', 'value="refusd"'),
            "job_types",
            "Task_AnswerRefused",
        ),
        Planted("retries forgotten", put(' retries="5"', ""), "job_types", "Task_Claim"),
        Planted(
            "job's input forgotten",
            put('<zeebe:input source="=&quot;chain&quot;" target="item"/>', ""),
            "job_inputs",
            "Task_NotifySupplement",
        ),
        Planted(
            "default flow forgotten", put(' default="Flow_Incomplete"', ""), "outgoing", "Gateway_Complete"
        ),
        Planted(
            "split without conditions",
            retagged("Gateway_AwaitSupplement", "exclusiveGateway"),
            "outgoing",
            "Gateway_AwaitSupplement",
        ),
        Planted(
            "dangling end", both(without_flow(flow), without_element("Event_Completed")), "outgoing", task
        ),
        Planted("step cut off", without_flow("Flow_Complete"), "reachable", "Task_Accept"),
        Planted(
            "id of a flow twice", put('id="Flow_Accepted"', 'id="Flow_ToClaim"'), "unique_ids", "Flow_ToClaim"
        ),
        Planted(
            "id of a task twice",
            put('Task id="Task_Accept"', 'Task id="Task_Claim"'),
            "unique_ids",
            "Task_Claim",
        ),
        Planted(
            "complex gateway",
            retagged("Gateway_Complete", "complexGateway"),
            "deployable",
            "Gateway_Complete",
        ),
        Planted("task without work", retagged("Task_Accept", "task"), "deployable", "Task_Accept"),
        Planted(
            "loop over nothing", put('inputCollection="=precheck_items" ', ""), "deployable", "Call_Precheck"
        ),
        Planted("shape missing", without_shape("Task_Accept"), "drawing", "Task_Accept"),
        Planted("line missing", without_shape("Flow_Accepted"), "drawing", "Flow_Accepted"),
        Planted("name not Chinese", put('name="受理登记"', 'name="accept"'), "identifiers", "Task_Accept"),
        Planted("id without its role", put("Task_Accept", "Accept", 99), "identifiers", "Accept"),
        Planted("not executable", put('isExecutable="true"', 'isExecutable="false"'), "process", "{theme}"),
        Planted(
            "start message of another name", put(".submitted", ".started"), "start_message", "Event_Submitted"
        ),
        Planted(
            "called process misspelt", put('"item_handling"', '"item_handing"'), "called_processes", call
        ),
        Planted(
            "all variables handed back",
            put('AllChildVariables="false"', 'AllChildVariables="true"'),
            "called_processes",
            "Call_Precheck",
        ),
        Planted(
            "all variables handed in",
            put(' propagateAllParentVariables="false"', ""),
            "called_processes",
            "Call_Precheck",
        ),
        Planted(
            "case number not handed in",
            put('<zeebe:input source="=case_no" target="case_no"/>', ""),
            "called_processes",
            "Call_Precheck",
        ),
        Planted(
            "message that nobody sends", put('"case-withdrawn"', '"case-canceled"'), "messages", withdrawal
        ),
        Planted(
            "message without correlation key",
            put('<zeebe:subscription correlationKey="=case_no"/>', ""),
            "messages",
            withdrawal,
        ),
        Planted(
            "correlation by a constant",
            put('"=case_no"/>\n    </bpmn:ext', '"=&quot;case&quot;"/>\n    </bpmn:ext'),
            "messages",
            withdrawal,
        ),
        Planted(
            "correlation by a word",
            put('correlationKey="=case_no"', 'correlationKey="case_no"'),
            "messages",
            withdrawal,
        ),
        Planted("correlation without the notice", put(CHAIN, "=case_no"), "messages", received),
        Planted("timer without zone", put("=notice.due_at", "2027-01-01T00:00:00"), "timers", late),
        Planted(
            "timer without zone in FEEL",
            put("=notice.due_at", "=date and time(&quot;2027-01-01T00:00:00&quot;)"),
            "timers",
            late,
        ),
        Planted("timer that is no date", put("=notice.due_at", "P15X"), "timers", late),
        Planted(
            "point in time as duration", put(WAIT, WAIT.replace("timeDate", "timeDuration")), "timers", late
        ),
        Planted("timer left empty", put(WAIT, ""), "timers", late),
        Planted(
            "bracket left open", put("=all(prechecks)", "=all(prechecks"), "feel_syntax", "Flow_Complete"
        ),
        Planted(
            "condition without =", put(">=claim.claimed", ">claim.claimed"), "feel_syntax", "Flow_Claimed"
        ),
        Planted(
            "unknown function",
            put("=all(prechecks)", "=every_one(prechecks)"),
            "feel_functions",
            "Flow_Complete",
        ),
        Planted(
            "function with too few arguments",
            put("=all(prechecks)", "=contains(prechecks)"),
            "feel_functions",
            "Flow_Complete",
        ),
        Planted(
            "variable misspelt", put("=all(prechecks)", "=all(precheks)"), "feel_variables", "Flow_Complete"
        ),
        Planted(
            "member of a result misspelt",
            put("=claim.claimed", "=claim.claimd"),
            "feel_variables",
            "Flow_Claimed",
        ),
        Planted(
            "body misspelt",
            put("notice.answer.&quot; + lead_body", "notice.answer.&quot; + leadbody"),
            "feel_variables",
            "Task_AnswerReturned",
        ),
        Planted("due date misspelt", put("=notice.due_at", "=notice.due"), "feel_variables", late),
        Planted(
            "loop's member misspelt",
            put("=precheck_item.body", "=precheck_item.bdy"),
            "feel_variables",
            "Call_Precheck",
        ),
        Planted(
            "personal data in a mapping",
            put('source="=outcome"', 'source="=applicant_name"'),
            "personal_data",
            call,
        ),
        Planted(
            "personal data in a header",
            put(
                'key="result" value="returned"',
                'key="result" value="returned"/><zeebe:header key="who" value="applicant_name"',
            ),
            "personal_data",
            "Task_AnswerReturned",
        ),
        Planted(
            "personal data in a condition",
            put("=claim.claimed", "=applicant_name != null"),
            "personal_data",
            "Flow_Claimed",
        ),
        Planted(
            "item's key misspelt",
            put(f"=items.{first_item}.item", f"=items.{first_item}x.item"),
            "item_keys",
            call,
        ),
        Planted(
            "item's key misspelt in the outcome",
            put(f'target="outcomes.{first_item}"', f'target="outcomes.{first_item}x"'),
            "item_keys",
            call,
        ),
        Planted(
            "no item but the chain, misspelt",
            put("=&quot;chain&quot;", "=&quot;chian&quot;"),
            "item_keys",
            "Task_NotifySupplement",
        ),
        Planted(
            "outcome not handed back",
            put(f'<zeebe:output source="=outcome" target="outcomes.{first_item}"/>', ""),
            "item_mapping",
            call,
        ),
        Planted("no answer of refusal", put('value="refused"', 'value="completed"'), "ways_out", "{theme}"),
        Planted("no way to withdraw", without_element("SubProcess_Withdrawal"), "ways_out", "{theme}"),
        Planted(
            "withdrawal beside the chain",
            put(
                f'<bpmn:startEvent id="{withdrawal}"',
                f'<bpmn:startEvent isInterrupting="false" id="{withdrawal}"',
            ),
            "ways_out",
            "{theme}",
        ),
    ]
