"""The service guide: whole for every theme and situation, with figures that can be done again by hand."""

import math
import re
from collections.abc import Iterator
from functools import cache

import pytest
from lxml import etree

from bpmn.catalogue import Theme, load_catalogue, plan
from bpmn.errors import UnknownRegion, UnknownTheme
from bpmn.guide import ServiceGuide, document, guide_of
from bpmn.guide.figures import figures_of, steps
from bpmn.guide.model import Change, Situation
from bpmn.guide.order import critical_path, drawn_stages, stages
from bpmn.guide.wording import assumed_in_words
from bpmn.scenarios import combinations
from chain.errors import FieldProblems

CATALOGUE = load_catalogue()
REGION = "379901"
THEMES = [theme.key for theme in CATALOGUE.themes()]


@cache
def whole(theme: str) -> ServiceGuide:
    """The guide of a theme for every situation."""
    return guide_of(CATALOGUE, theme, REGION)


def answers_of(theme: Theme) -> list[dict[str, str]]:
    """Every way to answer the theme's questions."""
    return list(combinations({each.key: [answer.key for answer in each.answer] for each in theme.question}))


def read(guide: ServiceGuide) -> etree._Element:
    """The document of a guide, as a strict parser of XML reads it."""
    return etree.fromstring(document(guide).removeprefix("<!DOCTYPE html>\n").encode())


def test_there_are_sixteen_themes() -> None:
    assert len(THEMES) == 16


