"""Acting under a mandate: who may call with header ``Mandate``, and whether the mandate holds at the moment of the act.

    Supplementing = Annotated[Caller, Depends(acting(MandateAct.SUPPLEMENT, Role.APPLICANT))]

The dependency turns a call with the header into a :class:`Caller` that acts for its principal (``Caller.under``) and
refuses early what cannot succeed. What counts is decided again in the transaction of the act: :func:`confirm` locks the
mandate's row, so that an act and a revocation that race end one way or the other. ``gateway.cases.access`` asks for
every case that it gives out; only what begins without a case on record (a submission) asks by itself.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header
from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import NotPermitted
from gateway.agents.errors import (
    MandateExpired,
    MandateNotAccepted,
    MandateNotBegun,
    MandateResigned,
    MandateRevoked,
    MandateUnknown,
    OutOfScope,
)
from gateway.agents.scope import MandateAct, MandateEventKind, MandateState
from gateway.dependencies import Caller, CurrentCaller, CurrentContext, Role
from gateway.identity.callers import Under
from gateway.store import audit
from gateway.store.models import Case, Mandate, MandateEvent

MANDATE_HEADER = "Mandate"
_MANDATE = select(Mandate).where(Mandate.mandate_no == bindparam("mandate_no"))
_NOT_IN_FORCE = {
    MandateState.OFFERED: MandateNotAccepted,
    MandateState.REFUSED: MandateNotAccepted,
    MandateState.REVOKED: MandateRevoked,
    MandateState.RESIGNED: MandateResigned,
}

MandateNumber = Annotated[
    str | None,
    Header(
        alias=MANDATE_HEADER,
        description="委托编号：受托人代申请人办理时填写；以本人名义办理的不填。",
    ),
]


def acting(act: MandateAct, *roles: Role) -> Callable[..., Awaitable[Caller]]:
    """A dependency: the caller when it has one of ``roles``, or an applicant who does ``act`` under a mandate.

    Raises ``NotPermitted`` and its kinds of ``gateway.agents.errors``.
    """

    async def permitted(
        context: CurrentContext, caller: CurrentCaller, mandate: MandateNumber = None
    ) -> Caller:
        if not caller.has(*roles):
            raise NotPermitted
        if mandate is None:
            return caller
        if not caller.has(Role.APPLICANT):
            raise MandateUnknown
        async with context.database.read() as session:
            found = await session.scalar(_MANDATE, {"mandate_no": mandate})
        if found is None or found.agent_sub != caller.sub or found.agent_body is not None:
            raise MandateUnknown
        refuse_unless_in_force(found, context.now())
        refuse_unless_allowed(found, act)
        under = Under(found.mandate_no, found.principal_sub, act, context.now)
        return replace(caller, roles=frozenset({Role.APPLICANT}), body=None, under=under)

    return permitted


async def confirm(session: AsyncSession, caller: Caller, case: Case) -> None:
    """That the caller's mandate, if they act under one, holds now for ``case``; the use is on record.

    For acts: the caller's transaction has locked the case, and holds the mandate's row from here to its end.
    Raises the kinds of ``NotPermitted`` of ``gateway.agents.errors``.
    """
    if caller.under is None:
        return
    under = caller.under
    await _hold(session, under, case, locked=True)
    used(session, under.mandate_no, case.case_no, under.act, caller.sub, under.now())


async def confirm_reading(session: AsyncSession, caller: Caller, case: Case) -> None:
    """The same for a reading, which changes nothing and is told by its own line in the audit log."""
    if caller.under is not None:
        await _hold(session, caller.under, case, locked=False)


async def confirm_listing(session: AsyncSession, caller: Caller) -> ColumnElement[bool] | None:
    """Which of the principal's ``cases`` an agent may see listed; ``None`` for a caller in their own right.

    Raises the kinds of ``NotPermitted`` of ``gateway.agents.errors``.
    """
    if caller.under is None:
        return None
    mandate = await _in_force(session, caller.under, locked=False)
    return or_(Case.case_no.in_(mandate.case_nos), Case.theme.in_(mandate.themes))


async def confirm_undertaking(session: AsyncSession, mandate_no: str | None) -> None:
    """That an agent who signs may sign, whatever else the call does. Raises ``OutOfScope``."""
    if mandate_no is not None:
        refuse_unless_allowed(await session.get_one(Mandate, mandate_no), MandateAct.UNDERTAKE)


def refuse_unless_in_force(mandate: Mandate, now: datetime) -> None:
    """Raise what stands against acting under the mandate at ``now``."""
    refusal = _NOT_IN_FORCE.get(MandateState(mandate.state))
    if refusal is not None:
        raise refusal
    if now < mandate.valid_from:
        raise MandateNotBegun
    if now > mandate.valid_until:
        raise MandateExpired


def refuse_unless_allowed(mandate: Mandate, act: MandateAct) -> None:
    """Raise ``OutOfScope`` unless the mandate covers ``act``."""
    if act not in mandate.acts:
        raise OutOfScope


def refuse_unless_covered(mandate: Mandate, case: Case) -> None:
    """Raise ``OutOfScope`` unless the mandate covers the case, by its number or by its theme."""
    if case.applicant_sub != mandate.principal_sub:
        raise OutOfScope
    if case.case_no not in mandate.case_nos and case.theme not in mandate.themes:
        raise OutOfScope


async def locked_mandate(session: AsyncSession, mandate_no: str) -> Mandate | None:
    """The mandate's row as it is now, held to the end of the transaction. Lock a case before, never after it."""
    statement = _MANDATE.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(statement, {"mandate_no": mandate_no})


def used(
    session: AsyncSession, mandate_no: str, case_no: str, act: MandateAct, actor: str, at: datetime
) -> None:
    """Put on record that something was done under the mandate."""
    session.add(
        MandateEvent(
            mandate_no=mandate_no,
            at=at,
            kind=MandateEventKind.USE.value,
            actor=actor,
            act=act.value,
            case_no=case_no,
        )
    )


def for_audit(under: Under | None) -> dict[str, Any]:
    """What the audit log says of the mandate under which somebody acts: its number, and for whom."""
    return {} if under is None else {"mandate_no": under.mandate_no, "principal": under.principal}


async def _hold(session: AsyncSession, under: Under, case: Case, *, locked: bool) -> None:
    refuse_unless_covered(await _in_force(session, under, locked=locked), case)


async def _in_force(session: AsyncSession, under: Under, *, locked: bool) -> Mandate:
    audit.on_behalf(session, for_audit(under))
    mandate = (
        await locked_mandate(session, under.mandate_no)
        if locked
        else await session.scalar(_MANDATE, {"mandate_no": under.mandate_no})
    )
    if mandate is None:
        raise MandateUnknown
    refuse_unless_in_force(mandate, under.now())
    refuse_unless_allowed(mandate, under.act)
    return mandate
