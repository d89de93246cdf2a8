"""Whether a text can fit several patterns at once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.languages import compatible
from forms.patterns import pattern_problem


@pytest.mark.parametrize(
    ("expressions", "shortest", "longest", "possible"),
    [
        (["^[a-z]+$", "^.{3}$"], 1, 200, True),
        (["^[a-z]+$", "^[0-9]+$"], 1, 200, False),
        (["^[a-z]*$", "^[0-9]*$"], 1, 200, False),
        (["^1[3-9]\\d{9}$"], 1, 10, False),
        (["^1[3-9]\\d{9}$"], 12, 20, False),
        (["^(甲|乙)[a-z-]{2,}$", "^.*-$"], 1, 3, True),
        (["^(a|b)?c$"], 3, 9, False),
        (["^[^\\d]$", "^\\D$", "^\\w$"], 1, 1, True),
        (["^[^a-z]$", "^[a-z]$"], 1, 1, False),
        (["^(?:ab){3}$", "^a.*b$"], 6, 6, True),
        (["^(?:ab){3}$"], 7, 9, False),
        (["^\\.\\-\\$$", "^[.][-][$]$"], 3, 3, True),
        (["^a{2,3}?$", "^a{4}$"], 1, 9, False),
        (["^(?=a)b$", "^c$"], 1, 9, True),
        (["^[0-9A-Z]{1,200}$", "^.*[0-9]{50}.*$", "^[A-Z0-9]*A[0-9]{10,20}$"], 1, 200, True),
    ],
)
def test_patterns_clash_only_where_no_text_fits_them_all(
    expressions: list[str], shortest: int, longest: int, possible: bool
) -> None:
    assert compatible(tuple(expressions), shortest, longest) is possible


PIECE = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", "\\d", "\\w", "(a|b)", "(?:ab|c)", "[a-c0-]"])
PATTERN = st.lists(
    st.tuples(PIECE, st.sampled_from(["", "?", "{2}", "{1,3}"])).map("".join), min_size=1, max_size=4
).map(lambda parts: f"^{''.join(parts)}$")


@given(
    expressions=st.lists(PATTERN, min_size=1, max_size=3),
    value=st.text(alphabet="abc01-甲", min_size=1, max_size=6),
)
def test_patterns_that_some_text_fits_never_clash(expressions: list[str], value: str) -> None:
    fits = all(re.compile(each, re.ASCII).fullmatch(value) for each in expressions)
    assert all(pattern_problem(each) is None for each in expressions)
    assert compatible(tuple(expressions), len(value), len(value)) or not fits


@given(expression=PATTERN, other=PATTERN)
def test_patterns_that_clash_are_fitted_together_by_no_short_text(expression: str, other: str) -> None:
    if compatible((expression, other), 1, 2):
        return
    both = [re.compile(each, re.ASCII) for each in (expression, other)]
    letters = "abc019-_甲Z"
    texts = [first + second for first in letters for second in ("", *letters)]
    assert not [text for text in texts if all(each.fullmatch(text) for each in both)]
