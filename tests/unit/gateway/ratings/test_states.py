"""What follows what when a rating is followed up: every step in every state."""

import pytest

from gateway.ratings.states import (
    DISMISSED,
    UNFOUNDED,
    UPHELD,
    WELL_FOUNDED,
    Grade,
    RatingState,
    Step,
    StepNotPossible,
    first_state,
    follow,
)

S, T = RatingState, Step
LEADS = {
    (S.VERIFYING, T.VERIFY, WELL_FOUNDED): S.MENDING,
    (S.VERIFYING, T.VERIFY, UNFOUNDED): S.ANSWERING,
    (S.MENDING, T.MEND, None): S.ANSWERING,
    (S.ANSWERING, T.ANSWER, None): S.ANSWERED,
    (S.GIVEN, T.APPEAL, None): S.APPEALED,
    (S.VERIFYING, T.APPEAL, None): S.APPEALED,
    (S.MENDING, T.APPEAL, None): S.APPEALED,
    (S.APPEALED, T.REVIEW, UPHELD): S.REJECTED,
    (S.APPEALED, T.REVIEW, DISMISSED): S.VERIFYING,
    (S.VERIFYING, T.LAPSE, None): S.LAPSED,
    (S.MENDING, T.LAPSE, None): S.LAPSED,
    (S.ANSWERING, T.LAPSE, None): S.LAPSED,
}
RESULTS = (None, WELL_FOUNDED, UNFOUNDED, UPHELD, DISMISSED)


@pytest.mark.parametrize("state", RatingState)
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("result", RESULTS)
def test_only_what_the_table_says_is_possible(state: RatingState, step: Step, result: str | None) -> None:
    expected = LEADS.get((state, step, result))
    if expected is None:
        with pytest.raises(StepNotPossible):
            follow(state, step, result)
    else:
        assert follow(state, step, result) is expected


@pytest.mark.parametrize(
    ("grade", "named", "state"),
    [
        (Grade.VERY_SATISFIED, True, S.GIVEN),
        (Grade.FAIR, True, S.GIVEN),
        (Grade.DISSATISFIED, True, S.VERIFYING),
        (Grade.VERY_DISSATISFIED, True, S.VERIFYING),
        (Grade.VERY_DISSATISFIED, False, S.GIVEN),
    ],
)
def test_a_bad_rating_by_name_is_followed_up(grade: Grade, named: bool, state: RatingState) -> None:
    assert first_state(grade, named=named) is state


def test_the_last_two_of_five_grades_are_bad() -> None:
    assert [grade.label for grade in Grade] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert [grade for grade in Grade if grade.bad] == [Grade.DISSATISFIED, Grade.VERY_DISSATISFIED]
