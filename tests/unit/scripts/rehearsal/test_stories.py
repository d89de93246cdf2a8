"""Which cases a theme is tried with, and what each must come to."""

import pytest

from bpmn.catalogue import load_catalogue
from bpmn.resources import ROOM
from scripts.tools.rehearsal.chains import read_chain
from scripts.tools.rehearsal.stories import Story, stories

CATALOGUE = load_catalogue()
THEMES = [theme.key for theme in CATALOGUE.themes()]


def told(theme: str) -> dict[str, Story]:
    """The stories of a theme by name."""
    chain = read_chain(ROOM / "themes" / theme)
    return {story.name: story for story in stories(chain.catalogue, theme, chain.asked)}


@pytest.mark.parametrize("theme", THEMES)
def test_every_row_of_the_scenario_holds_in_some_story(theme: str) -> None:
    items = CATALOGUE.scenario(theme).items
    answered = [story.answers for story in told(theme).values()]
    for rule in items.rules:
        assert any(
            all(test.holds(answers.get(key)) for key, test in zip(items.inputs, rule.tests, strict=True))
            for answers in answered
        ), rule.id


@pytest.mark.parametrize("theme", THEMES)
def test_every_item_of_the_fullest_case_is_refused_once_and_ends_the_case_only_where_the_policy_says_so(
    theme: str,
) -> None:
    policy = CATALOGUE.theme(theme).outcomes
    refusing = {
        key.partition("/")[2]: story
        for story in told(theme).values()
        if story.name.startswith("不予")
        for key in story.replies
    }
    fullest = max((story.handled or frozenset() for story in told(theme).values()), key=len)
    assert refusing.keys() == fullest - {policy.joint_permit}
    for item, story in refusing.items():
        assert (story.result == "refused") == policy.ends_chain(item)


def test_what_needs_a_refused_item_is_not_expected_to_be_handled() -> None:
    refused = told("restaurant")["不予“食品经营许可”"]
    assert refused.result == "completed"
    assert refused.handled == frozenset({"business_license", "food_license", "fire_inspection", "signboard"})


def test_what_a_diagram_asks_itself_is_answered_in_every_way() -> None:
    situations = [story for name, story in told("restaurant").items() if name.startswith("情形")]
    assert {tuple(sorted(story.answers.items())) for story in situations} == {
        (("fire", fire), ("licence", licence))
        for fire in ("inspection", "commitment")
        for licence in ("new", "existing")
    }


def test_the_ways_out_are_told_once_each() -> None:
    results = [story.result for story in told("restaurant").values()]
    ways = ("returned", "not_accepted", "withdrawn", "", "refused")
    assert [results.count(each) for each in ways] == [1] * len(ways)
