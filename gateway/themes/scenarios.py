"""What the answers about a situation lead to: the engine evaluates the theme's table.

While the engine is away, or was not given the table yet, the same table is read here, so that an application is taken
all the same. Both readings agree on what a scenario may contain (tests/engine/test_scenarios.py).
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.catalogue import Catalogue, check_answers
from bpmn.scenarios import Choice, Scenario
from chain.errors import TemporarilyUnavailable
from gateway.engine.client import EngineClient
from gateway.engine.errors import EngineRefused, EngineUnavailable

logger = logging.getLogger(__name__)

KEPT_SECONDS = 30.0
"""How long an answer is used again: a table deployed anew takes effect within it."""
KEPT_AWAY_SECONDS = 3.0


class ScenarioOutOfStep(TemporarilyUnavailable):
    """The engine's table names items or modes that this gateway's catalogue does not hold: one of them is being updated."""

    message = "该主题正在更新，请几分钟后重试。"


@dataclass(frozen=True, slots=True)
class _Kept:
    choice: Choice
    until: float


class Scenarios:
    """The scenarios of all themes; remembers answers for a moment, nothing that another replica would need."""

    def __init__(self, catalogue: Catalogue, engine: EngineClient) -> None:
        self._catalogue = catalogue
        self._engine = engine
        self._kept: dict[tuple[str, tuple[tuple[str, str], ...]], _Kept] = {}

    async def choose(self, theme_key: str, situation: Mapping[str, object]) -> Choice:
        """What the answers lead to.

        Raises ``UnknownTheme``, ``FieldProblems`` for answers that are missing or unknown, ``ScenarioOutOfStep``.
        """
        answers = check_answers(self._catalogue.theme(theme_key), situation)
        key = (theme_key, tuple(sorted(answers.items())))
        kept = self._kept.get(key)
        if kept is None or kept.until < time.monotonic():
            kept = await self._evaluated(theme_key, answers)
            self._kept[key] = kept
        return kept.choice

    async def _evaluated(self, theme_key: str, answers: Mapping[str, str]) -> _Kept:
        scenario = self._catalogue.scenario(theme_key)
        try:
            choice = await self._by_engine(scenario, answers)
        except (EngineUnavailable, EngineRefused) as error:
            logger.warning("the scenario of %s is read without the engine: %s", theme_key, error.code)
            return _Kept(scenario.choose(answers), time.monotonic() + KEPT_AWAY_SECONDS)
        self._refuse_unknown(theme_key, choice)
        return _Kept(choice, time.monotonic() + KEPT_SECONDS)

    async def _by_engine(self, scenario: Scenario, answers: Mapping[str, str]) -> Choice:
        items = await self._engine.evaluate_decision(scenario.items.id, answers)
        if scenario.materials is None:
            return Choice.of(items)
        return Choice.of(items, await self._engine.evaluate_decision(scenario.materials.id, answers))

    def _refuse_unknown(self, theme_key: str, choice: Choice) -> None:
        theme = self._catalogue.theme(theme_key)
        for item, mode in choice.items:
            if item not in theme.items or self._catalogue.item(item).find_mode(mode) is None:
                raise ScenarioOutOfStep
