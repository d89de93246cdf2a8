"""The archive's matter of a case: handed over when the case is answered, looked at until it is filed and its time is over."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.changes import SUBJECT
from gateway.archive.checking import examine
from gateway.archive.describing import number
from gateway.archive.facts import FileFacts, file_facts
from gateway.archive.reducing import reduce_when_due
from gateway.archive.states import ArchiveState
from gateway.archive.supplementing import check_later, open_supplement
from gateway.dependencies import Context
from gateway.matters.kinds import MatterKind
from gateway.matters.service import open_matter
from gateway.procedure.record import Actor
from gateway.store.models import Archive, Case, Matter

AGAIN = timedelta(days=1)
"""An unfinished file is looked at each day, besides whenever something of it changes."""


async def hand_over(context: Context, session: AsyncSession, case: Case) -> None:
    """Hand an answered case over to the archive, once: its matter is looked at first as soon as the engine began it.

    The caller's transaction has locked the case.
    """
    if await session.get(Archive, case.case_no) is not None:
        return
    now = context.now()
    archive = Archive(
        case_no=case.case_no,
        body=case.lead_body,
        state=ArchiveState.CHECKING.value,
        handed_over_at=now,
    )
    session.add(archive)
    await session.flush()
    place = {"subject": SUBJECT, "body": case.lead_body}
    await open_matter(session, case.case_no, MatterKind.ARCHIVE, at=now, **place)


async def check(context: Context, session: AsyncSession, case: Case, archive: Archive) -> FileFacts | None:
    """Check the file of a case that is not packed yet, else what came later.

    What was looked at, where a package waits to be filed.
    """
    if ArchiveState(archive.state).filed:
        return await check_later(context, session, case, archive)
    facts = await file_facts(context, session, case)
    if await examine(context, session, facts, archive):
        await number(context, session, archive, facts)
    return facts


async def look(
    context: Context, session: AsyncSession, case: Case, matter: Matter, actor: Actor
) -> datetime | None:
    """The room's line in ``gateway.matters.rooms``: checks until the case is filed with what came later, and reduces what
    is filed when that is due."""
    archive = await session.get_one(Archive, matter.case_no)
    due = await reduce_when_due(context, session, case, archive, actor)
    if await check(context, session, case, archive) is None:
        return due
    again = context.now() + AGAIN
    return again if due is None else min(due, again)


async def is_to_be_packed(session: AsyncSession, matter: Matter) -> bool:
    """Whether the worker that looked at the matter is to make a package now."""
    if matter.kind != MatterKind.ARCHIVE:
        return False
    archive = await session.get(Archive, matter.case_no)
    if archive is None or archive.state == ArchiveState.READY:
        return archive is not None
    supplement = await open_supplement(session, matter.case_no)
    return supplement is not None and supplement.state == ArchiveState.READY
