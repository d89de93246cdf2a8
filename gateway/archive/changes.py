"""Having a file looked at again when something of its case changed after it was handed over."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, open_matters

SUBJECT = "file"
"""The subject of a case's one matter of this kind."""


async def file_changed(session: AsyncSession, case_no: str) -> None:
    """Tell the engine's watch over the file, if there is one, that something is another now."""
    for matter in await open_matters(session, case_no, MatterKind.ARCHIVE, held=True):
        await changed(session, matter)
