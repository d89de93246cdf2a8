"""Whoever makes one mistake in a chain reads one remark: of the rule that knows it, at the element that he has to mend."""

import pytest

from bpmn.generation import Step, draw_chain
from bpmn.generation.writing import write_chain
from bpmn.lint import ERROR, WARNING, check_resources
from bpmn.resources import deployable, shared_processes
from tests.unit.bpmn.planted_anywhere import in_any_theme
from tests.unit.bpmn.planted_in_one import IN_THE_NEWBORN, IN_THE_RESTAURANT
from tests.unit.bpmn.planted_in_shared import IN_SHARED
from tests.unit.bpmn.planting import Planted, limited, put, without_flow

RESTAURANT = [
    *in_any_theme("Event_Withdrawn", "business_license", ("Task_Archive", "Flow_Archived")),
    *IN_THE_RESTAURANT,
]
NEWBORN = [
    *in_any_theme(
        "Event_WithdrawalRequested", "birth_certificate", ("Task_ArchiveCompleted", "Flow_CompletedArchived")
    ),
    *IN_THE_NEWBORN,
]


def found(theme: str, planted: Planted) -> list[tuple[str, str, str]]:
    """Rule, level and element of each finding after the mistake."""
    name = f"{theme}.bpmn"
    text = planted.edit(deployable(theme)[name].decode())
    return [(each.rule, each.severity, each.element) for each in check_resources({name: text.encode()})]


@pytest.mark.parametrize("planted", RESTAURANT, ids=str)
def test_a_mistake_in_a_chain_drawn_by_hand_is_named_once(planted: Planted) -> None:
    assert found("restaurant", planted) == [(planted.rule, ERROR, planted.element.format(theme="restaurant"))]


@pytest.mark.parametrize("planted", NEWBORN, ids=str)
def test_a_mistake_in_a_generated_chain_is_named_once(planted: Planted) -> None:
    assert found("newborn", planted) == [(planted.rule, ERROR, planted.element.format(theme="newborn"))]


@pytest.mark.parametrize(("process", "planted"), IN_SHARED, ids=str)
def test_a_mistake_in_a_process_that_every_chain_calls_is_named_once(process: str, planted: Planted) -> None:
    name = f"{process}.bpmn"
    text = planted.edit(shared_processes()[name].decode())
    findings = check_resources({name: text.encode()})
    assert [(each.rule, each.severity, each.element) for each in findings] == [
        (planted.rule, ERROR, planted.element)
    ]


def test_items_beside_one_prerequisite_are_one_mistake_at_that_prerequisite() -> None:
    keys = ("business_license", "signboard", "food_license", "fire_inspection")
    steps = [Step(key, "事项", (), (), False, key == "business_license") for key in keys]
    steps.append(Step("industry_permit", "综合许可证", ("food_license", "fire_inspection"), (), False, False))
    drawn = write_chain(draw_chain(steps), "restaurant", "开办餐饮店一件事", "")
    (finding,) = check_resources({"restaurant.bpmn": drawn})

    assert (finding.rule, finding.element) == ("prerequisites", "Call_BusinessLicense")
    assert "事项 food_license、fire_inspection、signboard 以 business_license 为前置" in finding.message


@pytest.mark.parametrize("duration", ["P10D", "P14D", "=duration(&quot;P10D&quot;)"])
def test_a_duration_between_the_promise_and_the_laws_limit_is_no_mistake(duration: str) -> None:
    planted = Planted("agreeing", limited("Call_Signboard", duration), "", "")
    assert found("restaurant", planted) == []


def test_matters_of_taste_are_warnings() -> None:
    fixed = limited("Call_Acceptance", "P15D")
    assert found("restaurant", Planted("fixed time", fixed, "", "")) == [("timers", WARNING, "Event_Limit")]
    two = put('=situation.licence = "existing"', "=items.business_license.body = lead_body")
    assert found("restaurant", Planted("two conditions", two, "", "")) == [
        ("outgoing", WARNING, "Gateway_Licence")
    ]


def test_two_mistakes_apart_are_two_findings() -> None:
    edit = without_flow("Flow_Archived")
    text = put("acceptance.claim.", "acceptance.clam.")(
        edit(deployable("restaurant")["restaurant.bpmn"].decode())
    )
    rules = {each.rule for each in check_resources({"restaurant.bpmn": text.encode()})}
    assert rules == {"outgoing", "job_types"}
