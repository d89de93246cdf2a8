"""Mistakes in what is one theme's own: its items, their order, its questions."""

from tests.unit.bpmn.planting import (
    Planted,
    both,
    caught,
    led_to_an_end,
    limited,
    on_top,
    put,
    retagged,
    swapped,
    without_flow,
)

IN_THE_RESTAURANT = [
    Planted(
        "shape on another",
        on_top("Call_Signboard", "Task_JointInspection"),
        "drawing",
        "Task_JointInspection",
    ),
    Planted("item's limit shorter than promised", limited("Call_Signboard", "P1D"), "timers", "Event_Limit"),
    Planted("item's limit longer than the law's", limited("Call_Signboard", "P90D"), "timers", "Event_Limit"),
    Planted("error that nobody throws", caught("Call_Signboard"), "errors", "Event_Limit"),
    Planted(
        "parallel split, exclusive join",
        retagged("Gateway_Join", "exclusiveGateway"),
        "joins",
        "Gateway_Join",
    ),
    Planted(
        "exclusive split, parallel join",
        retagged("Gateway_FireCommitmentDone", "parallelGateway"),
        "joins",
        "Gateway_FireCommitmentDone",
    ),
    Planted(
        "branch that ends alone",
        led_to_an_end("Flow_SignboardToJoin", "Gateway_Join", "Event_SignboardDone"),
        "joins",
        "Event_SignboardDone",
    ),
    Planted(
        "parallel split made exclusive",
        retagged("Gateway_Fork", "exclusiveGateway"),
        "outgoing",
        "Gateway_Fork",
    ),
    Planted("inclusive join", retagged("Gateway_Join", "inclusiveGateway"), "deployable", "Gateway_Join"),
    Planted(
        "one answer has no way",
        put('=situation.licence = "existing"', '=situation.licence = "new"'),
        "outgoing",
        "Gateway_Licence",
    ),
    Planted(
        "refusal's way deleted", without_flow("Flow_LicenceRefused"), "outgoing", "Gateway_LicenceGranted"
    ),
    Planted(
        "item of another call",
        put("=items.signboard.item", "=items.food_license.item"),
        "item_mapping",
        "Call_Signboard",
    ),
    Planted(
        "body of another call",
        put("=items.signboard.body", "=items.food_license.body"),
        "item_mapping",
        "Call_Signboard",
    ),
    Planted(
        "outcome of another call",
        put('"outcomes.signboard"', '"outcomes.food_license"'),
        "item_mapping",
        "Call_Signboard",
    ),
    Planted(
        "another process in the place of the acceptance",
        both(
            put('processId="unified_acceptance"', 'processId="certificate_issue"'),
            both(
                put(
                    '<zeebe:input source="=lead_body" target="lead_body"/>',
                    '<zeebe:input source="=items.business_license.item" target="item"/>'
                    '<zeebe:input source="=items.business_license.body" target="body"/>',
                ),
                put('source="=acceptance" target', 'source="=e_certificate" target'),
            ),
        ),
        "ways_out",
        "{theme}",
    ),
    Planted(
        "form's key misspelt",
        put('formId="joint_inspection"', 'formId="joint_inspecton"'),
        "user_tasks",
        "Task_JointInspection",
    ),
    Planted(
        "due date forgotten",
        put('<zeebe:taskSchedule dueDate="=acceptance.inspection_due_at"/>', ""),
        "user_tasks",
        "Task_JointInspection",
    ),
    Planted("user task of the old kind", put("<zeebe:userTask/>", ""), "user_tasks", "Task_JointInspection"),
    Planted(
        "group as a word",
        put('candidateGroups="=if', 'candidateGroups="if'),
        "user_tasks",
        "Task_JointInspection",
    ),
    Planted(
        "question misspelt",
        put('=situation.fire = "commitment"', '=situation.fir = "commitment"'),
        "feel_values",
        "Flow_FireCommitment",
    ),
    Planted(
        "answer misspelt",
        put('=situation.licence = "existing"', '=situation.licence = "exist"'),
        "feel_values",
        "Flow_ExistingLicence",
    ),
    Planted(
        "outcome misspelt",
        put('business_license = "granted"', 'business_license = "grant"'),
        "feel_values",
        "Flow_LicenceGranted",
    ),
    Planted(
        "way chosen by the wrong answer",
        put('=situation.fire = "inspection"</', '=situation.fire = "commitment"</'),
        "scenario_paths",
        "Call_FireInspection",
    ),
    Planted(
        "chain goes on when refused",
        put('business_license = "granted"', 'business_license = "refused"'),
        "refusals",
        "Call_BusinessLicense",
    ),
    Planted(
        "permit without one licence",
        put(' and outcomes.fire_inspection = "granted"', ""),
        "refusals",
        "Call_FireInspection",
    ),
]

IN_THE_NEWBORN = [
    Planted(
        "shape on another",
        on_top("Call_BirthCertificate", "Call_VaccinationCertificate"),
        "drawing",
        "Call_VaccinationCertificate",
    ),
    Planted(
        "item's limit shorter than promised",
        limited("Call_MaternityAllowance", "PT1H"),
        "timers",
        "Event_Limit",
    ),
    Planted(
        "parallel split, exclusive join",
        retagged("Gateway_Join2", "exclusiveGateway"),
        "joins",
        "Gateway_Join2",
    ),
    Planted(
        "exclusive split, parallel join",
        retagged("Gateway_DoneMaternityExpense", "parallelGateway"),
        "joins",
        "Gateway_DoneMaternityExpense",
    ),
    Planted(
        "branch that ends alone",
        led_to_an_end("Flow_BirthRegistrationToJoin", "Gateway_Join2", "Event_RegistrationDone"),
        "joins",
        "Event_RegistrationDone",
    ),
    Planted(
        "item before its prerequisite",
        swapped("birth_registration", "newborn_social_card"),
        "prerequisites",
        "Call_NewbornSocialCard",
    ),
    Planted(
        "first item after those that need it",
        swapped("birth_certificate", "birth_registration"),
        "prerequisites",
        "Call_BirthRegistration",
    ),
    Planted(
        "condition of another item",
        put("=items.maternity_expense != null", "=items.maternity_allowance != null"),
        "scenario_paths",
        "Call_MaternityExpense",
    ),
    Planted(
        "item handled though not asked for",
        put("=items.maternity_expense != null", "=claim.claimed"),
        "scenario_paths",
        "Call_MaternityExpense",
    ),
    Planted(
        "item's key misspelt in a condition",
        put("=items.maternity_expense != null", "=items.maternity_expens != null"),
        "item_keys",
        "Flow_NeedMaternityExpense",
    ),
    Planted(
        "outcome misspelt",
        put('birth_certificate = "refused"', 'birth_certificate = "refuse"'),
        "feel_values",
        "Flow_Refused1",
    ),
    Planted(
        "chain goes on when refused",
        put('birth_certificate = "refused"', 'birth_certificate = "granted"'),
        "refusals",
        "Call_BirthCertificate",
    ),
    Planted(
        "dependant handled after a refusal",
        put(
            '=(items.birth_registration = null or outcomes.birth_registration = "granted")',
            "=items.newborn_insurance != null",
        ),
        "refusals",
        "Call_BirthRegistration",
    ),
]
