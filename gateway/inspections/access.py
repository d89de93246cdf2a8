"""Which inspection a command is about: its case is locked, and whoever may not know of it does not find it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.access import visible_to
from gateway.cases.errors import CaseNotFound
from gateway.dependencies import Caller
from gateway.inspections.errors import InspectionCancelled, InspectionDone, InspectionNotFound
from gateway.inspections.states import InspectionState
from gateway.store.models import Case, Inspection
from gateway.tasks.errors import CaseWithdrawn


async def body_case(session: AsyncSession, caller: Caller, case_no: str) -> Case:
    """A case of the officer's body, locked. Raises ``CaseNotFound``, ``CaseWithdrawn``."""
    found = await session.scalar(
        select(Case).where(Case.case_no == case_no, visible_to(caller)).with_for_update()
    )
    if found is None:
        raise CaseNotFound
    if found.withdrawn_at is not None:
        raise CaseWithdrawn
    return found


async def open_inspection(
    session: AsyncSession, case: Case, inspection_no: str, *, body: str | None = None
) -> Inspection:
    """The inspection that is still to come; of ``body``, where one is named, it takes part.

    Raises ``InspectionNotFound``, ``InspectionDone``, ``InspectionCancelled``.
    """
    found = await session.get(Inspection, (case.case_no, inspection_no), populate_existing=True)
    if found is None or (body is not None and body not in found.bodies):
        raise InspectionNotFound
    if found.state == InspectionState.RECORDED:
        raise InspectionDone
    if found.state == InspectionState.CANCELLED:
        raise InspectionCancelled
    return found
