"""Giving a rating: by its applicant online, or with a code at the window or from the answer; supplemented once."""

from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.access import own_case, window_case
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.procedure.record import Actor
from gateway.ratings import codes, schemas
from gateway.ratings.errors import (
    RatingHandled,
    RatingNotFound,
    SupplementedBefore,
    SupplementTimeOver,
)
from gateway.ratings.limits import supplement_by
from gateway.ratings.rateable import open_now
from gateway.ratings.rows import enter, note, rating_of, report
from gateway.ratings.states import Grade, RateChannel, RatingState, Step, first_state
from gateway.store import audit
from gateway.store.models import Case, Rating

_ALTERABLE = (RatingState.GIVEN, RatingState.VERIFYING)
ANONYMOUS = "anonymous"
"""Stands for who rated without a name, also on record."""


async def give(
    context: Context, caller: Caller, case_no: str, key: str, request: schemas.RatingRequest
) -> dict[str, Any]:
    """The applicant rates an item, or the chain, that has ended.

    Raises ``CaseNotFound``, ``NotYetRateable``, ``AlreadyRated``, ``RatingTimeOver``.
    """
    slot = Slot.of(caller.sub, f"POST /cases/{case_no}/ratings", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await own_case(session, caller, case_no)
        return await _store(
            context,
            session,
            case,
            request.item,
            request,
            rater=ANONYMOUS if request.anonymous else caller.sub,
            channel=RateChannel.ONLINE,
        )

    return await once(context, slot, store)


async def give_by_code(context: Context, key: str, request: schemas.CodeRatingRequest) -> dict[str, Any]:
    """Whoever has the code rates once. Raises ``RatingCodeRefused`` and what :func:`give` raises."""
    # The code stands for the caller: strangers who choose the same key do not meet.
    holder = f"rating code {codes.digest_of(context, request.code)}"
    slot = Slot.of(holder, "POST /ratings", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        code, case = await codes.found(context, session, request.code)
        answer = await _store(
            context,
            session,
            case,
            code.item,
            request,
            rater=ANONYMOUS if request.anonymous else f"code/{code.channel}",
            channel=RateChannel(code.channel),
            window=code.window,
        )
        code.used_at = context.now()
        return answer

    return await once(context, slot, store)


async def supplement(
    context: Context, caller: Caller, case_no: str, item: str, key: str, request: schemas.Said
) -> dict[str, Any]:
    """The applicant completes or alters a rating, once (追评).

    Raises ``CaseNotFound``, ``RatingNotFound``, ``SupplementedBefore``, ``SupplementTimeOver``, ``RatingHandled``.
    """
    route = f"POST /cases/{case_no}/ratings/{item}/supplement"
    slot = Slot.of(caller.sub, route[:200], key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        await own_case(session, caller, case_no)
        rating = await rating_of(session, case_no, item)
        if rating is None or rating.grade is None:
            raise RatingNotFound
        now, before = context.now(), RatingState(rating.state)
        if rating.supplemented_at is not None:
            raise SupplementedBefore
        if rating.supplement_until is None or now > rating.supplement_until:
            raise SupplementTimeOver
        if before not in _ALTERABLE:
            raise RatingHandled
        rating.first = {"grade": rating.grade, "tags": rating.tags, "comment": rating.comment}
        rating.supplemented_at = now
        _says(rating, request)
        actor = Actor(caller.sub if rating.named else ANONYMOUS, "applicant", None)
        note(session, rating, Step.SUPPLEMENT, actor, now, result=rating.grade)
        after = first_state(request.grade, named=rating.named)
        if after is not before:
            await enter(context, session, rating, after, now)
        else:
            await report(session, rating)
        await _audit(context, session, rating, actor, "rating.supplement")
        return _receipt(rating)

    return await once(context, slot, store)


async def open_tablet(
    context: Context, caller: Caller, case_no: str, key: str, request: schemas.TabletRequest
) -> dict[str, Any]:
    """A code for the tablet at the window. Raises ``CaseNotFound``, ``NotYetRateable``, ``AlreadyRated``, ``RatingTimeOver``."""
    route = f"POST /window/cases/{case_no}/ratings/code"
    slot = Slot.of(caller.sub, route, key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await window_case(session, caller, case_no)
        await open_now(context, session, case, request.item)
        code, until = codes.open_tablet_code(
            context, session, case_no, request.item, request.window, caller.sub, context.now()
        )
        await put_on_record(
            session,
            caller,
            Role.CLERK,
            "rating.tablet",
            at=context.now(),
            case_no=case_no,
            detail={"item": request.item},
        )
        return schemas.TabletCode(code=code, expires_at=until).model_dump(mode="json")

    return await once(context, slot, store)


async def _store(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: str,
    said: schemas.Said,
    *,
    rater: str,
    channel: RateChannel,
    window: str | None = None,
) -> dict[str, Any]:
    found = await open_now(context, session, case, item)
    now, named = context.now(), rater != ANONYMOUS
    rating = Rating(
        rating_id=uuid4().hex,
        case_no=case.case_no,
        item=item,
        body=found.body,
        region=case.region,
        window=window,
        channel=channel.value,
        named=named,
        rated_at=now,
        supplement_until=await supplement_by(context, session, now),
        state=RatingState.GIVEN.value,
    )
    _says(rating, said)
    session.add(rating)
    await session.flush()
    actor = Actor(rater, "applicant", None)
    note(session, rating, Step.GIVE, actor, now, result=rating.grade)
    await enter(context, session, rating, first_state(said.grade, named=named), now)
    await _audit(context, session, rating, actor, "rating.give")
    return _receipt(rating)


def _says(rating: Rating, said: schemas.Said) -> None:
    rating.grade, rating.tags, rating.comment = (
        said.grade.value,
        sorted({tag.value for tag in said.tags}),
        said.comment,
    )


async def _audit(context: Context, session: AsyncSession, rating: Rating, actor: Actor, action: str) -> None:
    """Of an anonymous rating neither account nor case stands on record."""
    await audit.record(
        session,
        at=context.now(),
        actor=actor.sub,
        role="applicant",
        body=None,
        action=action,
        case_no=rating.case_no if rating.named else None,
        detail={"rating": rating.rating_id},
    )


def _receipt(rating: Rating) -> dict[str, Any]:
    grade, state = Grade(rating.grade or ""), RatingState(rating.state)
    return schemas.RatingReceipt(
        rating_id=rating.rating_id,
        item=rating.item,
        grade=grade.value,
        grade_name=grade.label,
        state=state.value,
        state_name=state.label,
        supplement_until=rating.supplement_until,
    ).model_dump(mode="json")
