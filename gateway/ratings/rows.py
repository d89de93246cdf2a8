"""Ratings on record: found, changed under the lock of their case, each step noted and told on."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import SystemClock
from gateway.archive.changes import file_changed
from gateway.dependencies import Context
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, matter_on, open_matter
from gateway.procedure.record import Actor
from gateway.ratings.limits import step_due
from gateway.ratings.states import RatingState, Step
from gateway.store.models import Case, Rating, RatingReport, RatingStep

OPEN_TO_RATE = "open"
"""Subject of the matter that ends the time to rate."""


async def rating_of(session: AsyncSession, case_no: str, item: str) -> Rating | None:
    """The rating of one item, or of the chain, of a case."""
    return await session.scalar(select(Rating).where(Rating.case_no == case_no, Rating.item == item))


async def ratings_of(session: AsyncSession, case_no: str) -> list[Rating]:
    """The ratings of a case."""
    return list(await session.scalars(select(Rating).where(Rating.case_no == case_no).order_by(Rating.id)))


async def steps_of(session: AsyncSession, rating: Rating) -> list[RatingStep]:
    """What was done about a rating, oldest first."""
    found = select(RatingStep).where(RatingStep.rating == rating.id).order_by(RatingStep.id)
    return list(await session.scalars(found))


async def locked(session: AsyncSession, rating: Rating) -> Case:
    """The rating's case, locked for this transaction; the rating is read again under the lock."""
    case = await session.get_one(Case, rating.case_no, with_for_update=True)
    await session.refresh(rating)
    return case


def note(
    session: AsyncSession,
    rating: Rating,
    step: Step,
    actor: Actor,
    at: datetime,
    *,
    result: str | None = None,
    words: str | None = None,
) -> None:
    """Keep that a step was done."""
    session.add(
        RatingStep(
            rating=rating.id,
            step=step.value,
            result=result,
            at=at,
            actor=actor.sub,
            role=actor.role,
            body=actor.body,
            due_at=rating.due_at,
            note=words,
        )
    )


async def enter(
    context: Context, session: AsyncSession, rating: Rating, state: RatingState, at: datetime
) -> None:
    """The rating is in ``state`` from now on: its time begins, the engine looks, the province is told."""
    rating.state = state.value
    rating.due_at = await step_due(context, session, state, at)
    rating.overdue_at = None
    rating.closed_at = None if state.followed else at
    subject = f"follow/{rating.item}"
    matter = await matter_on(session, rating.case_no, MatterKind.RATING, subject)
    if matter is not None:
        await changed(session, matter)
    elif state.followed:
        await open_matter(
            session, rating.case_no, MatterKind.RATING, subject=subject, body=rating.body, at=at
        )
    await report(session, rating)
    if not state.followed:
        await file_changed(context, session, rating.case_no)


async def report(session: AsyncSession, rating: Rating) -> None:
    """Queue how the rating stands for the province; the transaction has locked the case."""
    await session.flush()
    earlier = select(func.count()).select_from(RatingReport).where(RatingReport.rating == rating.id)
    revision = (await session.scalar(earlier) or 0) + 1
    session.add(
        RatingReport(
            rating=rating.id,
            revision=revision,
            content={
                "rating": rating.rating_id,
                "revision": revision,
                "item": rating.item,
                "body": rating.body,
                "region": rating.region,
                "window": rating.window,
                "channel": rating.channel,
                "grade": rating.grade,
                "named": rating.named,
                "state": rating.state,
                "day": rating.rated_at.date().isoformat(),
            },
            next_attempt_at=SystemClock().now(),
        )
    )