@pytest.mark.parametrize("theme", THEMES)
class TestEveryTheme:
    """What holds for each theme."""

    def test_the_guide_tells_every_situation_once(self, theme: str) -> None:
        told = [each.answers for each in whole(theme).situations]
        assert told == answers_of(CATALOGUE.theme(theme))

    def test_the_guide_names_every_item_with_its_modes_and_when_they_apply(self, theme: str) -> None:
        guide = whole(theme)
        assert [each.item for each in guide.items] == list(CATALOGUE.theme(theme).items)
        assert all(mode.when for item in guide.items for mode in item.modes)

    def test_no_situation_is_slower_or_needs_more_materials_than_its_items_alone(self, theme: str) -> None:
        wrong = [each.answers for each in whole(theme).situations if not never_worse(each)]
        assert wrong == []

    def test_the_document_is_whole_for_the_theme_and_for_an_applicant(self, theme: str) -> None:
        own = whole(theme).situations[-1].answers
        for guide in (whole(theme), guide_of(CATALOGUE, theme, REGION, own)):
            page = read(guide)
            assert empty_cells(page) == []
            assert outside(document(guide)) == []
            assert page.findtext("head/title") == f"{guide.name}服务指南"

    def test_an_applicants_guide_tells_his_items_and_no_others(self, theme: str) -> None:
        for situation in whole(theme).situations[:: max(1, len(whole(theme).situations) // 8)]:
            own = guide_of(CATALOGUE, theme, REGION, situation.answers)
            assert {item.item: item.modes[0].mode for item in own.items} == situation.items
            assert [len(item.modes) for item in own.items] == [1] * len(own.items)
            assert own.situations == [situation]
            assert len(own.steps) == situation.figures.steps.after
            days = [step.promised_days for step in own.steps if step.promised_days is not None]
            assert sum(days) == situation.figures.promised_days.after


def never_worse(situation: Situation) -> bool:
    """Longest item ≤ longest path ≤ the chain's days ≤ the items' days; no more materials, no more visits."""
    figures = situation.figures
    days = figures.promised_days
    changes = [days, figures.materials, figures.visits, figures.statutory_days or Change(before=0, after=0)]
    return figures.longest_item_days <= figures.critical_path_days <= days.after and all(
        each.after <= each.before for each in changes
    )


def empty_cells(page: etree._Element) -> list[str]:
    """Cells without a word."""
    cells = (cell for cell in page.iter("td", "th", "li") if not str(cell.xpath("string()")).strip())
    return [str(cell.xpath("string(..)")) for cell in cells]


def outside(text: str) -> list[str]:
    """Everything in a page that would fetch or run something."""
    return re.findall(r"https?:|//|url\(|@import|<script|<link|<img|\ssrc=|\shref=|\son\w+=", text)


@pytest.mark.parametrize(
    "planted", ["<script>x</script>", '<img src="x">', "url(x)", "https://example.test", '<p onclick="x">']
)
def test_an_address_in_a_document_is_seen(planted: str) -> None:
    assert outside(document(whole("restaurant")).replace("</body>", f"{planted}</body>")) != []


def test_the_restaurants_figures_by_hand() -> None:
    """New licence, fire inspection. Stages: licence 1 | food 5, fire 10, signboard 3 | joint permit 1.

    Alone: steps 3+5+5+4+2, days 1+5+10+3+1, statutory 3+10+13+10+1 (the permit's promised day), visits 1+2+2+1+1.
    Chain: application, acceptance, three stages, two inspections, answer; statutory 3+13+1; every certificate electronic,
    no original asked: nobody has to come.
    """
    guide = guide_of(CATALOGUE, "restaurant", REGION, {"licence": "new", "fire": "inspection"})
    (situation,) = guide.situations
    figures = situation.figures
    assert figures.steps == Change(before=19, after=8)
    assert figures.promised_days == Change(before=20, after=12)
    assert figures.statutory_days == Change(before=37, after=17)
    assert figures.visits == Change(before=7, after=0)
    assert figures.site_visits == Change(before=2, after=2)
    assert (figures.critical_path_days, figures.longest_item_days) == (12, 10)


def test_the_restaurants_materials_by_hand() -> None:
    """Every material of the five items alone; in the chain each of the applicant's own once, and the one form."""
    planned = plan("restaurant", REGION, {"licence": "new", "fire": "inspection"}, CATALOGUE)
    guide = guide_of(CATALOGUE, "restaurant", REGION, planned.situation)
    listed = {
        (item.item, material.key)
        for item in planned.items
        for mode in CATALOGUE.item(item.item).modes_in_force()
        if mode.key == item.mode
        for material in mode.material
    }
    own = [each.material for each in guide.materials if each.by_applicant]
    assert len(own) == len(set(own))
    assert guide.situations[0].figures.materials == Change(before=len(listed), after=len(own) + 1)
    shared = next(each for each in guide.materials if each.material == "premises_proof")
    assert len(shared.items) == 2


def test_a_transfers_figures_by_hand() -> None:
    """Every item of the chain waits for the one before: nothing is gained in days, and the guide says so."""
    for situation in whole("vehicle_transfer").situations:
        days = situation.figures.promised_days
        assert days.after == days.before


def test_days_of_a_source_stand_beside_the_statutory_days() -> None:
    """The sources of both themes give the statutory sum (“法定 32 个工作日”)."""
    for theme, days in (("newborn", [32]), ("veteran", [30])):
        assert whole(theme).source_figures("statutory_days") == days
        assert whole(theme).source_figures("promised_days") == []


def test_what_no_source_gives_is_said_below_the_figures() -> None:
    assert "全部事项单独办理的环节数、跑动次数没有查到出处" in document(whole("newborn"))


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (("alone",), ["单独办理的环节和跑动次数"]),
        (("mode.full.promised_days", "mode.sales.promised_days"), ["承诺时限"]),
        (("law: 条例 §11", "law.条号"), ["法定依据"]),
        (("mode.market",), ["其他内容"]),
        ((), []),
    ],
)
def test_assumed_places_are_told_in_words(places: tuple[str, ...], words: list[str]) -> None:
    assert assumed_in_words(places) == words


def test_figures_of_a_source_stand_beside_ours() -> None:
    guide = whole("retirement")
    assert guide.source_figures("materials") == [17]
    assert guide.before_source in document(guide)


