"""A certificate of the library in place of a file: checked when the application is taken, and kept as it was read then.

What is kept is the sealed file itself, among the files of the material, with the identifier it was read under; what it is
worth since is asked of the register (``gateway.certificates.library.relied_on``).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import CertificateNeed, MaterialNeed, Plan
from bpmn.catalogue.items import DEFAULT_ACCEPTS
from chain.certificates.certificate_types import find_type
from chain.errors import FieldProblem, FieldProblems
from gateway.cases.schemas import MaterialCertificate, MaterialFile
from gateway.certificates.errors import CertificateNotFound
from gateway.certificates.status import VALID, status_name, status_on
from gateway.certificates.storage import certificate_of
from gateway.dependencies import Context
from gateway.store.models import Case, CaseFile, CaseMaterial, Certificate, File

OFD = "application/ofd"
_NOT_ASKED = "本次办理不能以电子证照代替此材料，请提交文件。"
_UNKNOWN = "没有这份电子证照，或者它不属于申请人，请核对证照标识。"
_NO_ACCOUNT = "窗口收件时不能引用网上的电子证照，请提交文件。"
_TWICE = "同一份电子证照重复提交，请删除。"


async def certificate_problems(
    context: Context,
    session: AsyncSession,
    needs: Mapping[str, CertificateNeed],
    account: str,
    handed_in: Sequence[MaterialFile | MaterialCertificate],
) -> list[FieldProblem]:
    """Everything wrong with the certificates among what was handed in for the account of the applicant (``""``: none)."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(handed_in):
        if isinstance(entry, MaterialFile):
            continue
        need = needs.get(entry.material)
        name = "材料" if need is None else need.name
        said = _TWICE if (entry.material, entry.certificate) in seen else None
        said = said or await _problem(context, session, need, account, entry)
        if said is not None:
            problems.append(FieldProblem(f"materials[{index}].certificate", name, said))
        seen.add((entry.material, entry.certificate))
    return problems


async def _problem(
    context: Context,
    session: AsyncSession,
    need: CertificateNeed | None,
    account: str,
    entry: MaterialCertificate,
) -> str | None:
    if need is None:
        return _NOT_ASKED
    if not account:
        return _NO_ACCOUNT
    try:
        found = await certificate_of(session, entry.certificate)
    except CertificateNotFound:
        return _UNKNOWN
    case = await session.get_one(Case, found.case_no)
    if case.applicant_sub != account:
        return _UNKNOWN
    kind = find_type(found.type_code)
    if kind is None or kind.key not in need.types:
        return f"此材料不接受“{found.name}”，请提交其他证照或者文件。"
    status = status_on(found, context.now().date())
    if status != VALID:
        return f"该证照{status_name(status, found.type_code)}，不能作为申请材料。"
    return None


async def read_certificates(
    context: Context,
    session: AsyncSession,
    planned: Plan,
    account: str,
    case_no: str,
    handed_in: Sequence[MaterialFile | MaterialCertificate],
    now: datetime,
) -> None:
    """Keep each certificate among what was handed in, as it is now, as a file of its material.

    They are locked and looked at again, so that none is suspended unnoticed meanwhile. Raises ``FieldProblems``.
    """
    named = [entry for entry in handed_in if isinstance(entry, MaterialCertificate)]
    if not named:
        return
    needs = planned.certificates()
    locked = {
        entry.certificate: await certificate_of(session, entry.certificate, lock=True)
        for entry in sorted(named, key=lambda entry: entry.certificate)
    }
    problems = await certificate_problems(context, session, needs, account, handed_in)
    if problems:
        raise FieldProblems(problems)
    uploads = {need.key for need, _ in planned.materials()}
    for material in dict.fromkeys(entry.material for entry in named if entry.material not in uploads):
        session.add(_material(case_no, needs[material]))
    files = {name: await _file(context, found, account, now) for name, found in locked.items()}
    session.add_all(files.values())
    await session.flush()
    session.add_all(
        CaseFile(
            case_no=case_no,
            material=entry.material,
            file_id=files[entry.certificate].file_id,
            attached_at=now,
            certificate=locked[entry.certificate].identifier,
        )
        for entry in named
    )


async def needs_in_their_place(session: AsyncSession, case_no: str) -> dict[str, MaterialNeed]:
    """Materials for which the case names a certificate: a supplement may bring a file in its place."""
    rows = await session.scalars(
        select(CaseMaterial)
        .join(
            CaseFile,
            (CaseFile.case_no == CaseMaterial.case_no) & (CaseFile.material == CaseMaterial.material),
        )
        .where(CaseMaterial.case_no == case_no, CaseFile.certificate.is_not(None))
    )
    return {
        row.material: MaterialNeed(
            row.material, row.name, row.required, "certificate", row.note or "", DEFAULT_ACCEPTS
        )
        for row in rows
    }


def _material(case_no: str, need: CertificateNeed) -> CaseMaterial:
    """A material that the applicant need not hand in, and of which a certificate was named."""
    return CaseMaterial(
        case_no=case_no,
        material=need.key,
        name=need.name,
        required=False,
        items=list(need.items),
        note=None,
        paper=None,
    )


async def _file(context: Context, certificate: Certificate, account: str, now: datetime) -> File:
    if certificate.sealed_ref is None or certificate.sealed_sha256 is None:
        raise CertificateNotFound
    return File(
        file_id=f"F{token_hex(12)}",
        uploader_sub=account,
        name=f"{certificate.name}.ofd",
        media_type=OFD,
        size=len(await context.blobs.get(certificate.sealed_ref)),
        sha256=certificate.sealed_sha256,
        blob_ref=certificate.sealed_ref,
        uploaded_at=now,
    )
