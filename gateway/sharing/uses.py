"""Uses of shared resources: applied for by a body, decided by the head of the body that provides, ended by either."""

from datetime import date, datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import FieldProblem, FieldProblems
from chain.sharing import Resource
from gateway.cases.idempotency import Slot, once
from gateway.cursors import number_of
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.sharing.catalogue import resource
from gateway.sharing.errors import GrantDecided, GrantNotFound, GrantOver
from gateway.sharing.schemas import Application, GrantPage, GrantView
from gateway.sharing.states import MACHINE, GrantState, GrantStep, Side
from gateway.sharing.views import shown
from gateway.store.models import SharingDay, SharingGrant, SharingStep

LONGEST_PAGE = 100
_LONGEST_YEARS = 3


async def apply(context: Context, caller: Caller, key: str, request: Application) -> dict[str, Any]:
    """A body applies for a use, once for its key. Raises ``FieldProblems``, ``IdempotencyKeyReused``."""
    slot = Slot.of(caller.sub, "POST /sharing/v1/applications", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        now = context.now()
        problems = _problems(context, caller, request, now.date())
        if problems:
            raise FieldProblems(problems)
        fields = resource(request.resource).fields
        grant = SharingGrant(
            grant_no=f"GX{token_hex(12)}",
            resource=request.resource.value,
            body=caller.body or "",
            provider=request.provider,
            purpose=request.purpose,
            legal_basis=request.legal_basis,
            fields=[field for field in fields if field in request.fields],
            daily_quota=request.daily_quota,
            until=request.until,
            state=MACHINE[GrantStep.APPLY].after.value,
            applied_at=now,
        )
        session.add(grant)
        await session.flush()
        steps = [await _note(context, session, caller, grant, GrantStep.APPLY, None)]
        return shown(context, grant, steps, queries=0).model_dump(mode="json")

    return await once(context, slot, store)


def _problems(context: Context, caller: Caller, request: Application, today: date) -> list[FieldProblem]:
    found, shared = [], resource(request.resource)
    if request.provider not in {body.code for body in shared.providers(context.catalogue)}:
        found.append(FieldProblem("provider", "数据提供方", "该实施主体不提供此项资源，请按资源目录填写。"))
    if request.provider == caller.body:
        found.append(FieldProblem("provider", "数据提供方", "本单位自己的数据不用申请共享。"))
    for place, key in enumerate(request.fields):
        if key not in shared.fields:
            found.append(FieldProblem(f"fields[{place}]", "字段", "资源目录中没有这个字段，请核对。"))
    if request.until < today:
        found.append(FieldProblem("until", "使用期限", "期限已经过去，请填写今日或者以后的日期。"))
    if request.until.year > today.year + _LONGEST_YEARS:
        found.append(FieldProblem("until", "使用期限", f"最长{_LONGEST_YEARS}年，到期可以再申请。"))
    return found


async def take_step(
    context: Context, caller: Caller, grant_no: str, step: GrantStep, key: str, reason: str | None
) -> dict[str, Any]:
    """Grant, refuse, withdraw or revoke, once for the key; from here on a query meets the new state.

    Raises ``FieldProblems``, ``GrantNotFound``, ``GrantDecided``, ``GrantOver``, ``IdempotencyKeyReused``.
    """
    if step is GrantStep.REFUSE and reason is None:
        raise FieldProblems([FieldProblem("reason", "理由", "不予授权的，请说明理由。")])
    route = f"POST /sharing/v1/applications/{grant_no} {step.value}"
    slot = Slot.of(caller.sub, route[:200], key, {"reason": reason})

    async def store(session: AsyncSession) -> dict[str, Any]:
        move = MACHINE[step]
        grant = await session.scalar(
            select(SharingGrant).where(SharingGrant.grant_no == grant_no).with_for_update()
        )
        if grant is None or _body_of(grant, move.side) != caller.body:
            raise GrantNotFound
        if GrantState(grant.state) not in move.before:
            raise GrantDecided
        if step is GrantStep.GRANT and grant.until < context.now().date():
            raise GrantOver
        _change(grant, move.after, context.now())
        await _note(context, session, caller, grant, step, reason)
        return (await _whole(context, session, grant)).model_dump(mode="json")

    return await once(context, slot, store)


def _change(grant: SharingGrant, after: GrantState, now: datetime) -> None:
    grant.state = after.value
    if after in (GrantState.GRANTED, GrantState.REFUSED):
        grant.decided_at = now
    else:
        grant.ended_at = now


def _body_of(grant: SharingGrant, side: Side) -> str:
    return grant.body if side == "user" else grant.provider


async def _note(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    grant: SharingGrant,
    step: GrantStep,
    reason: str | None,
) -> SharingStep:
    """The step, on the grant's own record and in the audit log."""
    taken = SharingStep(
        grant_no=grant.grant_no,
        step=step.value,
        at=context.now(),
        actor=caller.sub,
        body=caller.body or "",
        reason=reason,
    )
    session.add(taken)
    await session.flush()
    role = next(role for role in (Role.HEAD, Role.OFFICER) if caller.has(role))
    detail = {"grant_no": grant.grant_no, "resource": grant.resource}
    await put_on_record(
        session, caller, role, f"sharing.{step.value}", at=taken.at, case_no=None, detail=detail
    )
    return taken


async def use_view(context: Context, caller: Caller, grant_no: str) -> GrantView:
    """One use with its steps, for both bodies and supervisors. Raises ``GrantNotFound``."""
    async with context.database.read() as session:
        grant = await session.scalar(
            select(SharingGrant).where(SharingGrant.grant_no == grant_no, _visible(caller, None))
        )
        if grant is None:
            raise GrantNotFound
        return await _whole(context, session, grant)


async def uses(
    context: Context,
    caller: Caller,
    *,
    standing: Side | None,
    state: GrantState | None,
    cursor: str | None,
    limit: int,
) -> GrantPage:
    """A page of the caller's body's uses, as user, as provider or both; all for a supervisor. Raises ``CursorInvalid``."""
    query = select(SharingGrant).where(_visible(caller, standing))
    if state is not None:
        query = query.where(SharingGrant.state == state.value)
    if cursor is not None:
        query = query.where(SharingGrant.id < number_of(cursor))
    async with context.database.read() as session:
        found = list(await session.scalars(query.order_by(SharingGrant.id.desc()).limit(limit + 1)))
        page = found[:limit]
        counts = await _counted(session, [grant.grant_no for grant in page], context.now().date())
    return GrantPage(
        grants=[shown(context, grant, (), queries=counts.get(grant.grant_no, 0)) for grant in page],
        next_cursor=str(page[-1].id) if len(found) > limit else None,
    )


def _visible(caller: Caller, standing: Side | None) -> ColumnElement[bool]:
    if caller.has(Role.SUPERVISOR):
        return true()
    sides = {"user": SharingGrant.body == caller.body, "provider": SharingGrant.provider == caller.body}
    return or_(*sides.values()) if standing is None else sides[standing]


async def _whole(context: Context, session: AsyncSession, grant: SharingGrant) -> GrantView:
    steps = await session.scalars(
        select(SharingStep).where(SharingStep.grant_no == grant.grant_no).order_by(SharingStep.id)
    )
    counts = await _counted(session, [grant.grant_no], context.now().date())
    return shown(context, grant, list(steps), queries=counts.get(grant.grant_no, 0))


async def _counted(session: AsyncSession, grants: list[str], day: date) -> dict[str, int]:
    rows = await session.execute(
        select(SharingDay.grant_no, SharingDay.queries).where(
            SharingDay.grant_no.in_(grants), SharingDay.day == day
        )
    )
    return {row.grant_no: row.queries for row in rows}


async def in_force(
    session: AsyncSession, caller: Caller, key: Resource, grant_no: str, day: date
) -> SharingGrant | None:
    """The grant of that number if the caller's body may use it for this resource on ``day``; a revocation waits for the
    caller's transaction."""
    found: SharingGrant | None = await session.scalar(
        select(SharingGrant)
        .where(
            SharingGrant.grant_no == grant_no,
            SharingGrant.body == caller.body,
            SharingGrant.resource == key.value,
            SharingGrant.state == GrantState.GRANTED.value,
            SharingGrant.until >= day,
        )
        .with_for_update(read=True)
    )
    return found