def test_who_must_come_counts_as_a_visit() -> None:
    """An identity card needs portrait and fingerprints, a disability an assessment."""
    for theme, item in (("veteran", "resident_identity_card"), ("disabled", "disability_certificate")):
        concerned = [each for each in whole(theme).situations if item in each.items]
        assert concerned
        assert all(each.figures.visits.after >= 1 for each in concerned)


@pytest.mark.parametrize(
    ("prerequisites", "days", "longest"),
    [
        ({"a": []}, {"a": 3}, 3),
        ({"a": [], "b": []}, {"a": 3, "b": 5}, 5),
        ({"a": [], "b": ["a"]}, {"a": 3, "b": 5}, 8),
        ({"a": [], "b": ["a"], "c": ["a"]}, {"a": 3, "b": 5, "c": 1}, 8),
        ({"a": [], "b": ["a"], "c": ["b"]}, {"a": 3, "c": 4}, 7),
        ({"a": [], "b": [], "c": ["a", "b"]}, {"a": 3, "b": 0, "c": 4}, 7),
        ({"a": []}, {}, 0),
    ],
)
def test_the_longest_chain_of_prerequisites(
    prerequisites: dict[str, list[str]], days: dict[str, int], longest: int
) -> None:
    assert critical_path(prerequisites, days) == longest


def test_the_days_are_those_of_the_diagrams_stages() -> None:
    """A stage waits for all of the one before, so that the chain may take longer than its prerequisites ask."""
    theme = CATALOGUE.theme("utilities")
    drawn = drawn_stages(CATALOGUE, theme)
    slower = 0
    for answers in answers_of(theme):
        planned = plan(theme.key, REGION, answers, CATALOGUE)
        figures = figures_of(CATALOGUE, theme, drawn, planned)
        run = stages(drawn, planned)
        assert figures.promised_days.after == sum(max(part.promised_days for part in each) for each in run)
        assert figures.steps.after == len(steps(CATALOGUE, planned, run))
        slower += figures.critical_path_days < figures.promised_days.after
    assert slower


def test_questions_say_what_their_answers_lead_to() -> None:
    effects = {
        (question.key, answer.key): answer.leads_to
        for question in whole("restaurant").questions
        for answer in question.answers
    }
    assert any("告知承诺" in phrase for phrase in effects["fire", "commitment"])
    assert effects["fire", "commitment"] != effects["fire", "inspection"]


def test_bodies_are_those_of_the_region() -> None:
    guide = guide_of(CATALOGUE, "disabled", "379902")
    assert guide.lead_body.endswith("_379902")
    bodies = {name for item in guide.items for name in (item.implementing, item.accepting)}
    assert all(name.startswith("示例二区") for name in bodies)


def test_what_a_catalogue_says_is_escaped() -> None:
    guide = whole("restaurant").model_copy(update={"name": '<b title="x">&', "slogan": "</td><script>x"})
    page = read(guide)
    assert page.findtext("head/title") == '<b title="x">&服务指南'
    assert list(page.iter("script", "b")) == []


def wrong_requests() -> Iterator[tuple[str, str, dict[str, str] | None, type[Exception]]]:
    """Theme, region, answers, and the error."""
    yield "castle", REGION, None, UnknownTheme
    yield "restaurant", "110000", None, UnknownRegion
    yield "restaurant", REGION, {}, FieldProblems
    yield "restaurant", REGION, {"licence": "new"}, FieldProblems
    yield "restaurant", REGION, {"licence": "new", "fire": "magic"}, FieldProblems


@pytest.mark.parametrize(("theme", "region", "answers", "error"), list(wrong_requests()))
def test_what_is_not_offered_has_no_guide(
    theme: str, region: str, answers: dict[str, str] | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        guide_of(CATALOGUE, theme, region, answers)


def test_situations_are_as_many_as_the_answers_allow() -> None:
    for theme in CATALOGUE.themes():
        number = math.prod(len(question.answer) for question in theme.question)
        assert len(whole(theme.key).situations) == number
