"""What the engine's watch over ratings does each time it looks: end the time to rate, raise the alarm, let lapse."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Context
from gateway.matters.kinds import MatterKind
from gateway.matters.service import open_matter
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.procedure.record import Actor
from gateway.ratings.limits import AFTER, lapses_at
from gateway.ratings.rateable import rateable
from gateway.ratings.rows import OPEN_TO_RATE, enter, note, rating_of, report
from gateway.ratings.states import RateChannel, RatingState, Step, follow
from gateway.store.models import Case, Matter, Rating


async def open_to_rate(session: AsyncSession, case: Case, at: datetime) -> None:
    """The case is answered: from now on the working days to rate in are counted."""
    await open_matter(
        session, case.case_no, MatterKind.RATING, subject=OPEN_TO_RATE, body=case.lead_body, at=at
    )


async def look(
    context: Context, session: AsyncSession, case: Case, matter: Matter, actor: Actor
) -> datetime | None:
    """Do what is due; when to look again, ``None`` when nothing more is to come."""
    if matter.subject == OPEN_TO_RATE:
        return await _time_to_rate(context, session, case)
    rating = await rating_of(session, case.case_no, matter.subject.removeprefix("follow/"))
    if rating is None or not RatingState(rating.state).followed or rating.due_at is None:
        return None
    return await _follow(context, session, case, rating, rating.due_at, actor)


async def _time_to_rate(context: Context, session: AsyncSession, case: Case) -> datetime | None:
    now = context.now()
    for each in await rateable(context, session, case):
        if each.until is None or now <= each.until:
            return None if each.until is None else each.until + AFTER
        if await rating_of(session, case.case_no, each.item) is None:
            rating = Rating(
                rating_id=uuid4().hex,
                case_no=case.case_no,
                item=each.item,
                body=each.body,
                region=case.region,
                channel=RateChannel.NONE.value,
                tags=[],
                named=False,
                rated_at=each.until,
                state=RatingState.UNRATED.value,
                closed_at=now,
            )
            session.add(rating)
            await report(session, rating)
    return None


async def _follow(
    context: Context, session: AsyncSession, case: Case, rating: Rating, due_at: datetime, actor: Actor
) -> datetime | None:
    now, state = context.now(), RatingState(rating.state)
    if now <= due_at:
        return due_at + AFTER
    if rating.overdue_at is None:
        rating.overdue_at = now
        note(session, rating, Step.OVERDUE, actor, now, result=state.value)
    last = await lapses_at(context, session, due_at)
    if state is RatingState.APPEALED:
        # The body cannot answer for a review that does not come: the alarm stays until it does.
        return max(last, await lapses_at(context, session, now)) + AFTER
    if now <= last:
        return last + AFTER
    note(session, rating, Step.LAPSE, actor, now, result=state.value)
    await enter(context, session, rating, follow(state, Step.LAPSE), now)
    await tell(
        context,
        session,
        case,
        MessageKind.RATING,
        key=f"rating/{rating.item}/lapse",
        text=f"您对办件{case.case_no}的评价，办理部门未在期限内处理，已按逾期记录并报监督部门。",
    )
    return None
