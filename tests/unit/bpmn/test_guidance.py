"""One-time guidance before an application: everything for one situation, with the days if it is applied for today."""

from datetime import date
from xml.etree import ElementTree

import pytest

from bpmn.catalogue import load_catalogue
from bpmn.guide import Guidance, guidance_document, guidance_of, guide_of
from bpmn.scenarios import combinations
from chain.limits import WorkCalendar

TODAY = date(2026, 2, 10)
"""A Tuesday before Spring Festival: 15 to 23 February are free, the 14th and the 28th are worked."""
NEW = {"licence": "new", "fire": "inspection"}


def told(theme: str = "restaurant", answers: dict[str, str] | None = None, on: date = TODAY) -> Guidance:
    guide = guide_of(load_catalogue(), theme, "379901", answers or NEW, on=on)
    return guidance_of(guide, on, WorkCalendar().add_working_days)


def test_the_days_are_those_of_an_application_handed_in_today() -> None:
    guidance = told()
    ends = {item.name: item.until for item in guidance.items}
    # 11, 12, 13, 14 and 24 February are the five days in which the office tells; then the licence takes one working day,
    # and what waits for it is counted from its day: 26, 27, 28 February (worked), 2 and 3 March, to 10 March.
    assert guidance.told_by == date(2026, 2, 24)
    assert ends == {
        "营业执照": date(2026, 2, 25),
        "户外招牌设置": date(2026, 2, 28),
        "食品经营许可": date(2026, 3, 3),
        "公众聚集场所投入使用、营业前消防安全检查": date(2026, 3, 10),
        "行业综合许可证": date(2026, 3, 11),
    }
    assert guidance.until == max(ends.values())


def test_an_item_ends_its_days_after_the_last_that_it_waits_for() -> None:
    guidance = told()
    by_name = {item.name: item for item in guidance.items}
    for item in guidance.items:
        for name in item.after:
            if name in by_name:
                assert item.until >= by_name[name].until


def test_every_material_is_told_once_as_to_be_brought_or_as_not_asked() -> None:
    guidance = told()
    brought, spared = {each.name for each in guidance.bring}, {each.name for each in guidance.not_asked}
    assert brought
    assert spared
    assert brought.isdisjoint(spared)
    assert all(each.items for each in guidance.bring)
    assert all(each.items for each in guidance.not_asked)


def test_the_situation_is_told_in_words_and_changes_what_is_told() -> None:
    first, second = told(), told(answers={"licence": "existing", "fire": "commitment"})
    assert len(first.situation) == len(second.situation) == 2
    assert all(each.question and each.answer for each in first.situation)
    assert [each.name for each in first.bring] != [each.name for each in second.bring]


@pytest.mark.parametrize("theme", [theme.key for theme in load_catalogue().themes()])
def test_the_page_of_every_theme_is_well_formed_and_says_what_the_answer_says(theme: str) -> None:
    questions = {
        each.key: [answer.key for answer in each.answer] for each in load_catalogue().theme(theme).question
    }
    for answers in list(combinations(questions))[:3]:
        guidance = told(theme, answers)
        page = guidance_document(guidance)
        root = ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - our own page
        text = "".join(root.itertext())
        assert root.findtext("head/title") == "一次性告知书"
        assert not list(root.iter("script"))
        names = [each.name for each in guidance.bring]
        names += [each.name for each in guidance.not_asked]
        names += [each.name for each in guidance.items]
        assert [name for name in names if name not in text] == []
        assert f"{guidance.until.year}年{guidance.until.month}月{guidance.until.day}日" in text
