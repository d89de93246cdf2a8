"""The sample application of each generated theme: whatever is answered, it fills the one form."""

import pytest

from bpmn.catalogue import load_catalogue, plan
from bpmn.scenarios import combinations
from forms.one_form import OneForm, one_form
from forms.samples import load_sample
from forms.slices import cut
from forms.validation import validate

DRAWN_BY_HAND = {"restaurant"}
THEMES = [theme.key for theme in load_catalogue().themes() if theme.key not in DRAWN_BY_HAND]


def one_forms(theme: str) -> list[OneForm]:
    """The different one forms that a theme's questions lead to."""
    questions = {
        each.key: [answer.key for answer in each.answer] for each in load_catalogue().theme(theme).question
    }
    plans = (plan(theme, "379901", answers) for answers in combinations(questions))
    asked = {tuple((part.item, part.form) for part in each.items if part.form is not None) for each in plans}
    return [one_form(forms) for forms in sorted(asked)]


@pytest.mark.parametrize("theme", THEMES)
def test_a_themes_sample_fills_the_one_form_of_every_situation_and_holds_nothing_else(theme: str) -> None:
    sample, asked = load_sample(theme), set[str]()
    for form in one_forms(theme):
        assert validate(form, cut(form, sample)) == []
        asked |= {field.key for field in form.fields}
    assert set(sample) <= asked


@pytest.mark.parametrize("theme", THEMES)
def test_the_persons_of_a_themes_sample_live_in_a_division_that_does_not_exist(theme: str) -> None:
    numbers = [value for key, value in load_sample(theme).items() if key.endswith("id_number")]
    assert {number[:6] for number in numbers} <= {"379901"}
