"""What a body may know of a case: the slice of its own form, its materials, results it builds on, findings."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from forms.slices import slice_for
from gateway.certificates.holders import business_of
from gateway.dependencies import Caller, Context
from gateway.store.models import Case, CaseFile, CaseMaterial, Decision, File, Finding, ItemCase
from gateway.worker_api import schemas
from gateway.worker_api.access import own_item
from gateway.worker_api.archive import led_and_answered
from gateway.worker_api.errors import NotYourCase
from gateway.worker_api.once import Call


async def read_slice(context: Context, call: Call, item: str) -> schemas.Slice:
    """The slice of the caller's body for one item; the reading is audited. Raises ``NotYourCase``."""
    async with context.database.write() as session:
        case, item_case = await own_item(session, call.caller, call.case_no, item)
        found = schemas.Slice(
            case_no=case.case_no,
            item=item,
            body=item_case.body,
            region=case.region,
            situation=case.situation,
            form=form_slice(case, item_case),
            materials=await materials_of(session, case.case_no, item),
            prior=await prior_results(session, case),
            findings=await findings_of(session, case.case_no, item),
        )
        await call.audit(session, context)
    return found


async def read_file(context: Context, call: Call, file_id: str) -> tuple[str, bytes]:
    """Media type and content of a file that an item of the caller's body uses, or of an ended case that it led.

    The reading is audited. Raises ``NotYourCase``.
    """
    async with context.database.write() as session:
        found = await _usable_file(session, call.caller, call.case_no, file_id)
        if found is None:
            raise NotYourCase
        await call.audit(session, context, {"file": file_id})
    return found.media_type, await context.blobs.get(found.blob_ref)


def form_slice(case: Case, item: ItemCase) -> dict[str, Any]:
    """Exactly the fields that the item's own form asks; nothing for an item that asks none."""
    return slice_for(item.form_key, case.form) if item.form_key is not None else {}


async def materials_of(session: AsyncSession, case_no: str, item: str) -> list[schemas.SliceMaterial]:
    """The materials of one item with the files in force."""
    materials = await session.scalars(
        select(CaseMaterial).where(CaseMaterial.case_no == case_no).order_by(CaseMaterial.material)
    )
    files: dict[str, list[schemas.MaterialFile]] = {}
    rows = await session.execute(
        select(CaseFile.material, File)
        .join(File, File.file_id == CaseFile.file_id)
        .where(CaseFile.case_no == case_no, CaseFile.replaced_at.is_(None))
        .order_by(CaseFile.attached_at, File.file_id)
    )
    for material, file in rows:
        files.setdefault(material, []).append(
            schemas.MaterialFile(
                file_id=file.file_id, media_type=file.media_type, size=file.size, sha256=file.sha256
            )
        )
    return [
        schemas.SliceMaterial(
            material=material.material,
            name=material.name,
            required=material.required,
            files=files.get(material.material, []),
        )
        for material in materials
        if item in material.items
    ]


async def prior_results(session: AsyncSession, case: Case) -> dict[str, dict[str, Any]]:
    """What earlier items of the chain gave: the business and its USCC once the licence step is through."""
    business = await business_of(session, case)
    if business is None:
        return {}
    return {"business_license": {"uscc": business.uscc, "name": business.name}}


async def findings_of(session: AsyncSession, case_no: str, item: str) -> list[schemas.FindingRead]:
    """What joint inspections found for the item, oldest first."""
    rows = await session.scalars(
        select(Finding)
        .join(Decision, Decision.task_key == Finding.task_key)
        .where(Finding.case_no == case_no, Finding.item == item, Decision.state != "void")
        .order_by(Finding.found_at)
    )
    return [schemas.FindingRead(item=row.item, passed=row.passed, note=row.note) for row in rows]


async def _usable_file(session: AsyncSession, caller: Caller, case_no: str, file_id: str) -> File | None:
    rows = await session.execute(
        select(File, CaseMaterial.items, Case)
        .join(CaseFile, CaseFile.file_id == File.file_id)
        .join(Case, Case.case_no == CaseFile.case_no)
        .join(
            CaseMaterial,
            (CaseMaterial.case_no == CaseFile.case_no) & (CaseMaterial.material == CaseFile.material),
        )
        .where(CaseFile.case_no == case_no, File.file_id == file_id)
    )
    own = set(
        await session.scalars(
            select(ItemCase.item).where(ItemCase.case_no == case_no, ItemCase.body == caller.body)
        )
    )
    file: File
    for file, items, case in rows:
        if own.intersection(items) or await led_and_answered(session, caller, case):
            return file
    return None
