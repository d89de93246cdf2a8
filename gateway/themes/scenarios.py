"""What the answers about a situation lead to: the engine evaluates the theme's table.

While the engine is away, or was not given the table yet, the same table is read here, so that an application is taken
all the same. Both readings agree on what a scenario may contain (tests/engine/test_scenarios.py).
"""

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bpmn.catalogue import Catalogue, check_answers
from bpmn.scenarios import Choice, Scenario
from chain.errors import TemporarilyUnavailable
from gateway.engine.client import EngineClient
from gateway.engine.errors import EngineRefused, EngineUnavailable

logger = logging.getLogger(__name__)

KEPT_SECONDS = 30.0
"""How long an answer is used again: a table deployed anew takes effect within it."""
ASKED_ANEW_SECONDS = 10.0
"""From this age on an answer is asked for anew beside the request that uses it: nobody waits where one follows another."""
KEPT_AWAY_SECONDS = 3.0


class ScenarioOutOfStep(TemporarilyUnavailable):
    """The engine's table names items or modes that this gateway's catalogue does not hold: one of them is being updated."""

    message = "该主题正在更新，请几分钟后重试。"


Key = tuple[str, tuple[tuple[str, str], ...]]
"""A theme and the answers to its questions."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, and until when (``time.monotonic``) it is fresh, and used at all."""

    choice: Choice
    fresh: float
    until: float


class Scenarios:
    """The scenarios of all themes; remembers answers for a moment, nothing that another replica would need."""

    def __init__(self, catalogue: Catalogue, engine: EngineClient) -> None:
        self._catalogue = catalogue
        self._engine = engine
        self._kept: dict[Key, _Kept] = {}
        self._asking: dict[Key, asyncio.Task[_Kept]] = {}

    async def choose(self, theme_key: str, situation: Mapping[str, object]) -> Choice:
        """What the answers lead to.

        Raises ``UnknownTheme``, ``FieldProblems`` for answers that are missing or unknown, ``ScenarioOutOfStep``.
        """
        answers = check_answers(self._catalogue.theme(theme_key), situation)
        key = (theme_key, tuple(sorted(answers.items())))
        kept, now = self._kept.get(key), time.monotonic()
        if kept is None or kept.until < now:
            kept = await asyncio.shield(self._asked(key))
        elif kept.fresh < now:
            self._asked(key)
        return kept.choice

    async def close(self) -> None:
        """Give up what is being asked."""
        asking = tuple(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _asked(self, key: Key) -> asyncio.Task[_Kept]:
        """The one question for ``key`` under way: whoever needs its answer waits for the same."""
        task = self._asking.get(key)
        if task is None:
            task = asyncio.create_task(self._evaluated(*key))
            self._asking[key] = task
            task.add_done_callback(lambda done: self._answered(key, done))
        return task

    def _answered(self, key: Key, task: asyncio.Task[_Kept]) -> None:
        del self._asking[key]
        # Asking for the failure here keeps one that nobody waited for from being told as lost.
        if not task.cancelled() and task.exception() is None:
            self._kept[key] = task.result()

    async def _evaluated(self, theme_key: str, pairs: Iterable[tuple[str, str]]) -> _Kept:
        scenario, answers = self._catalogue.scenario(theme_key), dict(pairs)
        try:
            choice = await self._by_engine(scenario, answers)
        except (EngineUnavailable, EngineRefused) as error:
            logger.warning("the scenario of %s is read without the engine: %s", theme_key, error.code)
            until = time.monotonic() + KEPT_AWAY_SECONDS
            return _Kept(scenario.choose(answers), until, until)
        self._refuse_unknown(theme_key, choice)
        now = time.monotonic()
        return _Kept(choice, now + ASKED_ANEW_SECONDS, now + KEPT_SECONDS)

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
