"""Having a file looked at again when something of its case changed after it was handed over."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed
from gateway.store.models import Matter

SUBJECT = "file"
"""The subject of a case's one matter of this kind."""

_OPEN = (
    select(Matter)
    .where(
        Matter.case_no == bindparam("case_no"),
        Matter.kind == MatterKind.ARCHIVE.value,
        Matter.settled_at.is_(None),
    )
    .with_for_update()
)


async def file_changed(session: AsyncSession, case_no: str) -> None:
    """Tell the engine's watch over the file, if there is one, that something is another now."""
    matter = await session.scalar(_OPEN, {"case_no": case_no})
    if matter is not None:
        await changed(session, matter)
