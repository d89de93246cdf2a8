"""A scenario's answer is kept for a moment and asked for anew before it is too old, so that nobody waits for it twice."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import pytest

from bpmn.catalogue import load_catalogue
from bpmn.scenarios import Choice
from gateway.engine.errors import EngineUnavailable
from gateway.themes import scenarios
from gateway.themes.scenarios import (
    ASKED_ANEW_SECONDS,
    KEPT_AWAY_SECONDS,
    KEPT_SECONDS,
    ScenarioOutOfStep,
    Scenarios,
)

ANSWERS = {"licence": "new", "fire": "inspection"}
OLD = {"item": "business_license", "mode": "new"}
NEW = {"item": "business_license", "mode": "existing"}


class Counted:
    """Stands where the engine's client would: says which tables were asked for, and answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.rows: list[dict[str, str]] = [OLD]
        self.away = False
        self.let = asyncio.Event()
        self.let.set()

    async def evaluate_decision(self, decision: str, _: Mapping[str, str]) -> list[dict[str, str]]:
        """The rows of the items' table; of the materials' none."""
        self.asked.append(decision)
        await self.let.wait()
        if self.away:
            raise EngineUnavailable
        return self.rows if decision.endswith("_scenario") else []

    @property
    def times(self) -> int:
        """How often an answer was asked for."""
        return self.asked.count("restaurant_scenario")


class Hand:
    """A clock's hand that the test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        """In place of ``time.monotonic``."""
        return self.seconds


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """The clock of the scenarios."""
    hand = Hand()
    monkeypatch.setattr(scenarios, "time", hand)
    return hand


@pytest.fixture
def engine() -> Counted:
    """What is asked."""
    return Counted()


@pytest.fixture
def asked(engine: Counted) -> Scenarios:
    """The scenarios that ask it."""
    return Scenarios(load_catalogue(), cast(Any, engine))


async def _items(asked: Scenarios) -> tuple[tuple[str, str], ...]:
    choice: Choice = await asked.choose("restaurant", ANSWERS)
    return tuple(choice.items)


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_fresh_answer_is_given_again_without_asking(
    asked: Scenarios, engine: Counted, hand: Hand
) -> None:
    await _items(asked)
    hand.seconds += ASKED_ANEW_SECONDS
    await _items(asked)
    await _settled()
    assert engine.times == 1


async def test_an_answer_that_grows_old_is_given_at_once_and_asked_for_beside(
    asked: Scenarios, engine: Counted, hand: Hand
) -> None:
    await _items(asked)
    engine.rows = [NEW]
    engine.let.clear()
    hand.seconds += ASKED_ANEW_SECONDS + 1
    assert await _items(asked) == (("business_license", "new"),)
    assert await _items(asked) == (("business_license", "new"),)
    engine.let.set()
    await _settled()
    assert await _items(asked) == (("business_license", "existing"),)
    assert engine.times == 2


async def test_a_table_deployed_anew_takes_effect_when_the_kept_answer_is_too_old(
    asked: Scenarios, engine: Counted, hand: Hand
) -> None:
    await _items(asked)
    engine.rows = [NEW]
    hand.seconds += KEPT_SECONDS + 1
    assert await _items(asked) == (("business_license", "existing"),)


async def test_many_who_need_the_same_answer_ask_once(asked: Scenarios, engine: Counted) -> None:
    engine.let.clear()
    waiting = [asyncio.create_task(_items(asked)) for _ in range(5)]
    await _settled()
    waiting[0].cancel()
    engine.let.set()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:] == [(("business_license", "new"),)] * 4
    assert engine.times == 1


async def test_an_answer_read_without_the_engine_is_kept_for_a_shorter_time(
    asked: Scenarios, engine: Counted, hand: Hand
) -> None:
    engine.away = True
    own = await _items(asked)
    engine.away = False
    assert await _items(asked) == own
    hand.seconds += KEPT_AWAY_SECONDS + 1
    assert await _items(asked) == (("business_license", "new"),)


async def test_a_table_out_of_step_found_beside_a_request_harms_nobody_until_the_kept_answer_ends(
    asked: Scenarios, engine: Counted, hand: Hand
) -> None:
    await _items(asked)
    engine.rows = [{"item": "unheard_of", "mode": "new"}]
    hand.seconds += ASKED_ANEW_SECONDS + 1
    await _items(asked)
    await _settled()
    assert await _items(asked) == (("business_license", "new"),)
    hand.seconds += KEPT_SECONDS
    with pytest.raises(ScenarioOutOfStep):
        await _items(asked)


async def test_closing_gives_up_what_is_being_asked(asked: Scenarios, engine: Counted) -> None:
    engine.let.clear()
    waiting = asyncio.create_task(_items(asked))
    await _settled()
    await asked.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
