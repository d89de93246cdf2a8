"""Rules that know the chain: each planted mistake is named by its rule and by no other."""

import pytest

from bpmn.generation import Step, draw_chain
from bpmn.generation.writing import write_chain
from bpmn.lint import check_resources
from bpmn.resources import deployable

CHAIN = "restaurant.bpmn"
JOIN = '<bpmn:parallelGateway id="Gateway_Join"'
MERGE = '<bpmn:exclusiveGateway id="Gateway_FireInspectionDone"'


def retagged(text: str, opening: str, old: str, new: str) -> str:
    """The diagram with one gateway of another kind."""
    begin = text.index(opening)
    end = text.index(f"</bpmn:{old}>", begin) + len(f"</bpmn:{old}>")
    return text[:begin] + text[begin:end].replace(f"bpmn:{old}", f"bpmn:{new}") + text[end:]


def found(text: str) -> list[tuple[str, str, str]]:
    """Rule, element and sentence of each finding."""
    return [(each.rule, each.element, each.message) for each in check_resources({CHAIN: text.encode()})]


def chain() -> str:
    """The restaurant's diagram."""
    return deployable("restaurant")[CHAIN].decode()


@pytest.mark.parametrize(
    ("opening", "old", "new", "element", "said"),
    [
        (JOIN, "parallelGateway", "exclusiveGateway", "Gateway_Join", "走两遍"),
        (MERGE, "exclusiveGateway", "parallelGateway", "Gateway_FireInspectionDone", "等不到"),
    ],
)
def test_branches_that_do_not_come_together_are_named_where_they_should(
    opening: str, old: str, new: str, element: str, said: str
) -> None:
    (finding,) = found(retagged(chain(), opening, old, new))
    assert finding[:2] == ("joins", element)
    assert said in finding[2]


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("=items.signboard.item", "=items.food_license.item", "theme_items", "事项 signboard"),
        ('name="case-withdrawn"', 'name="case-canceled"', "ways_out", "case-withdrawn"),
        ('name="supplement-submitted"', 'name="papers-came"', "ways_out", "supplement-submitted"),
        ('value="refused"', 'value="completed"', "ways_out", "不予许可"),
        (
            '<zeebe:output source="=inspection" target="inspection"/>',
            '<zeebe:output source="=inspection" target="operator_mobile"/>',
            "personal_data",
            "operator_mobile",
        ),
    ],
)
def test_a_mistake_in_the_chain_is_named_by_its_rule_alone(old: str, new: str, rule: str, said: str) -> None:
    text = chain()
    assert old in text
    (finding,) = found(text.replace(old, new, 1))
    assert finding[0] == rule
    assert said in finding[2]


def test_an_item_beside_its_prerequisite_is_named() -> None:
    keys = ("business_license", "signboard", "food_license", "fire_inspection")
    steps = [Step(key, "事项", (), (), False, key == "business_license") for key in keys]
    steps.append(Step("industry_permit", "综合许可证", ("food_license", "fire_inspection"), (), False, False))
    findings = found(write_chain(draw_chain(steps), "restaurant", "开办餐饮店一件事", "").decode())

    assert {rule for rule, _, _ in findings} == {"theme_items"}
    assert {element for _, element, _ in findings} == {
        "Call_Signboard",
        "Call_FoodLicense",
        "Call_FireInspection",
    }
    assert all("business_license 为前置" in sentence for _, _, sentence in findings)
