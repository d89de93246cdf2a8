"""The archive's matter of a case: handed over when the case is answered, looked at until it is filed and its time is over."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.changes import SUBJECT
from gateway.archive.checking import check_file
from gateway.archive.damage import damaged
from gateway.archive.describing import number
from gateway.archive.facts import file_facts
from gateway.archive.reducing import reduce_when_due
from gateway.archive.states import ArchiveState
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


async def check(context: Context, session: AsyncSession, case: Case, archive: Archive) -> None:
    """Check the file of a case that is not packed yet: ready when nothing stands in the way."""
    if ArchiveState(archive.state).filed:
        return
    facts = await file_facts(context, session, case)
    passed = await check_file(session, facts)
    if passed and archive.state != ArchiveState.READY:
        # Every byte is read only when all else is there; the worker that packs compares the digests once more.
        facts = replace(facts, damaged=await damaged(context, facts))
        passed = await check_file(session, facts)
    if passed:
        await number(context, session, archive, facts)
    archive.state = (ArchiveState.READY if passed else ArchiveState.CHECKING).value


async def look(
    context: Context, session: AsyncSession, case: Case, matter: Matter, actor: Actor
) -> datetime | None:
    """The room's line in ``gateway.matters.rooms``: checks until the case is filed, then reduces when that is due."""
    archive = await session.get_one(Archive, matter.case_no)
    if ArchiveState(archive.state).filed:
        return await reduce_when_due(context, session, case, archive, actor)
    await check(context, session, case, archive)
    return context.now() + AGAIN


async def is_to_be_packed(session: AsyncSession, matter: Matter) -> bool:
    """Whether the worker that looked at the matter is to make the package now."""
    if matter.kind != MatterKind.ARCHIVE:
        return False
    archive = await session.get(Archive, matter.case_no)
    return archive is not None and archive.state == ArchiveState.READY
