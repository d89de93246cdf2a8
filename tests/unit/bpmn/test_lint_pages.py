"""Every rule has a page in Chinese, a good example that no rule objects to, and a bad one that only this rule does."""

from collections.abc import Callable
from pathlib import Path

import pytest

import bpmn.lint
from bpmn.catalogue import Catalogue
from bpmn.catalogue.catalogue import read_entry, read_items
from bpmn.catalogue.consistency import theme_problems
from bpmn.catalogue.themes import Theme
from bpmn.lint import check_resources
from bpmn.lint.pages import page, pages
from bpmn.lint.rules import RULES
from bpmn.lint.themes import read_alone
from bpmn.scenarios import read_scenario
from forms.elements import load_dictionary
from forms.errors import FormConflictError, InvalidForm
from forms.one_form import merge_forms
from forms.schema import read_form

EXAMPLES = Path(bpmn.lint.__file__).parent / "examples"
ROOM = EXAMPLES / "room"
SHOP = ROOM / "themes" / "shop"
OF_DIAGRAMS = ["resource", *(rule.name for rule in RULES)]


def example_catalogue() -> Catalogue:
    """The catalogue of the examples, which is sound itself."""
    catalogue, problems = read_alone(SHOP, ROOM)
    assert catalogue is not None
    assert problems == []
    return catalogue


def rules_of_diagram(file: Path) -> list[str]:
    """The rules that object to an example."""
    return [each.rule for each in check_resources({"example.bpmn": file.read_bytes()}, example_catalogue())]


@pytest.mark.parametrize("rule", OF_DIAGRAMS)
def test_the_good_example_of_a_rule_is_faultless_and_the_bad_one_breaks_that_rule_alone(rule: str) -> None:
    assert rules_of_diagram(EXAMPLES / rule / "good.bpmn") == []
    assert rules_of_diagram(EXAMPLES / rule / "bad.bpmn") == [rule]


def scenario_holds(kind: str) -> bool:
    """Whether a scenario agrees with the examples' theme."""
    scenario = read_scenario((EXAMPLES / "scenario" / f"{kind}.dmn").read_bytes(), "shop")
    items = {item.key: item for item in read_items(ROOM)}
    return not list(theme_problems(example_catalogue().theme("shop"), items, scenario))


def theme_holds(kind: str) -> bool:
    """Whether a theme agrees with the examples' items."""
    theme = read_entry(EXAMPLES / "catalogue" / f"{kind}.toml", Theme)
    items = {item.key: item for item in read_items(ROOM)}
    return not list(theme_problems(theme, items, example_catalogue().scenario("shop")))


def form_holds(kind: str) -> bool:
    """Whether a form can be read."""
    try:
        read_form((EXAMPLES / "forms" / f"{kind}.form").read_bytes())
    except InvalidForm:
        return False
    return True


def forms_merge(kind: str) -> bool:
    """Whether two forms become one."""
    files = sorted((EXAMPLES / "one_form" / kind).glob("*.form"))
    try:
        merge_forms([(file.stem, read_form(file.read_bytes())) for file in files], load_dictionary())
    except FormConflictError:
        return False
    return True


OF_FILES: dict[str, Callable[[str], bool]] = {
    "catalogue": theme_holds,
    "scenario": scenario_holds,
    "forms": form_holds,
    "one_form": forms_merge,
}


@pytest.mark.parametrize("rule", OF_FILES)
def test_rules_about_other_files_tell_good_from_bad(rule: str) -> None:
    assert OF_FILES[rule]("good")
    assert not OF_FILES[rule]("bad")


def test_there_is_a_page_for_every_rule_and_no_other() -> None:
    assert set(pages()) == {*OF_DIAGRAMS, *OF_FILES}


@pytest.mark.parametrize("rule", pages())
def test_a_page_says_what_is_checked_why_and_how_to_mend_it(rule: str) -> None:
    text = page(rule)
    assert f"规则 `{rule}`" in text
    for heading in ("检查什么", "为什么", "怎样改", "例子"):
        assert f"## {heading}\n" in text


def test_a_rule_builds_only_on_rules_that_are_asked_before_it() -> None:
    asked: set[str] = set()
    for rule in RULES:
        assert asked.issuperset(rule.after), rule.name
        asked.add(rule.name)


def test_every_rule_is_in_the_designers_table() -> None:
    table = (Path(bpmn.lint.__file__).parents[1] / "README.md").read_text("utf-8")
    missing = [rule for rule in pages() if f"`{rule}`" not in table]
    assert missing == []
