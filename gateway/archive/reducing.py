"""Reducing personal data in the live store after archiving: what register, clocks and audit need stays, the package stays.

Documents and certificates are the register: they stay, because acts after a decision refer to them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from gateway.archive import marks
from gateway.archive.reducing_later import IN_THE_PACKAGE, reduce_later
from gateway.archive.register import register_form
from gateway.archive.states import ArchiveState
from gateway.archive.supplementing import supplements_of
from gateway.deliveries.states import OPEN
from gateway.dependencies import Context
from gateway.files.content import REMOVED
from gateway.procedure.record import Actor
from gateway.store import audit
from gateway.store.database import after_commit
from gateway.store.models import (
    Archive,
    ArchiveSupplement,
    Breach,
    Case,
    CaseFile,
    Certificate,
    Decision,
    Delivery,
    DeliveryChoice,
    File,
    Finding,
    Gap,
    Inspection,
    InspectionFinding,
    ItemCase,
    Notice,
    Obligation,
    WindowDecision,
)

_CASE_NO: BindParameter[str] = bindparam("reduced_case")
_WRITTEN: tuple[InstrumentedAttribute[Any], ...] = (
    Case.withdraw_reason,
    ItemCase.check_reason,
    Notice.text,
    Decision.opinion,
    Finding.note,
    Breach.what,
    WindowDecision.opinion,
    Inspection.place,
    Inspection.wish,
    InspectionFinding.note,
)
"""Texts that people wrote until the case was filed; a room that keeps more of the kind adds its column. What may come later
is reduced once it is filed (``gateway.archive.reducing_later``)."""
_GIVEN = (
    update(Gap).where(Gap.case_no == _CASE_NO).values(gaps=[]),
    update(Notice).where(Notice.case_no == _CASE_NO).values(gaps=[], answer=None),
    update(Decision).where(Decision.case_no == _CASE_NO).values(gaps=None, findings=None),
    update(Obligation).where(Obligation.case_no == _CASE_NO).values(signature={}),
    update(DeliveryChoice)
    .where(
        DeliveryChoice.case_no == _CASE_NO,
        ~exists().where(Delivery.case_no == _CASE_NO, Delivery.state.in_(OPEN)),
    )
    .values(address=None),
)
"""Gaps, signatures, addresses (one to which something is still to be posted stays until then); a room that keeps more of the
kind adds a line."""
_OWN_FILES = (
    select(CaseFile, File).join(File, CaseFile.file_id == File.file_id).where(CaseFile.case_no == _CASE_NO)
)
_ELSEWHERE = (
    select(CaseFile.file_id)
    .join(Archive, Archive.case_no == CaseFile.case_no, isouter=True)
    .where(
        CaseFile.file_id == bindparam("file_id"),
        CaseFile.case_no != _CASE_NO,
        Archive.reduced_at.is_(None),
    )
)
_SAME_CONTENT = select(File.file_id).where(
    File.blob_ref == bindparam("ref"), File.file_id != bindparam("file_id")
)
_CERTIFICATE = select(Certificate.identifier).where(Certificate.sealed_ref == bindparam("ref")).limit(1)


async def reduce_when_due(
    context: Context, session: AsyncSession, case: Case, archive: Archive, actor: Actor
) -> datetime | None:
    """Reduce what each package holds once the configured days after its own filing are over; when to look again, ``None``
    when nothing more is due.

    What is not filed yet is never reduced, and what comes later neither holds up nor begins anew what is due already.
    """
    days = context.settings.reduce_after_days
    if days is None:
        return None
    packages: list[Archive | ArchiveSupplement] = [archive, *await supplements_of(session, case.case_no)]
    waiting = [
        (row, row.packed_at + timedelta(days=days))
        for row in packages
        if row.packed_at is not None and row.reduced_at is None
    ]
    due = [row for row, since in waiting if since <= context.now()]
    if due:
        await _reduce(context, session, case, archive, due, actor)
    return min((since for row, since in waiting if row not in due), default=None)


async def _reduce(
    context: Context,
    session: AsyncSession,
    case: Case,
    archive: Archive,
    due: Sequence[Archive | ArchiveSupplement],
    actor: Actor,
) -> None:
    place = {"reduced_case": case.case_no}
    unsynchronised = {"synchronize_session": False}
    for column in _WRITTEN:
        model = column.class_
        written = update(model).where(model.case_no == _CASE_NO, column.is_not(None))
        said = written.values({column.key: IN_THE_PACKAGE})
        await session.execute(said, place, execution_options=unsynchronised)
    for statement in _GIVEN:
        await session.execute(statement, place, execution_options=unsynchronised)
    await session.refresh(case)
    case.form = await register_form(context, session, case)
    held = frozenset(str(mark) for row in due for mark in row.held)
    await reduce_later(session, case.case_no, held)
    removed = await _remove_files(context, session, case.case_no, held)
    for row in due:
        row.state, row.reduced_at = ArchiveState.REDUCED.value, context.now()
    await audit.record(
        session,
        at=context.now(),
        actor=actor.sub,
        role=actor.role,
        body=actor.body,
        action="archive.reduce",
        case_no=case.case_no,
        detail={"files": removed, "archive_no": archive.archive_no, "packages": len(due)},
    )


async def _remove_files(context: Context, session: AsyncSession, case_no: str, held: Collection[str]) -> int:
    """Names and contents of files that no other case which is still whole holds; their digests stay."""
    refs, removed = [], 0
    rows = list(await session.execute(_OWN_FILES, {"reduced_case": case_no}))
    kept = {file.file_id for attached, file in rows if marks.file(attached) not in held}
    for file in {file.file_id: file for _, file in rows if file.file_id not in kept}.values():
        place = {"file_id": file.file_id, "reduced_case": case_no}
        if file.blob_ref == REMOVED or await session.scalar(_ELSEWHERE, place) is not None:
            continue
        shared = await session.scalar(_SAME_CONTENT, {"ref": file.blob_ref, "file_id": file.file_id})
        if shared is None and await session.scalar(_CERTIFICATE, {"ref": file.blob_ref}) is None:
            refs.append(file.blob_ref)
        file.name, file.blob_ref = REMOVED, REMOVED
        removed += 1

    def remove() -> None:
        for ref in refs:
            context.blobs.remove(ref)

    # Only what was committed is removed: a transaction that is rolled back still names its files.
    after_commit(session, remove)
    return removed
