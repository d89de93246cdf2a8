"""The sample applications for rehearsals."""

from datetime import date, timedelta

import pytest

from forms.one_form import one_form
from forms.samples import WRITTEN_FOR, load_sample
from forms.validation import validate
from tests.unit.forms.situations import SITUATIONS


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("today", [date(2026, 2, 28), WRITTEN_FOR, date(2040, 2, 29)])
def test_a_sample_stays_valid_and_its_terms_lie_ahead_on_whatever_day_it_is_used(
    situation: str, today: date
) -> None:
    sample = load_sample(situation, today)
    assert validate(one_form(SITUATIONS[situation]), sample) == []
    assert date.fromisoformat(sample["sign_start_date"]) == today + timedelta(days=14)
    for employee in sample["employees"]:
        assert date.fromisoformat(employee["health_certificate_until"]) > today


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_sample_on_the_day_it_was_written_for_is_as_its_file_says(situation: str) -> None:
    assert load_sample(situation, WRITTEN_FOR) == load_sample(situation)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_persons_of_a_sample_live_in_a_division_that_does_not_exist(situation: str) -> None:
    sample = load_sample(situation)
    numbers = [employee["id_number"] for employee in sample["employees"]]
    numbers += [value for key, value in sample.items() if key.endswith("id_number")]
    assert {number[:6] for number in numbers} == {"379901"}
