"""Supplements (补充归档): what came after a case was filed is checked by itself, and filed once it is complete."""

from dataclasses import replace

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.checking import examine
from gateway.archive.facts import FileFacts, file_facts
from gateway.archive.marks import asks_for_a_supplement
from gateway.archive.parts import filed_of
from gateway.archive.states import ArchiveState
from gateway.dependencies import Context
from gateway.store.models import Archive, ArchiveSupplement, Case

_SUPPLEMENTS = (
    select(ArchiveSupplement)
    .where(ArchiveSupplement.case_no == bindparam("case_no"))
    .order_by(ArchiveSupplement.number)
)


async def supplements_of(session: AsyncSession, case_no: str) -> list[ArchiveSupplement]:
    """The supplements of a case; all but the last are packed."""
    return list(await session.scalars(_SUPPLEMENTS, {"case_no": case_no}))


async def open_supplement(session: AsyncSession, case_no: str) -> ArchiveSupplement | None:
    """The supplement that is not packed yet."""
    found = await supplements_of(session, case_no)
    return found[-1] if found and not ArchiveState(found[-1].state).filed else None


async def facts_beyond(context: Context, session: AsyncSession, case: Case, archive: Archive) -> FileFacts:
    """The facts of a filed case, which know what its packages hold already."""
    packages: list[Archive | ArchiveSupplement] = [archive, *await supplements_of(session, case.case_no)]
    filed = {str(mark) for package in packages if package.packed_at is not None for mark in package.held}
    return replace(await file_facts(context, session, case), filed=frozenset(filed))


async def check_later(
    context: Context, session: AsyncSession, case: Case, archive: Archive
) -> FileFacts | None:
    """What was looked at, where a supplement waits to be filed: one is opened when something came later that has to be.

    The caller's transaction has locked the case.
    """
    facts = await facts_beyond(context, session, case, archive)
    supplement = await open_supplement(session, case.case_no)
    if supplement is None:
        later = await filed_of(context, session, facts)
        if not asks_for_a_supplement(mark for filed in later for mark in filed.marks):
            return None
        supplement = await _opened(context, session, case.case_no)
    await examine(context, session, facts.later(), supplement)
    return facts


async def _opened(context: Context, session: AsyncSession, case_no: str) -> ArchiveSupplement:
    supplement = ArchiveSupplement(
        case_no=case_no,
        number=len(await supplements_of(session, case_no)) + 1,
        state=ArchiveState.CHECKING.value,
        opened_at=context.now(),
    )
    session.add(supplement)
    await session.flush()
    return supplement
