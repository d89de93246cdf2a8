"""Patterns that browser and server read alike."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.fields import Pattern
from forms.patterns import joined, matches, pattern_problem, units


@pytest.mark.parametrize(
    "expression", ["^1[3-9]\\d{9}$", "^(?:a|b)c?$", "^[A-Z0-9-]{1,8}$", "^(?=.*\\d)\\w+$", "^a\\.b$"]
)
def test_a_plain_anchored_pattern_may_stand(expression: str) -> None:
    assert pattern_problem(expression) is None


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("\\d+", "以 ^ 开头"),
        ("^a\\$", "以 $ 结尾"),
        ("^a|b$", "放在括号内"),
        ("^(?P<x>a)$", "含义相同"),
        ("^(?i)a$", "含义相同"),
        ("^(?<=a)b$", "含义相同"),
        ("^(a)\\1$", "含义相同"),
        ("^\\s$", "含义相同"),
        ("^\\p{Han}$", "含义相同"),
        ("^a++$", "含义相同"),
        ("^[]a]$", "含义相同"),
        ("^(a+)+$", "重复"),
        ("^(a|a)*$", "重复"),
        ("^(a|a){3,}$", "重复"),
        ("^(a$", "不是有效"),
        ("^" + "a" * 300 + "$", "不能超过"),
    ],
)
def test_a_pattern_that_could_be_read_in_two_ways_or_run_away_is_refused(
    expression: str, reason: str
) -> None:
    assert reason in (pattern_problem(expression) or "")


def test_digits_are_ascii_digits_as_in_the_browser() -> None:
    assert not matches(Pattern("^\\d$", "错"), "１")
    assert not matches(Pattern("^\\d$", "错"), "1\n")


def test_a_rare_character_counts_as_in_the_browser() -> None:
    assert len(units("𬭎")) == 2
    assert matches(Pattern("^..$", "错"), "𬭎")


@given(st.text(alphabet="ab1", max_size=6))
def test_joined_patterns_accept_what_both_accept(sample: str) -> None:
    first, second = Pattern("^[ab]+1?$", "甲"), Pattern("^.{2,4}$", "乙")
    both = joined((first, second))
    assert both is not None
    assert both.message == "甲乙"
    # The browser searches; look-aheads at the start consume nothing, so search is what is compared here.
    found = re.search(both.expression, sample) is not None
    assert found == (matches(first, sample) and matches(second, sample))
