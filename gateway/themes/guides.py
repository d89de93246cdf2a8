"""The service guide of a theme: for every situation, or for the situation that an applicant's answers describe."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from bpmn.catalogue import Catalogue
from bpmn.guide import Guidance, ServiceGuide, guidance_of, guide_of
from bpmn.scenarios import Choice
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context

_KEPT = 512
"""Guides that are kept: they change with the day only, and take up to a quarter of a second to build."""


async def service_guide(
    context: Context, theme_key: str, region: str, situation: Mapping[str, str]
) -> ServiceGuide:
    """The guide of today's rules; without answers for every situation.

    Raises ``UnknownTheme``, ``UnknownRegion``, ``FieldProblems``, ``ScenarioOutOfStep``.
    """
    choice = await context.scenarios.choose(theme_key, situation) if situation else None
    answers = tuple(sorted(situation.items()))
    return _guide(context.catalogue, theme_key, region, context.now().date(), answers, choice)


async def guidance(context: Context, theme_key: str, region: str, situation: Mapping[str, str]) -> Guidance:
    """What an applicant in ``situation`` is told before applying today; nothing of it is kept.

    Raises ``UnknownTheme``, ``UnknownRegion``, ``FieldProblems``, ``ScenarioOutOfStep``.
    """
    choice = await context.scenarios.choose(theme_key, situation)
    today = context.now().date()
    answers = tuple(sorted(situation.items()))
    guide = _guide(context.catalogue, theme_key, region, today, answers, choice)
    async with context.database.read() as session:
        calendar = await office_calendar(context, session)
    return guidance_of(guide, today, calendar.add_working_days)


@lru_cache(maxsize=_KEPT)
def _guide(
    catalogue: Catalogue,
    theme_key: str,
    region: str,
    day: date,
    answers: tuple[tuple[str, str], ...],
    choice: Choice | None,
) -> ServiceGuide:
    return guide_of(catalogue, theme_key, region, dict(answers) or None, choice=choice, on=day)
