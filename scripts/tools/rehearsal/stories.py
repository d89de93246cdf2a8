"""The stories that walk every way of a theme's chain: each situation, each refusal, each way out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bpmn.catalogue import Catalogue
from bpmn.catalogue.themes import Theme
from bpmn.generation import Step, levels, steps_of
from bpmn.scenarios import DecisionTable, combinations


class Course(StrEnum):
    """What happens on the way, beside what the bodies answer."""

    STRAIGHT = "straight"
    WITHDRAWN = "withdrawn"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Story:
    """One case: how the questions are answered, what bodies answer, and how it must end.

    ``result`` is what the applicant is told (``completed``, ``refused``, ``returned``, ``not_accepted``, ``withdrawn``),
    empty when he is told nothing; ``handled`` the items that somebody must handle, ``None`` where it depends on who is faster.
    ``replies`` are answers by job type, or ``type/item``.
    """

    name: str
    answers: Mapping[str, str]
    result: str
    handled: frozenset[str] | None = None
    replies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    course: Course = Course.STRAIGHT


def stories(catalogue: Catalogue, theme_key: str, asked: frozenset[str] = frozenset()) -> list[Story]:
    """The cases that walk every way of a theme's chain; ``asked`` are questions that its diagram itself reads."""
    theme = catalogue.theme(theme_key)
    items = {item.key: item for item in catalogue.items()}
    steps = steps_of(theme, items, catalogue.scenario(theme_key))
    answers = enough_answers(catalogue, theme_key, asked)
    fullest, full = answers[0], items_of(catalogue, theme_key, answers[0])
    expect = _Expectation(theme, steps)
    told = [
        Story(
            f"情形{number}",
            each,
            "completed",
            expect.handled(frozenset(), items_of(catalogue, theme_key, each)),
        )
        for number, each in enumerate(answers, 1)
    ]
    told += [
        _refusal(expect, step, fullest, full)
        for step in steps
        if step.item in full and step.item != theme.outcomes.joint_permit
    ]
    needed = frozenset(key for step in steps for key in step.granted)
    if len(needed) > 1:
        handled = expect.handled(needed, full)
        told.append(Story("前置事项均不予", fullest, "completed", handled, _refusing(needed)))
    return [
        *told,
        Story("人工审查并补正", fullest, "completed", expect.handled(frozenset(), full), {}, Course.REVIEWED),
        Story("重复启动", fullest, "", frozenset(), {"acceptance.claim": {"claimed": False}}),
        Story("退件", fullest, "returned", frozenset(), _coming_to("returned")),
        Story("未予受理", fullest, "not_accepted", frozenset(), _coming_to("not_accepted")),
        Story("撤回", fullest, "withdrawn", None, {}, Course.WITHDRAWN),
    ]


def items_of(catalogue: Catalogue, theme: str, answers: Mapping[str, str]) -> frozenset[str]:
    """The items that the answers lead to."""
    return frozenset(item for item, _ in catalogue.scenario(theme).choose(answers).items)


def enough_answers(
    catalogue: Catalogue, theme: str, asked: frozenset[str] = frozenset()
) -> list[dict[str, str]]:
    """Few combinations of answers, the fullest first, in which each item is handled once and left out once.

    Also each row of the scenario's tables holds once, and what the diagram asks itself is answered in every way.
    """
    scenario = catalogue.scenario(theme)
    questions = {each.key: [answer.key for answer in each.answer] for each in catalogue.theme(theme).question}
    tables = [table for table in (scenario.items, scenario.materials) if table is not None]
    every = sorted(combinations(questions), key=lambda each: -len(items_of(catalogue, theme, each)))
    chosen, seen = [], set[object]()
    for answers in every:
        given = items_of(catalogue, theme, answers)
        shows: set[object] = {(item, item in given) for item in catalogue.theme(theme).items}
        shows |= {(table.id, row) for table in tables for row in _rows(table, answers)}
        shows.add(tuple(answers[key] for key in sorted(asked & answers.keys())))
        if shows - seen:
            chosen.append(answers)
            seen |= shows
    return chosen


def _rows(table: DecisionTable, answers: Mapping[str, str]) -> list[int]:
    given = [answers.get(name) for name in table.inputs]
    return [
        number
        for number, rule in enumerate(table.rules)
        if all(test.holds(answer) for test, answer in zip(rule.tests, given, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class _Expectation:
    """Which items must be handled, by the theme alone and not by what is drawn."""

    theme: Theme
    steps: Sequence[Step]

    def handled(self, refused: frozenset[str], given: frozenset[str]) -> frozenset[str]:
        """What needs an item that was not granted is passed over; so is the joint permit."""
        handled, missing = set[str](), set[str]()
        policy = self.theme.outcomes
        for step in (step for level in levels(self.steps) for step in level if step.item in given):
            needs = set(step.granted)
            if step.item == policy.joint_permit:
                needs |= set(policy.joint_permit_needs)
            if not missing.isdisjoint(needs):
                missing.add(step.item)
                continue
            handled.add(step.item)
            if step.item in refused:
                missing.add(step.item)
        return frozenset(handled)


def _refusal(expect: _Expectation, step: Step, answers: Mapping[str, str], given: frozenset[str]) -> Story:
    refused = frozenset([step.item])
    result = "refused" if step.ends_chain else "completed"
    handled = None if step.ends_chain else expect.handled(refused, given)
    return Story(f"不予“{step.name}”", answers, result, handled, _refusing(refused))


def _coming_to(outcome: str) -> dict[str, dict[str, Any]]:
    """What the unified acceptance comes to; how it comes to it is its own and the same for every theme."""
    return {"acceptance.accept": {"outcome": outcome}}


def _refusing(items: frozenset[str]) -> dict[str, dict[str, Any]]:
    deciding = ("review.check", "data_sharing.verify_licence")
    return {f"{job}/{item}": {"outcome": "refused"} for job in deciding for item in sorted(items)}
