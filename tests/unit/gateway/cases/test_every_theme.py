"""Every generated theme's sample application is taken by the gateway, in each way its items are handled."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from bpmn.catalogue import Plan, load_catalogue, plan
from bpmn.scenarios import combinations
from forms.elements import load_dictionary
from forms.one_form import one_form
from forms.samples import load_sample
from forms.slices import cut
from tests.unit.gateway.portal import Portal

DRAWN_BY_HAND = {"restaurant"}
THEMES = [theme.key for theme in load_catalogue().themes() if theme.key not in DRAWN_BY_HAND]


def telling_plans(theme: str) -> Iterator[Plan]:
    """Few plans that show each way of handling each item at least once."""
    questions = {
        each.key: [answer.key for answer in each.answer] for each in load_catalogue().theme(theme).question
    }
    seen = set[tuple[str, str]]()
    for answers in combinations(questions):
        chosen = plan(theme, "379901", answers)
        shows = {(part.item, part.mode) for part in chosen.items}
        if shows - seen:
            seen |= shows
            yield chosen


def told_in(form: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The data elements of a submission with their values, columns of tables included."""
    for key, value in form.items():
        if load_dictionary().elements[key].type == "list":
            yield from ((f"{key}.{column}", cell) for row in value for column, cell in row.items())
        else:
            yield key, value


def personal_texts(form: dict[str, Any]) -> list[str]:
    """What names or reaches somebody; the codes of choices tell nothing."""
    elements = load_dictionary().elements
    return [value for key, value in told_in(form) if elements[key].personal and elements[key].type == "text"]


@pytest.mark.parametrize("theme", THEMES)
async def test_a_themes_sample_is_received_and_its_start_message_names_items_and_nobody(
    portal: Portal, theme: str
) -> None:
    named: list[str] = []
    for chosen in telling_plans(theme):
        asked = one_form([(part.item, part.form) for part in chosen.items if part.form is not None])
        form = cut(asked, load_sample(theme, portal.clock.now().date()))
        case_no = await portal.submit(theme=theme, situation=chosen.situation, form=form)
        *_, row = await portal.outbox()
        assert (row.case_no, row.payload["name"]) == (case_no, f"{theme}.submitted")
        assert list(row.payload["variables"]["items"]) == [part.item for part in chosen.items]
        told = orjson.dumps(row.payload).decode()
        personal = personal_texts(form)
        assert not [text for text in personal if text in told]
        named += personal
    assert named
