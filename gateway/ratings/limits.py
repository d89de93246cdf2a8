"""How long each step may take, in working days of the office's calendar.

Rating and supplementary rating: five working days (鲁政办发〔2020〕10号). Verifying, mending and answering together five
(as 德州市 has it); how they share these, the review's days and when a bad rating counts as let lapse are assumed, and
settings of the office.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.clocks.office import end_of_limit
from gateway.dependencies import Context
from gateway.ratings.states import RatingState
from gateway.settings import Settings

AFTER = timedelta(seconds=1)
"""A limit's last second still counts."""


async def rate_by(context: Context, session: AsyncSession, answered_at: datetime) -> datetime:
    """Until when what ended may be rated."""
    return await end_of_limit(context, session, answered_at, context.settings.rating_days)


async def supplement_by(context: Context, session: AsyncSession, rated_at: datetime) -> datetime:
    """Until when a rating may be supplemented."""
    return await end_of_limit(context, session, rated_at, context.settings.rating_supplement_days)


async def step_due(
    context: Context, session: AsyncSession, state: RatingState, since: datetime
) -> datetime | None:
    """Until when the step that is open in ``state`` must be done; ``None`` where none is."""
    days = _days(context.settings).get(state)
    return None if days is None else await end_of_limit(context, session, since, days)


async def lapses_at(context: Context, session: AsyncSession, due_at: datetime) -> datetime:
    """When a rating whose step was due at ``due_at`` counts as let lapse."""
    return await end_of_limit(context, session, due_at, context.settings.rating_lapse_days)


def _days(settings: Settings) -> Mapping[RatingState, int]:
    return {
        RatingState.VERIFYING: settings.rating_verify_days,
        RatingState.MENDING: settings.rating_mend_days,
        RatingState.ANSWERING: settings.rating_answer_days,
        RatingState.APPEALED: settings.rating_review_days,
    }
