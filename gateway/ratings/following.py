"""What a body does about a bad rating: verify, mend, answer, or appeal; the supervisor's review; who saw an alarm."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context, Role
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.on_record import put_on_record
from gateway.procedure.record import Actor
from gateway.ratings import schemas
from gateway.ratings.errors import AppealedBefore, NothingToAppeal, RatingNotFound
from gateway.ratings.reading import view_of
from gateway.ratings.rows import enter, locked, note, steps_of
from gateway.ratings.states import (
    DISMISSED,
    UPHELD,
    Grade,
    RatingState,
    Step,
    StepNotPossible,
    first_state,
    follow,
)
from gateway.store.models import Case, Rating

_Act = Callable[[AsyncSession, Case, Rating, Actor], Awaitable[None]]


async def verify(
    context: Context, caller: Caller, rating_id: str, key: str, request: schemas.Verification
) -> dict[str, Any]:
    """The revisit and what it found. Raises ``RatingNotFound``, ``StepNotPossible``."""

    async def act(session: AsyncSession, _: Case, rating: Rating, actor: Actor) -> None:
        await _step(context, session, rating, Step.VERIFY, actor, request.note, result=request.result)

    return await _by_body(context, caller, (rating_id, "verification"), key, request, act)


async def mend(
    context: Context, caller: Caller, rating_id: str, key: str, request: schemas.Mending
) -> dict[str, Any]:
    """What was mended. Raises ``RatingNotFound``, ``StepNotPossible``."""

    async def act(session: AsyncSession, _: Case, rating: Rating, actor: Actor) -> None:
        await _step(context, session, rating, Step.MEND, actor, request.note)

    return await _by_body(context, caller, (rating_id, "mending"), key, request, act)


async def answer(
    context: Context, caller: Caller, rating_id: str, key: str, request: schemas.AnswerToRater
) -> dict[str, Any]:
    """What the rater is told: it ends the matter. Raises ``RatingNotFound``, ``StepNotPossible``."""

    async def act(session: AsyncSession, case: Case, rating: Rating, actor: Actor) -> None:
        said = {None: None, True: "satisfied", False: "dissatisfied"}[request.satisfied]
        after = follow(RatingState(rating.state), Step.ANSWER)
        note(session, rating, Step.ANSWER, actor, context.now(), result=said, words=request.text)
        await enter(context, session, rating, after, context.now())
        await tell(
            context,
            session,
            case,
            MessageKind.RATING,
            key=f"rating/{rating.item}/answer",
            text=f"您对办件{case.case_no}的评价，办理部门反馈：{request.text}",
        )

    return await _by_body(context, caller, (rating_id, "answer"), key, request, act)


async def appeal(
    context: Context, caller: Caller, rating_id: str, key: str, request: schemas.Appeal
) -> dict[str, Any]:
    """The body holds that the rating is wrong or malicious, once.

    Raises ``RatingNotFound``, ``NothingToAppeal``, ``AppealedBefore``, ``StepNotPossible``.
    """

    async def act(session: AsyncSession, _: Case, rating: Rating, actor: Actor) -> None:
        if rating.grade is None or not Grade(rating.grade).bad:
            raise NothingToAppeal
        if any(each.step == Step.APPEAL for each in await steps_of(session, rating)):
            raise AppealedBefore
        after = follow(RatingState(rating.state), Step.APPEAL)
        note(session, rating, Step.APPEAL, actor, context.now(), result=request.grounds, words=request.note)
        await enter(context, session, rating, after, context.now())

    return await _by_body(context, caller, (rating_id, "appeal"), key, request, act)


async def review(
    context: Context, caller: Caller, rating_id: str, key: str, request: schemas.Review
) -> dict[str, Any]:
    """The supervisor's word: upheld, the rating does not count; dismissed, it is followed up after all.

    Raises ``RatingNotFound``, ``StepNotPossible``.
    """

    async def act(session: AsyncSession, case: Case, rating: Rating, actor: Actor) -> None:
        result = UPHELD if request.upheld else DISMISSED
        after = follow(RatingState(rating.state), Step.REVIEW, result)
        if result == DISMISSED:
            after = first_state(Grade(rating.grade or ""), named=rating.named)
        note(session, rating, Step.REVIEW, actor, context.now(), result=result, words=request.note)
        await enter(context, session, rating, after, context.now())
        if result == UPHELD:
            await tell(
                context,
                session,
                case,
                MessageKind.RATING,
                key=f"rating/{rating.item}/review",
                text=f"您对办件{case.case_no}的评价，经监督部门复核不予采纳，不计入统计。复核意见：{request.note}",
            )

    return await _once(context, caller, (rating_id, "review"), key, request, act, Role.SUPERVISOR)


async def seen(context: Context, caller: Caller, rating_id: str, key: str) -> dict[str, Any]:
    """The head of the body, or the supervisor, has read that a step is overdue; noted once for each of them.

    Raises ``RatingNotFound``, ``StepNotPossible``.
    """
    role = Role.HEAD if caller.has(Role.HEAD) else Role.SUPERVISOR

    async def act(session: AsyncSession, _: Case, rating: Rating, actor: Actor) -> None:
        steps = await steps_of(session, rating)
        if not any(each.step == Step.OVERDUE for each in steps):
            raise StepNotPossible
        if not any(each.step == Step.SEEN and each.actor == actor.sub for each in steps):
            note(session, rating, Step.SEEN, actor, context.now())

    return await _once(context, caller, (rating_id, "seen"), key, None, act, role)


async def _step(
    context: Context,
    session: AsyncSession,
    rating: Rating,
    step: Step,
    actor: Actor,
    words: str,
    *,
    result: str | None = None,
) -> None:
    after = follow(RatingState(rating.state), step, result)
    note(session, rating, step, actor, context.now(), result=result, words=words)
    await enter(context, session, rating, after, context.now())


async def _by_body(
    context: Context,
    caller: Caller,
    place: tuple[str, str],
    key: str,
    request: schemas.Request,
    act: _Act,
) -> dict[str, Any]:
    role = Role.OFFICER if caller.has(Role.OFFICER) else Role.HEAD
    return await _once(context, caller, place, key, request, act, role)


async def _once(
    context: Context,
    caller: Caller,
    place: tuple[str, str],
    key: str,
    request: schemas.Request | None,
    act: _Act,
    role: Role,
) -> dict[str, Any]:
    rating_id, what = place
    asked = {} if request is None else request.model_dump(mode="json")
    slot = Slot.of(caller.sub, f"POST /ratings/{rating_id}/{what}", key, asked)

    async def store(session: AsyncSession) -> dict[str, Any]:
        rating = await session.scalar(select(Rating).where(Rating.rating_id == rating_id))
        if rating is None or (role is not Role.SUPERVISOR and rating.body != caller.body):
            raise RatingNotFound
        case = await locked(session, rating)
        actor = Actor(caller.sub, role.value, caller.body)
        await act(session, case, rating, actor)
        await session.flush()
        await put_on_record(
            session,
            caller,
            role,
            f"rating.{what}",
            at=context.now(),
            case_no=rating.case_no if rating.named else None,
            detail={"rating": rating_id},
        )
        return (await view_of(context, session, rating)).model_dump(mode="json")

    return await once(context, slot, store)
