"""Whose case it is, and who may look: decided in one place, and always as "not found" for everybody else."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import BEIJING
from gateway.agents.acting import confirm, confirm_reading
from gateway.cases.errors import ApplicantNotPresent, CaseNotFound
from gateway.dependencies import Caller, Role
from gateway.readmodel.queries import case_progress
from gateway.store.models import Case, ItemCase, WindowEvent, WindowEventKind

OF_THE_BODY = (Role.OFFICER, Role.HEAD)
"""Who sees the cases of a body: its officers and its head."""


class View(StrEnum):
    """How much of a case a caller sees."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"

    @property
    def personal(self) -> bool:
        """Whether what people wrote about the case may be shown."""
        return self is not View.SUPERVISOR


def visible_to(caller: Caller) -> ColumnElement[bool]:
    """Which rows of ``cases`` the caller may see."""
    if caller.has(Role.SUPERVISOR):
        return true()
    parts: list[ColumnElement[bool]] = []
    if caller.has(Role.APPLICANT):
        parts.append(Case.applicant_sub == caller.principal)
    if caller.has(*OF_THE_BODY):
        parts.append(_of_body(caller))
    if caller.has(Role.CLERK):
        parts.append(_led_by(caller))
    return or_(*parts) if parts else false()


def _of_body(caller: Caller) -> ColumnElement[bool]:
    has_item = exists(
        select(ItemCase.item).where(ItemCase.case_no == Case.case_no, ItemCase.body == caller.body)
    )
    return or_(_led_by(caller), has_item)


def _led_by(caller: Caller) -> ColumnElement[bool]:
    return Case.lead_body == caller.body


async def visible_case(session: AsyncSession, caller: Caller, case_no: str) -> tuple[Case, View]:
    """The case and how much of it the caller sees; an agent sees what the applicant does, as far as the mandate goes.

    Raises ``CaseNotFound``, ``NotPermitted`` (``gateway.agents.errors``).
    """
    case = await session.scalar(select(Case).where(Case.case_no == case_no, visible_to(caller)))
    if case is None:
        raise CaseNotFound
    await confirm_reading(session, caller, case)
    if caller.has(Role.APPLICANT) and case.applicant_sub == caller.principal:
        return case, View.APPLICANT
    if caller.has(*OF_THE_BODY) and await session.scalar(
        select(Case.case_no).where(Case.case_no == case_no, _of_body(caller))
    ):
        return case, View.OFFICER
    if caller.has(Role.CLERK) and case.lead_body == caller.body:
        return case, View.CLERK
    return case, View.SUPERVISOR


async def own_case(session: AsyncSession, caller: Caller, case_no: str) -> Case:
    """The applicant's own case, or their principal's, locked for this transaction.

    Raises ``CaseNotFound``, ``NotPermitted`` (``gateway.agents.errors``).
    """
    case = await session.scalar(
        select(Case).where(Case.case_no == case_no, Case.applicant_sub == caller.principal).with_for_update()
    )
    if case is None:
        raise CaseNotFound
    await confirm(session, caller, case)
    return case


def acted_by(caller: Caller, role: Role) -> ColumnElement[bool]:
    """Which rows of ``cases`` the caller may ask about as an applicant, or as a clerk for an applicant."""
    return Case.applicant_sub == caller.principal if role is Role.APPLICANT else _led_by(caller)


async def window_case(session: AsyncSession, caller: Caller, case_no: str) -> Case:
    """A case that the clerk's body leads, locked for this transaction. Raises ``CaseNotFound``."""
    case = await session.scalar(
        select(Case).where(Case.case_no == case_no, _led_by(caller)).with_for_update()
    )
    if case is None:
        raise CaseNotFound
    return case


async def acted_case(session: AsyncSession, caller: Caller, role: Role, case_no: str, now: datetime) -> Case:
    """The case on which the caller acts as its applicant, or as a clerk for its applicant; locked.

    A clerk acts on a case that is in the clerk's hands, and on any other of the body while its applicant stands at the
    counter: on record for the clerk and the day. Raises ``CaseNotFound``, ``ApplicantNotPresent``.
    """
    if role is Role.APPLICANT:
        return await own_case(session, caller, case_no)
    case = await window_case(session, caller, case_no)
    if case.clerk_sub != caller.sub and not await _stands_there(session, caller, case_no, now):
        raise ApplicantNotPresent
    return case


async def _stands_there(session: AsyncSession, caller: Caller, case_no: str, now: datetime) -> bool:
    morning = datetime.combine(now.astimezone(BEIJING).date(), time(tzinfo=BEIJING))
    found = await session.scalar(
        select(WindowEvent.id).where(
            WindowEvent.case_no == case_no,
            WindowEvent.kind == WindowEventKind.ASSISTANCE,
            WindowEvent.clerk_sub == caller.sub,
            WindowEvent.at >= morning,
        )
    )
    return found is not None


async def has_ended(session: AsyncSession, case_no: str) -> bool:
    """Whether the read model shows the chain of a case ended."""
    progress = await case_progress(session, case_no)
    return progress is not None and progress.state.ended
