"""Whose case it is, and who may look: decided in one place, and always as "not found" for everybody else."""

from enum import StrEnum

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.errors import CaseNotFound
from gateway.dependencies import Caller, Role
from gateway.readmodel.queries import case_progress
from gateway.store.models import Case, ItemCase


class View(StrEnum):
    """How much of a case a caller sees."""

    APPLICANT = "applicant"
    OFFICER = "officer"
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
        parts.append(Case.applicant_sub == caller.sub)
    if caller.has(Role.OFFICER):
        parts.append(_of_body(caller))
    return or_(*parts) if parts else false()


def _of_body(caller: Caller) -> ColumnElement[bool]:
    has_item = exists(
        select(ItemCase.item).where(ItemCase.case_no == Case.case_no, ItemCase.body == caller.body)
    )
    return or_(Case.lead_body == caller.body, has_item)


async def visible_case(session: AsyncSession, caller: Caller, case_no: str) -> tuple[Case, View]:
    """The case and how much of it the caller sees. Raises ``CaseNotFound``."""
    case = await session.scalar(select(Case).where(Case.case_no == case_no, visible_to(caller)))
    if case is None:
        raise CaseNotFound
    if caller.has(Role.APPLICANT) and case.applicant_sub == caller.sub:
        return case, View.APPLICANT
    if caller.has(Role.OFFICER) and await session.scalar(
        select(Case.case_no).where(Case.case_no == case_no, _of_body(caller))
    ):
        return case, View.OFFICER
    return case, View.SUPERVISOR


async def own_case(session: AsyncSession, caller: Caller, case_no: str) -> Case:
    """The applicant's own case, locked for this transaction. Raises ``CaseNotFound``."""
    case = await session.scalar(
        select(Case).where(Case.case_no == case_no, Case.applicant_sub == caller.sub).with_for_update()
    )
    if case is None:
        raise CaseNotFound
    return case


async def has_ended(session: AsyncSession, case_no: str) -> bool:
    """Whether the read model shows the chain of a case ended."""
    progress = await case_progress(session, case_no)
    return progress is not None and progress.state.ended
