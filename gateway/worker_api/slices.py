"""What a body may know of a case: the slice of its own form, its materials, results it builds on, findings."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.certificate_types import certificate_type
from forms.slices import slice_for
from gateway.cases.planned import mode_of, planned_item
from gateway.certificates.holders import Business, business_of
from gateway.certificates.library.relied_on import worth_today
from gateway.dependencies import Caller, Context
from gateway.obligations.rows import Promised, obligations_of, promised_for
from gateway.store.models import Case, CaseFile, CaseMaterial, Decision, File, Finding, ItemCase
from gateway.worker_api import schemas
from gateway.worker_api.access import own_item
from gateway.worker_api.archive import led_and_answered
from gateway.worker_api.errors import NotYourCase
from gateway.worker_api.once import Call

_CASE_NO: BindParameter[str] = bindparam("case_no")
_MATERIALS = select(CaseMaterial).where(CaseMaterial.case_no == _CASE_NO).order_by(CaseMaterial.material)
_FILES = (
    select(CaseFile.material, CaseFile.certificate, File.file_id, File.media_type, File.size, File.sha256)
    .join(File, File.file_id == CaseFile.file_id)
    .where(CaseFile.case_no == _CASE_NO, CaseFile.replaced_at.is_(None))
    .order_by(CaseFile.attached_at, File.file_id)
)
_FINDINGS = (
    select(Finding)
    .join(Decision, Decision.task_key == Finding.task_key)
    .where(Finding.case_no == _CASE_NO, Finding.item == bindparam("item"), Decision.state != "void")
    .order_by(Finding.found_at)
)
_USABLE = (
    select(File, CaseMaterial.items, Case)
    .join(CaseFile, CaseFile.file_id == File.file_id)
    .join(Case, Case.case_no == CaseFile.case_no)
    .join(
        CaseMaterial,
        (CaseMaterial.case_no == CaseFile.case_no) & (CaseMaterial.material == CaseFile.material),
    )
    .where(CaseFile.case_no == _CASE_NO, File.file_id == bindparam("file_id"))
)
_OWN_ITEMS = select(ItemCase.item).where(ItemCase.case_no == _CASE_NO, ItemCase.body == bindparam("body"))


async def read_slice(context: Context, call: Call, item: str) -> schemas.Slice:
    """The slice of the caller's body for one item; the reading is audited. Raises ``NotYourCase``."""
    async with context.database.write() as session:
        case, item_case = await own_item(session, call.caller, call.case_no, item)
        promised = promised_for(await obligations_of(session, case.case_no), item)
        materials = await materials_of(context, session, case.case_no, item, promised)
        business = await business_of(session, case)
        found = schemas.Slice(
            case_no=case.case_no,
            item=item,
            body=item_case.body,
            region=case.region,
            situation=case.situation,
            form=form_slice(case, item_case),
            materials=materials,
            by_commitment=_by_commitment(context, case, item, promised),
            prior=prior_results(business),
            findings=await findings_of(session, case.case_no, item),
            licences=licences_to_read(context, case, item, business, materials),
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


async def materials_of(
    context: Context, session: AsyncSession, case_no: str, item: str, promised: Promised
) -> list[schemas.SliceMaterial]:
    """The materials of one item with the files in force, and which of them are promised instead."""
    materials = await session.scalars(_MATERIALS, {"case_no": case_no})
    files: dict[str, list[schemas.MaterialFile]] = {}
    rows = (await session.execute(_FILES, {"case_no": case_no})).all()
    worth = await worth_today(session, (row.certificate for row in rows), context.now().date())
    for row in rows:
        files.setdefault(row.material, []).append(
            schemas.MaterialFile(
                file_id=row.file_id,
                media_type=row.media_type,
                size=row.size,
                sha256=row.sha256,
                certificate=_certificate(row.certificate, worth),
            )
        )
    return [
        schemas.SliceMaterial(
            material=material.material,
            name=material.name,
            required=material.required,
            tolerated=material.material in promised.tolerated,
            committed=material.material in promised.committed,
            files=files.get(material.material, []),
        )
        for material in materials
        if item in material.items
    ]


def _certificate(
    identifier: str | None, worth: Mapping[str, tuple[str, str, str]]
) -> schemas.MaterialCertificate | None:
    if identifier is None:
        return None
    name, status, status_name = worth[identifier]
    return schemas.MaterialCertificate(
        identifier=identifier, name=name, status=status, status_name=status_name
    )


def _by_commitment(context: Context, case: Case, item: str, promised: Promised) -> bool:
    """A licence by commitment, or a proof committed to where nobody has to look on site; none of them retracted."""
    if promised.retracted:
        return False
    if mode_of(context, case, item).after_check_days is not None:
        return True
    return bool(promised.committed) and not context.catalogue.item(item).site_visit


def licences_to_read(
    context: Context,
    case: Case,
    item: str,
    business: Business | None,
    materials: Sequence[schemas.SliceMaterial],
) -> list[schemas.SliceLicence]:
    """The business's licences that stand for materials of the item, where nobody handed in anything for these."""
    if business is None:
        return []
    planned = planned_item(context, case, item)
    there = {each.material for each in materials if each.files}
    types = {
        **{need.key: need.certificates for need in planned.materials},
        **{need.key: need.certificates for need in planned.exempt},
    }
    return [
        schemas.SliceLicence(material=material, type_code=certificate_type(key).code, holder=business.uscc)
        for material, keys in types.items()
        if material not in there
        for key in keys
    ]


def prior_results(business: Business | None) -> dict[str, dict[str, Any]]:
    """What earlier items of the chain gave: the business and its USCC once the licence step is through."""
    if business is None:
        return {}
    return {"business_license": {"uscc": business.uscc, "name": business.name}}


async def findings_of(session: AsyncSession, case_no: str, item: str) -> list[schemas.FindingRead]:
    """What joint inspections found for the item, oldest first."""
    rows = await session.scalars(_FINDINGS, {"case_no": case_no, "item": item})
    return [schemas.FindingRead(item=row.item, passed=row.passed, note=row.note) for row in rows]


async def _usable_file(session: AsyncSession, caller: Caller, case_no: str, file_id: str) -> File | None:
    rows = await session.execute(_USABLE, {"case_no": case_no, "file_id": file_id})
    own = set(await session.scalars(_OWN_ITEMS, {"case_no": case_no, "body": caller.body}))
    file: File
    for file, items, case in rows:
        if own.intersection(items) or await led_and_answered(session, caller, case):
            return file
    return None
