"""The benchmark's arithmetic: spread, percentiles, aims, and what goes to the JSON. No measurement is made here."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.tools.bench.figures import Aim, Collector, Figure, Findings, Ratio, Verdict, percentile
from scripts.tools.bench.report import as_json
from scripts.tools.bench.run import Run


def figure(name: str, *samples: float) -> Figure:
    """A figure with these samples."""
    return Figure(name, "指标", "毫秒", samples)


@pytest.mark.parametrize(
    ("share", "value"), [(1, 1), (50, 50), (95, 95), (99, 99), (100, 100)], ids=lambda value: str(value)
)
def test_a_percentile_of_a_hundred_numbers_is_that_number(share: int, value: int) -> None:
    assert percentile([float(number) for number in range(100, 0, -1)], share) == value


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_not_exceeded_by_its_share(
    values: list[float], share: int
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= share * len(values)


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


@pytest.mark.parametrize("samples", [(), (float("nan"),), (1.0, float("inf"))])
def test_a_figure_without_finite_samples_is_refused(samples: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="finite"):
        figure("x", *samples)


@pytest.mark.parametrize(
    ("aim", "above", "verdict"),
    [
        (Aim.AT_MOST, 5.0, Verdict.MET),
        (Aim.AT_MOST, 5.1, Verdict.MISSED),
        (Aim.AT_LEAST, 5.0, Verdict.MET),
        (Aim.AT_LEAST, 4.9, Verdict.MISSED),
    ],
)
def test_an_aim_is_met_up_to_its_limit(aim: Aim, above: float, verdict: Verdict) -> None:
    figures = {"a": figure("a", above), "b": figure("b", 10.0)}
    assert Ratio("r", "比", "a", "b", 0.5, aim).verdict(figures) is verdict


@pytest.mark.parametrize("figures", [{}, {"a": figure("a", 1)}, {"a": figure("a", 1), "b": figure("b", 0)}])
def test_a_ratio_that_was_not_measured_has_no_verdict(figures: dict[str, Figure]) -> None:
    assert Ratio("r", "比", "a", "b", 1).verdict(figures) is Verdict.UNKNOWN


def test_the_spread_of_a_ratio_is_taken_repeat_by_repeat() -> None:
    figures = {"a": figure("a", 1, 4), "b": figure("b", 2, 2), "c": figure("c", 1)}
    assert Ratio("r", "比", "a", "b", 1).spread(figures) == (0.5, 2.0)
    assert Ratio("r", "比", "a", "c", 1).spread(figures) is None


def test_samples_of_repeats_come_together_in_one_figure() -> None:
    found = Collector()
    for value in (3.0, 1.0, 2.0):
        found.sample("x", "指标", "秒", value)
    assert [(f.samples, f.median) for f in found.figures] == [((3.0, 1.0, 2.0), 2.0)]


def test_two_parts_may_not_measure_the_same_figure() -> None:
    whole = Findings([figure("x", 1)])
    with pytest.raises(ValueError, match="twice: x"):
        whole.add(Findings([figure("x", 2)]))


def test_the_json_holds_figures_ratios_and_what_failed(tmp_path: Path) -> None:
    findings = Findings([figure("a", 1, 3, 2), figure("b", 4)], [Ratio("r", "比", "a", "b", 0.5)], ["说明"])
    run = Run(tmp_path, tmp_path, repeats=3, quick=True, tell=lambda _: None)
    content = json.loads(as_json(findings, run, {"cores": 2}, {"workers": "原因"}))
    assert (content["figures"][0]["min"], content["figures"][0]["median"], content["figures"][0]["max"]) == (
        1,
        2,
        3,
    )
    assert content["ratios"][0] | {"value": 0.5, "verdict": "met", "spread": None} == content["ratios"][0]
    assert content["failures"] == {"workers": "原因"}
