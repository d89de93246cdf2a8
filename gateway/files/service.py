"""Taking files in and giving them out."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex

from fastapi import UploadFile
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import NotFound, TooLarge
from gateway.agents.acting import confirm_reading
from gateway.agents.files import agents_files
from gateway.archive.errors import OnlyInTheArchive
from gateway.dependencies import Caller, Context, Role
from gateway.files.content import REMOVED, Checked, check
from gateway.files.schemas import StoredFile
from gateway.on_record import put_on_record
from gateway.store.models import Case, CaseFile, CaseMaterial, File, ItemCase

_CHUNK = 256 * 1024
_CHECKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="check")
"""Decoding an image may take 150 MB: two at once, the others wait their turn."""


_SAME = select(File).where(File.uploader_sub == bindparam("uploader"), File.sha256 == bindparam("sha256"))


class FileTooLarge(TooLarge):
    """A file beyond the limit."""

    message = "文件过大，请压缩后重新上传。"


async def take_in(context: Context, caller: Caller, upload: UploadFile) -> StoredFile:
    """Check and keep a file for its uploader; the same content under the same name is kept once."""
    content = await _bounded(upload, context.settings.max_file_size)
    loop = asyncio.get_running_loop()
    checked = await loop.run_in_executor(_CHECKERS, check, content, upload.filename or "")
    sha256 = hashlib.sha256(content).hexdigest()
    blob_ref = await context.blobs.put(content)
    async with context.database.write() as session:
        file = await _same_as_before(session, caller, sha256, checked)
        if file is None:
            file = File(
                file_id=f"F{token_hex(12)}",
                uploader_sub=caller.sub,
                name=checked.name,
                media_type=checked.media_type,
                size=len(content),
                sha256=sha256,
                blob_ref=blob_ref,
                uploaded_at=context.now(),
            )
            session.add(file)
    return StoredFile(
        file_id=file.file_id, name=file.name, media_type=file.media_type, size=file.size, sha256=file.sha256
    )


async def give_out(context: Context, caller: Caller, case_no: str, file_id: str) -> tuple[File, bytes]:
    """A file of a case and its content, for its applicant, a clerk of the body that leads the case, or an officer whose
    item uses it; what agents brought (receipts, mandates) also for officers of the leading body. The reading is audited.

    Raises ``NotFound`` for everybody else, and for a file that is not part of the case.
    """
    async with context.database.write() as session:
        file, role = await _readable(session, caller, case_no, file_id)
        await put_on_record(
            session, caller, role, "file.read", at=context.now(), case_no=case_no, detail={"file_id": file_id}
        )
    if file.blob_ref == REMOVED:
        raise OnlyInTheArchive
    return file, await context.blobs.get(file.blob_ref)


async def _bounded(upload: UploadFile, limit: int) -> bytes:
    content = bytearray()
    while chunk := await upload.read(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise FileTooLarge(f"文件过大，单个文件不超过 {limit // (1024 * 1024)} MB，请压缩后重新上传。")
    return bytes(content)


async def _same_as_before(
    session: AsyncSession, caller: Caller, sha256: str, checked: Checked
) -> File | None:
    found = await session.scalars(_SAME, {"uploader": caller.sub, "sha256": sha256})
    return next((file for file in found if file.name == checked.name), None)


async def _readable(session: AsyncSession, caller: Caller, case_no: str, file_id: str) -> tuple[File, Role]:
    found = await session.execute(
        select(File, Case, CaseMaterial.items)
        .join(CaseFile, CaseFile.file_id == File.file_id)
        .join(Case, Case.case_no == CaseFile.case_no)
        .join(
            CaseMaterial,
            (CaseMaterial.case_no == CaseFile.case_no) & (CaseMaterial.material == CaseFile.material),
        )
        .where(CaseFile.case_no == case_no, File.file_id == file_id)
    )
    rows: list[tuple[File, Case, list[str]]] = [(row[0], row[1], row[2]) for row in found]
    beside = await agents_files(session, case_no, file_id)
    for file, case, items in (*rows, *beside):
        if caller.has(Role.APPLICANT) and case.applicant_sub == caller.principal:
            await confirm_reading(session, caller, case)
            return file, Role.APPLICANT
        leads = bool(beside) and case.lead_body == caller.body
        if caller.has(Role.OFFICER) and (leads or await _works_on(session, caller, case_no, items)):
            return file, Role.OFFICER
        if caller.has(Role.CLERK) and case.lead_body == caller.body:
            return file, Role.CLERK
    raise NotFound


async def _works_on(session: AsyncSession, caller: Caller, case_no: str, items: list[str]) -> bool:
    found = await session.scalar(
        select(ItemCase.item).where(
            ItemCase.case_no == case_no, ItemCase.body == caller.body, ItemCase.item.in_(items)
        )
    )
    return found is not None
