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


def in_any_theme(withdrawal: str, first_item: str, last: tuple[str, str]) -> list[Planted]:
    """Mistakes in what every chain has.

    ``withdrawal`` is the id of the event of withdrawal, ``first_item`` the first item that the diagram handles, ``last``
    the task before the last end event and the flow between them.
    """
    call = "Call_" + "".join(part.capitalize() for part in first_item.split("_"))
    task, flow = last
    return [
        Planted("job type misspelt", put("acceptance.claim.", "acceptance.clam."), "job_types", "Task_Claim"),
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
            "default flow forgotten", put(' default="Flow_Duplicate"', ""), "outgoing", "Gateway_Claimed"
        ),
        Planted(
            "one outcome of the acceptance has no way",
            without_flow("Flow_NotAccepted"),
            "outgoing",
            "Gateway_Acceptance",
        ),
        Planted(
            "dangling end", both(without_flow(flow), without_element("Event_Completed")), "outgoing", task
        ),
        Planted("step cut off", without_flow("Flow_Claimed"), "reachable", "Call_Acceptance"),
        Planted(
            "id of a flow twice", put('id="Flow_Accepted"', 'id="Flow_ToClaim"'), "unique_ids", "Flow_ToClaim"
        ),
        Planted(
            "id of a task twice",
            put('Task id="Task_AnswerReturned"', 'Task id="Task_Claim"'),
            "unique_ids",
            "Task_Claim",
        ),
        Planted(
            "complex gateway",
            retagged("Gateway_Claimed", "complexGateway"),
            "deployable",
            "Gateway_Claimed",
        ),
        Planted("task without work", retagged("Task_Claim", "task"), "deployable", "Task_Claim"),
        Planted("shape missing", without_shape("Task_Claim"), "drawing", "Task_Claim"),
        Planted("line missing", without_shape("Flow_Accepted"), "drawing", "Flow_Accepted"),
        Planted(
            "name not Chinese", put('name="统一受理"', 'name="acceptance"'), "identifiers", "Call_Acceptance"
        ),
        Planted("id without its role", put("Task_Claim", "Claim", 99), "identifiers", "Claim"),
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
            "Call_Acceptance",
        ),
        Planted(
            "all variables handed in",
            put(' propagateAllParentVariables="false"', ""),
            "called_processes",
            "Call_Acceptance",
        ),
        Planted(
            "case number not handed in",
            put('<zeebe:input source="=case_no" target="case_no"/>', ""),
            "called_processes",
            "Call_Acceptance",
        ),
        Planted(
            "last day for telling not handed in",
            put('<zeebe:input source="=told_by" target="told_by"/>', ""),
            "called_processes",
            "Call_Acceptance",
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
        Planted("bracket left open", put("=claim.claimed", "=(claim.claimed"), "feel_syntax", "Flow_Claimed"),
        Planted(
            "condition without =", put(">=claim.claimed", ">claim.claimed"), "feel_syntax", "Flow_Claimed"
        ),
        Planted(
            "unknown function",
            put("=claim.claimed", "=every_one(claim.claimed)"),
            "feel_functions",
            "Flow_Claimed",
        ),
        Planted(
            "function with too few arguments",
            put("=claim.claimed", "=contains(claim.claimed)"),
            "feel_functions",
            "Flow_Claimed",
        ),
        Planted(
            "variable misspelt", put("=claim.claimed", "=clam.claimed"), "feel_variables", "Flow_Claimed"
        ),
        Planted(
            "outcome of the acceptance misspelt",
            put('acceptance.outcome = "returned"', 'acceptance.outcome = "returnd"'),
            "feel_values",
            "Flow_Returned",
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
            "outcome not handed back",
            put(f'<zeebe:output source="=outcome" target="outcomes.{first_item}"/>', ""),
            "item_mapping",
            call,
        ),
        Planted("no answer of refusal", put('value="refused"', 'value="completed"'), "ways_out", "{theme}"),
        Planted(
            "no answer of an acceptance refused",
            put('value="not_accepted"', 'value="returned"'),
            "ways_out",
            "{theme}",
        ),
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
