"""The themes' generated chains on the real engine: every combination of items, every refusal, every way out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc.aio
import pytest

from bpmn.catalogue import Catalogue, load_catalogue
from bpmn.generation import Step, levels, steps_of
from bpmn.scenarios import combinations
from chain.job_types import JOB_TYPES
from scripts.tools.engine import EngineProcess
from tests.engine.diagrams_support import Rehearsal
from tests.engine.recorder import RecordLog

pytestmark = pytest.mark.engine

DRAWN_BY_HAND = {"restaurant"}
BODY = "approval"
AT_ONCE = 8
JOBS = [name for name in JOB_TYPES if not name.startswith(("demo.", "data_sharing."))]
THEMES = [theme.key for theme in load_catalogue().themes() if theme.key not in DRAWN_BY_HAND]


@dataclass(frozen=True)
class Story:
    """One case: how the questions are answered, what bodies answer, and how it must end."""

    name: str
    answers: Mapping[str, str]
    ends: str
    handled: frozenset[str]
    replies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def items_of(catalogue: Catalogue, theme: str, answers: Mapping[str, str]) -> frozenset[str]:
    """The items that the answers lead to."""
    return frozenset(item for item, _ in catalogue.scenario(theme).choose(answers).items)


def enough_answers(catalogue: Catalogue, theme: str) -> list[dict[str, str]]:
    """Few combinations of answers, the fullest first, in which each item is handled once and left out once."""
    questions = {each.key: [answer.key for answer in each.answer] for each in catalogue.theme(theme).question}
    every = sorted(combinations(questions), key=lambda each: -len(items_of(catalogue, theme, each)))
    chosen, seen = [], set[tuple[str, bool]]()
    for answers in every:
        given = items_of(catalogue, theme, answers)
        shows = {(item, item in given) for item in catalogue.theme(theme).items}
        if shows - seen:
            chosen.append(answers)
            seen |= shows
    return chosen


def handled_items(refused: frozenset[str], given: frozenset[str], steps: Sequence[Step]) -> frozenset[str]:
    """The items that are handled when some are refused: what needs one that was not granted is passed over."""
    handled, missing = set[str](), set[str]()
    for step in (step for level in levels(steps) for step in level if step.item in given):
        if not missing.isdisjoint(step.granted):
            missing.add(step.item)
            continue
        handled.add(step.item)
        if step.item in refused:
            missing.add(step.item)
    return frozenset(handled)


def stories(theme: str) -> list[Story]:
    """The cases that walk every way of a theme's chain."""
    catalogue = load_catalogue()
    items = {item.key: item for item in catalogue.items()}
    steps = steps_of(catalogue.theme(theme), items, catalogue.scenario(theme))
    answers = enough_answers(catalogue, theme)
    fullest, full = answers[0], items_of(catalogue, theme, answers[0])
    told = [
        Story(f"情形{number}", each, "Event_Completed", items_of(catalogue, theme, each))
        for number, each in enumerate(answers)
    ]
    told += [
        Story(f"不予{step.item}", fullest, "Event_Refused", frozenset(), _refusing({step.item}))
        for step in steps
        if step.ends_chain and step.item in full
    ]
    needed = frozenset(key for step in steps for key in step.granted)
    if needed:
        handled = handled_items(needed, full, steps)
        told.append(Story("前置不予", fullest, "Event_Completed", handled, _refusing(needed)))
    incomplete = {"review.precheck": {"complete": False}}
    lost = {"acceptance.claim": {"claimed": False}}
    return [
        *told,
        Story("重复启动", fullest, "Event_Duplicate", frozenset(), lost),
        Story("补正逾期", fullest, "Event_Returned", frozenset(), incomplete),
        Story("补正", fullest, "Event_Completed", full),
        Story("撤回", fullest, "Event_Withdrawn", frozenset()),
    ]


def _refusing(items: set[str] | frozenset[str]) -> dict[str, dict[str, Any]]:
    return {f"review.check/{item}": {"outcome": "refused"} for item in items}


async def play(case: Rehearsal, theme: str, story: Story) -> None:
    """Play one story to its end and look at what was asked of whom."""
    case.answers.update(story.replies)
    if story.name == "补正逾期":
        case.answers["notice.supplement"] = lambda _: {"notice_no": "N", "due_at": case.moment(days=-1)}
    elif story.name == "补正":
        _mended(case)
    elif story.name == "撤回":
        case.answers["review.check"] = {"outcome": "undecided"}
    await case.submit_to_one_body(theme, story.answers, BODY)
    if story.name == "补正":
        await case.entered("Gateway_AwaitSupplement")
        await case.publish("supplement-submitted", f"{case.case_no}/chain/N")
    elif story.name == "撤回":
        await case.asked("review.check")
        await case.publish("case-withdrawn", case.case_no)
    await case.ended(story.ends)
    if story.handled:
        assert {item for item, _ in case.done("review.check")} == story.handled, story.name
    results = [headers["result"] for _, headers in case.done("notice.answer")]
    assert results == _results(story.ends), story.name


def _mended(case: Rehearsal) -> None:
    """Nothing is complete until the applicant answered."""
    notified: list[str] = []

    def notify(_: Mapping[str, Any]) -> dict[str, Any]:
        notified.append("once")
        return {"notice_no": "N"}

    case.answers["notice.supplement"] = notify
    case.answers["review.precheck"] = lambda _: {"complete": bool(notified)}


def _results(ends: str) -> list[str]:
    return [] if ends == "Event_Duplicate" else [ends.removeprefix("Event_").lower()]


@pytest.mark.parametrize("theme", THEMES)
async def test_a_theme_runs_every_way_to_its_end(
    engine: EngineProcess, zeebe_channel: grpc.aio.Channel, records: RecordLog, theme: str
) -> None:
    told = stories(theme)
    async with Rehearsal(engine, zeebe_channel, records, [BODY], JOBS).working() as house:
        for begin in range(0, len(told), AT_ONCE):
            await asyncio.gather(
                *(play(house.beside(), theme, story) for story in told[begin : begin + AT_ONCE])
            )
