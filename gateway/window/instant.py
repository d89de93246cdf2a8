"""Instant items decided at the counter (一窗办结): what the item's own flow finds when it comes to its review."""

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.store.models import WindowDecision

_CASE_NO: BindParameter[str] = bindparam("case_no")
_OF_CASE = select(WindowDecision).where(WindowDecision.case_no == _CASE_NO)


async def decided_at_window(session: AsyncSession, case_no: str, item: str) -> WindowDecision | None:
    """What was decided on the item when its application came in, if anything was."""
    return await session.get(WindowDecision, (case_no, item))


async def window_decisions(session: AsyncSession, case_no: str) -> dict[str, WindowDecision]:
    """Everything that was decided at the counter, by item."""
    return {found.item: found for found in await session.scalars(_OF_CASE, {"case_no": case_no})}
