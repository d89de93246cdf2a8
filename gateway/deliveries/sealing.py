"""A seal came: what waits in the account of an applicant who agreed may have arrived with it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.deliveries.rows import waiting_of
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed
from gateway.store.models import Matter


async def part_sealed(session: AsyncSession, case_no: str) -> None:
    """Have the deliveries looked at that a sealed document or certificate of the case may complete."""
    numbers = [each.delivery_no for each in await waiting_of(session, case_no) if each.consented]
    if not numbers:
        return
    watched = (
        select(Matter)
        .where(
            Matter.case_no == case_no,
            Matter.kind == MatterKind.DELIVERY.value,
            Matter.subject.in_(numbers),
            Matter.settled_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for matter in await session.scalars(watched):
        await changed(session, matter)
