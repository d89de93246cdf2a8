"""A seal came: what waits in the account of an applicant who agreed may have arrived with it."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.deliveries.rows import waiting_of
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, open_matters


async def part_sealed(session: AsyncSession, case_no: str) -> None:
    """Have the deliveries looked at that a sealed document or certificate of the case may complete."""
    numbers = {each.delivery_no for each in await waiting_of(session, case_no) if each.consented}
    if not numbers:
        return
    for matter in await open_matters(session, case_no, MatterKind.DELIVERY, held=True):
        if matter.subject in numbers:
            await changed(session, matter)
