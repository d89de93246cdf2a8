"""Having a file looked at again when something of its case changed after it was handed over."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.states import ArchiveState
from gateway.dependencies import Context
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, open_matter, open_matters
from gateway.store.models import Archive, Matter

SUBJECT = "file"
"""The subject of a case's first matter of this kind; ``file/2``, … of those that look at what came later."""
_MATTERS = select(func.count()).where(
    Matter.case_no == bindparam("case_no"), Matter.kind == MatterKind.ARCHIVE.value
)


async def file_changed(context: Context, session: AsyncSession, case_no: str) -> None:
    """Tell the engine's watch over the file, if there is one, that something is another now; where the file was filed and
    nobody watches any more, have it looked at again: what came later may have to be filed too.

    The caller's transaction has locked the case, so that one matter at a time is open.
    """
    archive = await session.get(Archive, case_no)
    if archive is None:
        return  # Not handed over yet, and therefore watched by nobody.
    watched = await open_matters(session, case_no, MatterKind.ARCHIVE, held=True)
    for matter in watched:
        await changed(session, matter)
    if watched or not ArchiveState(archive.state).filed:
        return
    earlier = await session.scalar(_MATTERS, {"case_no": case_no}) or 0
    subject = f"{SUBJECT}/{earlier + 1}"
    await open_matter(
        session, case_no, MatterKind.ARCHIVE, subject=subject, body=archive.body, at=context.now()
    )
