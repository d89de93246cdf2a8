"""Ratings as their applicant, the body they are about and supervisors read them, and counted."""

from collections import Counter

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE
from gateway.cases.access import own_case
from gateway.cases.views import body_name
from gateway.cursors import number_of
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.ratings import schemas
from gateway.ratings.rateable import Rateable, rateable
from gateway.ratings.rows import ratings_of, steps_of
from gateway.ratings.states import Grade, RateChannel, RatingState, Step, Tag
from gateway.store import audit
from gateway.store.models import Rating, RatingStep

LONGEST_PAGE = 100
FEW = 5
"""Of a group with fewer ratings nothing is told apart: somebody could be recognised."""

_NOT_COUNTED = (RatingState.REJECTED.value, RatingState.UNRATED.value)
_CHAIN_NAME = "整个主题办件"


async def own(context: Context, caller: Caller, case_no: str) -> schemas.OwnRatings:
    """What the applicant may rate in the case, and what became of it; audited. Raises ``CaseNotFound``."""
    async with context.database.write() as session:
        case = await own_case(session, caller, case_no)
        given = {rating.item: rating for rating in await ratings_of(session, case_no)}
        lines = [
            await _own(session, each, given.get(each.item)) for each in await rateable(context, session, case)
        ]
        await put_on_record(
            session, caller, Role.APPLICANT, "ratings.read", at=context.now(), case_no=case_no
        )
    return schemas.OwnRatings(case_no=case_no, ratings=lines)


async def listing(
    context: Context, caller: Caller, *, state: str | None, overdue: bool, cursor: str | None, limit: int
) -> schemas.RatingPage:
    """Ratings of the caller's body, all for a supervisor; newest first; audited. Raises ``CursorInvalid``."""
    query = select(Rating).where(_visible(caller)).order_by(Rating.id.desc()).limit(limit + 1)
    if state is not None:
        query = query.where(Rating.state == state)
    if overdue:
        query = query.where(Rating.overdue_at.is_not(None))
    if cursor is not None:
        query = query.where(Rating.id < number_of(cursor))
    async with context.database.write() as session:
        rows = list(await session.scalars(query))
        shown = [await view_of(context, session, row) for row in rows[:limit]]
        await audit.record(
            session,
            at=context.now(),
            actor=caller.sub,
            role=_role(caller).value,
            body=caller.body,
            action="ratings.read",
            case_no=None,
            detail={"ratings": [each.rating_id for each in shown]},
        )
    return schemas.RatingPage(
        ratings=shown, next_cursor=str(rows[limit - 1].id) if len(rows) > limit else None
    )


async def figures(context: Context, caller: Caller, by: str) -> schemas.Figures:
    """Ratings counted by one of their marks, of the caller's body or of all for a supervisor."""
    key = getattr(Rating, by)
    marks = (key, Rating.state, Rating.grade)
    counted = select(*marks, func.count()).where(_visible(caller)).group_by(*marks)
    groups: dict[str | None, Counter[str]] = {}
    async with context.database.count() as session:
        for name, state, grade, count in await session.execute(counted):
            mark = state if state in _NOT_COUNTED else grade
            groups.setdefault(name, Counter())[mark] += count
    shown = [_figure(context, by, name, counts) for name, counts in groups.items()]
    return schemas.Figures(by=by, figures=sorted(shown, key=lambda each: each.key or ""))


async def view_of(context: Context, session: AsyncSession, rating: Rating) -> schemas.RatingView:
    """The rating as its body sees it: of an anonymous one neither who, which case nor which hour."""
    grade, state = _grade(rating), RatingState(rating.state)
    return schemas.RatingView(
        rating_id=rating.rating_id,
        case_no=rating.case_no if rating.named else None,
        item=rating.item,
        item_name=_item_name(context, rating.item),
        body=rating.body,
        body_name=body_name(context.catalogue, rating.body),
        region=rating.region,
        window=rating.window,
        channel=rating.channel,
        channel_name=RateChannel(rating.channel).label,
        grade=rating.grade,
        grade_name=None if grade is None else grade.label,
        tags=_tags(rating),
        comment=rating.comment,
        named=rating.named,
        rated_on=rating.rated_at.date(),
        counted=rating.state not in _NOT_COUNTED,
        state=state.value,
        state_name=state.label,
        due_at=rating.due_at,
        overdue=rating.overdue_at is not None,
        steps=[
            _step(each, by=each.actor if each.role != "applicant" else None)
            for each in await steps_of(session, rating)
            if rating.named or each.role != "applicant"
        ],
    )


async def _own(session: AsyncSession, what: Rateable, rating: Rating | None) -> schemas.OwnRating:
    steps = [] if rating is None else await steps_of(session, rating)
    grade = None if rating is None else _grade(rating)
    state = None if rating is None else RatingState(rating.state)
    return schemas.OwnRating(
        item=what.item,
        name=what.name,
        rate_until=what.until,
        rating_id=None if rating is None else rating.rating_id,
        grade=None if grade is None else grade.value,
        grade_name=None if grade is None else grade.label,
        tags=[] if rating is None else _tags(rating),
        comment=None if rating is None else rating.comment,
        anonymous=None if rating is None or rating.grade is None else not rating.named,
        state=None if state is None else state.value,
        state_name=None if state is None else state.label,
        supplement_until=None if rating is None else rating.supplement_until,
        supplemented_at=None if rating is None else rating.supplemented_at,
        steps=[_step(each, by=None) for each in steps if each.step not in (Step.OVERDUE, Step.SEEN)],
    )


def _step(step: RatingStep, *, by: str | None) -> schemas.StepView:
    return schemas.StepView(
        step=step.step,
        step_name=Step(step.step).label,
        result=step.result,
        at=step.at,
        role=step.role,
        by=by,
        due_at=step.due_at,
        note=step.note,
    )


def _figure(context: Context, by: str, key: str | None, marks: Counter[str]) -> schemas.Figure:
    grades = {grade.value: marks[grade.value] for grade in Grade}
    count = sum(grades.values())
    few = count < FEW
    good = sum(number for grade, number in grades.items() if not Grade(grade).bad)
    return schemas.Figure(
        key=key,
        name=_name(context, by, key),
        few=few,
        count=None if few else count,
        grades=None if few else grades,
        satisfied=None if few else round(good / count, 4),
        unrated=marks[RatingState.UNRATED.value],
    )


def _name(context: Context, by: str, key: str | None) -> str:
    if key is None:
        return "未登记窗口"
    if by == "item":
        return _item_name(context, key)
    if by == "body":
        return body_name(context.catalogue, key)
    return RateChannel(key).label if by == "channel" else key


def _item_name(context: Context, item: str) -> str:
    return _CHAIN_NAME if item == CHAIN_SCOPE else context.catalogue.item(item).name


def _tags(rating: Rating) -> list[str]:
    return [Tag(tag).label for tag in rating.tags]


def _grade(rating: Rating) -> Grade | None:
    return None if rating.grade is None else Grade(rating.grade)


def _visible(caller: Caller) -> ColumnElement[bool]:
    return true() if caller.has(Role.SUPERVISOR) else Rating.body == caller.body


def _role(caller: Caller) -> Role:
    return next(role for role in (Role.SUPERVISOR, Role.HEAD, Role.OFFICER) if caller.has(role))
