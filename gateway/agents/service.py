"""A mandate's life after it was given: answered by its agent, ended by either side, and read by both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.agents.acting import locked_mandate
from gateway.agents.documents import file_with_cases
from gateway.agents.errors import MandateNotFound, MandateOver
from gateway.agents.schemas import Mandates, MandateView
from gateway.agents.scope import MandateEventKind, MandateState
from gateway.agents.telling import lock_cases_of_end, tell_ended
from gateway.agents.views import happened, shown
from gateway.cases.listing import Place
from gateway.dependencies import Caller, Context, Role
from gateway.documents.owed import draft_owed
from gateway.store import audit
from gateway.store.models import Case, Mandate, MandateEvent

LONGEST_PAGE = 100
_OFFICIALS = (Role.OFFICER, Role.HEAD, Role.CLERK)
Standing = Literal["principal", "agent"]


@dataclass(frozen=True, slots=True)
class _Step:
    """What one side may do: from which states, to which, and how it is called on record."""

    by: Standing
    before: frozenset[MandateState]
    after: MandateState
    event: MandateEventKind


_OFFERED = frozenset({MandateState.OFFERED})
_ACCEPTED = frozenset({MandateState.ACCEPTED})
_STEPS: Mapping[MandateEventKind, _Step] = {
    step.event: step
    for step in (
        _Step("agent", _OFFERED, MandateState.ACCEPTED, MandateEventKind.ACCEPT),
        _Step("agent", _OFFERED, MandateState.REFUSED, MandateEventKind.REFUSE),
        _Step("agent", _ACCEPTED, MandateState.RESIGNED, MandateEventKind.RESIGN),
        _Step("principal", _OFFERED | _ACCEPTED, MandateState.REVOKED, MandateEventKind.REVOKE),
    )
}
_ENDS = frozenset({MandateEventKind.REVOKE, MandateEventKind.RESIGN})


async def take_step(
    context: Context, caller: Caller, mandate_no: str, event: MandateEventKind, reason: str | None = None
) -> MandateView:
    """Accept, refuse, give back or revoke a mandate; doing the same again changes nothing.

    From here on an act under a mandate that ended is refused: one that is under way holds the mandate's row, and comes
    before or after. Raises ``MandateNotFound``, ``MandateOver``.
    """
    step = _STEPS[event]
    async with context.database.write() as session:
        cases = await _lock_cases(session, mandate_no, event)
        mandate = await locked_mandate(session, mandate_no)
        if mandate is None or not _is(caller, mandate, step.by):
            raise MandateNotFound
        if mandate.state != step.after:
            await _change(context, session, caller, mandate, step, reason)
            if event is MandateEventKind.ACCEPT:
                for case in cases:
                    await draft_owed(context, session, case)
                await file_with_cases(context, session, mandate, cases)
            elif event in _ENDS:
                await tell_ended(context, session, mandate, event, cases)
            await _audited(session, context, caller, f"mandate.{event.value}", mandate)
        return shown(context, caller, mandate, await _history(session, mandate_no))


async def mandate_view(context: Context, caller: Caller, mandate_no: str) -> MandateView:
    """A mandate with everything that happened; the reading is audited. Raises ``MandateNotFound``."""
    async with context.database.write() as session:
        mandate = await session.get(Mandate, mandate_no)
        if mandate is None or not (_is(caller, mandate, "principal") or _is(caller, mandate, "agent")):
            raise MandateNotFound
        await _audited(session, context, caller, "mandate.read", mandate)
        return shown(context, caller, mandate, await _history(session, mandate_no))


async def mandates(
    context: Context, caller: Caller, standing: Standing | None, cursor: str | None, limit: int
) -> Mandates:
    """The caller's mandates, as principal, as agent or as both, without their history; the reading is audited.

    Raises ``CursorInvalid``.
    """
    asked = [_parties(caller, each) for each in ("principal", "agent") if standing in (None, each)]
    query = select(Mandate).where(or_(*asked))
    if cursor is not None:
        place = Place.of(cursor)
        earlier = Mandate.offered_at < place.received_at
        same = (Mandate.offered_at == place.received_at) & (Mandate.mandate_no < place.case_no)
        query = query.where(or_(earlier, same))
    query = query.order_by(Mandate.offered_at.desc(), Mandate.mandate_no.desc()).limit(limit + 1)
    async with context.database.write() as session:
        rows = list(await session.scalars(query))
        await _audited(session, context, caller, "mandates.read", None)
    last = rows[limit - 1] if len(rows) > limit else None
    return Mandates(
        mandates=[shown(context, caller, mandate, ()) for mandate in rows[:limit]],
        next_cursor=None if last is None else Place(last.offered_at, last.mandate_no).cursor(),
    )


async def _lock_cases(session: AsyncSession, mandate_no: str, event: MandateEventKind) -> list[Case]:
    """The cases that the step concerns, before the mandate's own row: every act locks in this order.

    Accepted, it is filed with those that it names; ended, it is told in those where it meant something.
    """
    mandate = await session.get(Mandate, mandate_no)
    if mandate is not None and event in _ENDS:
        return await lock_cases_of_end(session, mandate)
    if mandate is None or event is not MandateEventKind.ACCEPT or not mandate.case_nos:
        return []
    query = select(Case).where(Case.case_no.in_(mandate.case_nos)).order_by(Case.case_no).with_for_update()
    return list(await session.scalars(query))


async def _change(
    context: Context, session: AsyncSession, caller: Caller, mandate: Mandate, step: _Step, reason: str | None
) -> None:
    now = context.now()
    if MandateState(mandate.state) not in step.before or _too_late(mandate, step, now):
        raise MandateOver
    mandate.state = step.after.value
    if step.event in (MandateEventKind.ACCEPT, MandateEventKind.REFUSE):
        mandate.answered_at = now
    if step.event is not MandateEventKind.ACCEPT:
        mandate.ended_at = now
    session.add(happened(mandate, step.event, caller.sub, now, reason))
    await session.flush()


def _too_late(mandate: Mandate, step: _Step, now: datetime) -> bool:
    return step.event is MandateEventKind.ACCEPT and now > mandate.valid_until


async def _history(session: AsyncSession, mandate_no: str) -> list[MandateEvent]:
    query = select(MandateEvent).where(MandateEvent.mandate_no == mandate_no).order_by(MandateEvent.id)
    return list(await session.scalars(query))


def _is(caller: Caller, mandate: Mandate, standing: Standing) -> bool:
    """Whether the caller is that party: an official is the agent for their body, unless another one is named."""
    if standing == "principal":
        return caller.has(Role.APPLICANT) and mandate.principal_sub == caller.sub
    if mandate.agent_body is None:
        return caller.has(Role.APPLICANT) and mandate.agent_sub == caller.sub
    of_body = caller.has(*_OFFICIALS) and mandate.agent_body == caller.body
    return of_body and mandate.agent_sub in (None, caller.sub)


def _parties(caller: Caller, standing: Standing) -> ColumnElement[bool]:
    """Rows in which :func:`_is` holds."""
    if standing == "principal":
        return (Mandate.principal_sub == caller.sub) & _holds(caller, Role.APPLICANT)
    alone = (Mandate.agent_sub == caller.sub) & Mandate.agent_body.is_(None) & _holds(caller, Role.APPLICANT)
    named = or_(Mandate.agent_sub.is_(None), Mandate.agent_sub == caller.sub)
    return or_(alone, (Mandate.agent_body == caller.body) & named & _holds(caller, *_OFFICIALS))


def _holds(caller: Caller, *roles: Role) -> ColumnElement[bool]:
    return true() if caller.has(*roles) else false()


async def _audited(
    session: AsyncSession, context: Context, caller: Caller, action: str, mandate: Mandate | None
) -> None:
    official = caller.has(*_OFFICIALS) and (mandate is None or mandate.principal_sub != caller.sub)
    await audit.record(
        session,
        at=context.now(),
        actor=caller.sub,
        role="agent" if official else "applicant",
        body=caller.body if official else None,
        action=action,
        detail=None
        if mandate is None
        else {
            "mandate_no": mandate.mandate_no,
            "principal": mandate.principal_sub,
            "agent": mandate.agent_sub,
        },
    )
