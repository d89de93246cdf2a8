"""Reducing personal data in the live store after archiving: what register, clocks and audit need stays, the package stays.

Documents and certificates are the register: they stay, because acts after a decision refer to them.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, event, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from gateway.archive.states import ArchiveState
from gateway.dependencies import Context
from gateway.files.content import REMOVED
from gateway.procedure.record import Actor
from gateway.store import audit
from gateway.store.models import (
    Archive,
    Breach,
    Case,
    CaseFile,
    Decision,
    Delivery,
    DeliveryChoice,
    File,
    Finding,
    Gap,
    Inspection,
    InspectionFinding,
    ItemCase,
    Message,
    Notice,
    Obligation,
    ProcedureAct,
    WindowDecision,
)

_CASE_NO: BindParameter[str] = bindparam("reduced_case")
IN_THE_PACKAGE = "已归档，原件在档案包中。"
"""What a reader finds in the place of what somebody wrote."""
_WRITTEN: tuple[InstrumentedAttribute[Any], ...] = (
    Case.withdraw_reason,
    ItemCase.check_reason,
    ProcedureAct.reason,
    Notice.text,
    Decision.opinion,
    Finding.note,
    Breach.what,
    WindowDecision.opinion,
    Inspection.place,
    Inspection.wish,
    InspectionFinding.note,
    Message.text,
)
"""Texts that people wrote; a room that keeps more of the kind adds its column."""
_GIVEN = (
    update(Case).where(Case.case_no == _CASE_NO).values(form={}),
    update(Gap).where(Gap.case_no == _CASE_NO).values(gaps=[]),
    update(Notice).where(Notice.case_no == _CASE_NO).values(gaps=[], answer=None),
    update(Decision).where(Decision.case_no == _CASE_NO).values(gaps=None, findings=None),
    update(Obligation).where(Obligation.case_no == _CASE_NO).values(signature={}),
    update(Delivery).where(Delivery.case_no == _CASE_NO).values(postings=[], receiver=None),
    update(DeliveryChoice).where(DeliveryChoice.case_no == _CASE_NO).values(address=None),
)
"""Forms, signatures, addresses; a room that keeps more of the kind adds a line."""
_OWN_FILES = select(File).join(CaseFile, CaseFile.file_id == File.file_id).where(CaseFile.case_no == _CASE_NO)
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


async def reduce_when_due(
    context: Context, session: AsyncSession, case: Case, archive: Archive, actor: Actor
) -> datetime | None:
    """Reduce once the configured days after archiving are over; when to look again, ``None`` when nothing more is due."""
    days = context.settings.reduce_after_days
    if days is None or archive.packed_at is None or archive.state == ArchiveState.REDUCED:
        return None
    due = archive.packed_at + timedelta(days=days)
    if context.now() < due:
        return due
    await _reduce(context, session, case, archive, actor)
    return None


async def _reduce(
    context: Context, session: AsyncSession, case: Case, archive: Archive, actor: Actor
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
    removed = await _remove_files(context, session, case.case_no)
    archive.state, archive.reduced_at = ArchiveState.REDUCED.value, context.now()
    await audit.record(
        session,
        at=context.now(),
        actor=actor.sub,
        role=actor.role,
        body=actor.body,
        action="archive.reduce",
        case_no=case.case_no,
        detail={"files": removed, "archive_no": archive.archive_no},
    )


async def _remove_files(context: Context, session: AsyncSession, case_no: str) -> int:
    """Names and contents of files that no other case which is still whole holds; their digests stay."""
    refs, removed = [], 0
    for file in list(await session.scalars(_OWN_FILES, {"reduced_case": case_no})):
        place = {"file_id": file.file_id, "reduced_case": case_no}
        if file.blob_ref == REMOVED or await session.scalar(_ELSEWHERE, place) is not None:
            continue
        shared = await session.scalar(_SAME_CONTENT, {"ref": file.blob_ref, "file_id": file.file_id})
        if shared is None:
            refs.append(file.blob_ref)
        file.name, file.blob_ref = REMOVED, REMOVED
        removed += 1

    def remove(_: object) -> None:
        for ref in refs:
            context.blobs.remove(ref)

    # Only what was committed is removed: a transaction that is rolled back still names its files.
    event.listen(session.sync_session, "after_commit", remove, once=True)
    return removed
