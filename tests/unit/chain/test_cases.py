"""Case numbers, states, job types and correlation keys."""

from datetime import date

import pytest

from chain.cases import CaseState, ItemState, correlation_key, is_case_number, new_case_number
from chain.job_types import JOB_TYPES, split_type


def test_a_case_number_names_region_and_day_and_cannot_be_guessed() -> None:
    numbers = {new_case_number("379901", date(2026, 11, 23)) for _ in range(200)}
    assert len(numbers) == 200
    assert all(is_case_number(n) and n.startswith("YL379901-20261123-") for n in numbers)


@pytest.mark.parametrize(
    "text", ["", "YL379901-20261123", "yl379901-20261123-0123456789", "YL379901-20261123-012345678I"]
)
def test_other_texts_are_no_case_numbers(text: str) -> None:
    assert not is_case_number(text)


def test_every_state_has_a_chinese_name() -> None:
    assert all(state.label for state in CaseState)
    assert all(state.label for state in ItemState)
    ended = {"completed", "refused", "returned", "not_accepted", "withdrawn"}
    assert {state for state in CaseState if state.ended} == ended


def test_an_answer_reaches_the_one_notice_it_belongs_to() -> None:
    assert correlation_key("YL1", "food_license", "BZ-001") == "YL1/food_license/BZ-001"


@pytest.mark.parametrize("name", sorted(JOB_TYPES))
def test_a_job_type_splits_into_its_name_and_its_body(name: str) -> None:
    assert split_type(JOB_TYPES[name].for_body("fire_379902")) == (name, "fire_379902")


@pytest.mark.parametrize("text", ["", "review", "review.precheck", "review.precheck.", "a.b.c.d"])
def test_a_text_that_is_no_job_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="job type"):
        split_type(text)
