"""Making and keeping the package: what goes into it, the manifest that is sealed, and the package itself, verified."""

import hashlib
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.archive.container import read
from chain.archive.model import MANIFEST, SEALED_MANIFEST, Retention
from chain.archive.verification import verify_package
from chain.certificates.data import Issuer
from chain.clock import BEIJING
from chain.crypto.sm3 import sm3
from chain.documents.compose import PAGE_DATA_ATTACHMENT
from chain.documents.kinds import DocumentKind, common_nature, nature_of
from chain.documents.page import PageData
from chain.errors import ChainError
from chain.ofd.reader import OfdReader
from chain.procedure import TRANSITIONS, Act
from forms.documents import Draft, fill, load_templates
from gateway.archive.changes import file_changed
from gateway.archive.describing import described
from gateway.archive.errors import NotReadyToFile, PackageRefused
from gateway.archive.facts import file_facts
from gateway.archive.parts import filed_of
from gateway.archive.states import ArchiveState
from gateway.archive.watching import check
from gateway.certificates.verdicts import READERS, trusted_roots
from gateway.dependencies import Context
from gateway.documents.addressee import applicant_name
from gateway.documents.drafting import document_number
from gateway.documents.laws import cited
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor, items_of_case, stage_on_record
from gateway.store.models import Archive, Case

MANIFEST_NO = "GD01"
"""The number of the sealed manifest within its case."""


async def dossier(context: Context, session: AsyncSession, case: Case) -> dict[str, Any]:
    """Metadata by package and every file of it. Raises ``NotReadyToFile``. The transaction has locked the case."""
    archive = await session.get(Archive, case.case_no)
    if archive is not None:
        # What goes in is what was checked: both in this transaction.
        await check(context, session, case, archive)
    archive = await _to_file(session, case)
    facts = await file_facts(context, session, case)
    return {
        "case_no": case.case_no,
        "archive_no": archive.archive_no,
        "metadata": {
            key: metadata.dump().decode() for key, metadata in described(context, archive, facts).items()
        },
        "documents": [filed.to_json() for filed in await filed_of(context, session, facts)],
    }


async def draw_up_manifest(
    context: Context, session: AsyncSession, case: Case, digest: str, files: int, pages: int, uncounted: int
) -> PageData:
    """The page data of the manifest that names ``digest``; the same for the same digest, and its number is given out once.

    Raises ``NotReadyToFile``.
    """
    archive = await _to_file(session, case)
    if archive.manifest is not None and (archive.manifest_sm3 == digest or case.archive_ref is not None):
        return PageData.from_json(archive.manifest)
    values = {
        "archive_no": archive.archive_no,
        "retention": archive.retention,
        "files": files,
        "pages": pages,
        "uncounted": uncounted or None,
        "manifest_digest": digest,
    }
    drawn = await _filled(context, session, case, archive, values)
    archive.manifest, archive.manifest_sm3 = drawn.to_json(), digest
    return drawn


async def refuse_unless_sound(context: Context, archive: Archive, package: bytes) -> None:
    """Raises ``PackageRefused`` unless the package verifies and is the one whose manifest was drawn up."""
    if not await READERS.do(_is_sound, context, archive, package):
        raise PackageRefused


async def keep(
    context: Context, session: AsyncSession, case: Case, package: bytes, ref: str, actor: Actor
) -> None:
    """Record the package on the case and the act on every item; the first package stays. The case is locked."""
    archive = await _to_file(session, case)
    if case.archive_ref is not None:
        return
    now = context.now()
    items = await items_of_case(session, case.case_no)
    ended = [item for item in items if stage_on_record(item) in TRANSITIONS[Act.ARCHIVE].before]
    detail = {"archive_no": archive.archive_no}
    await perform(context, session, case, ended, Act.ARCHIVE, actor=actor, key="archive", detail=detail)
    case.archived_at, case.archive_ref, case.archive_reference = now, ref, reference_of(case)
    archive.state, archive.packed_at = ArchiveState.PACKED.value, now
    archive.sha256, archive.size = hashlib.sha256(package).hexdigest(), len(package)
    archive.retention_until = _kept_until(context, archive)
    await file_changed(session, case.case_no)


def reference_of(case: Case) -> str:
    """The reference under which a case is filed."""
    return f"DA-{case.case_no}"


async def _to_file(session: AsyncSession, case: Case) -> Archive:
    archive = await session.get(Archive, case.case_no)
    if archive is None or archive.state == ArchiveState.CHECKING:
        raise NotReadyToFile
    return archive


async def _filled(
    context: Context, session: AsyncSession, case: Case, archive: Archive, values: dict[str, Any]
) -> PageData:
    known = [context.catalogue.item(item.item) for item in await items_of_case(session, case.case_no)]
    templates = load_templates(context.settings.document_templates)
    kind = DocumentKind.ARCHIVE_MANIFEST
    wording = templates.wording(kind, common_nature(nature_of(item.kind) for item in known))
    body, theme = context.catalogue.body(case.lead_body), context.catalogue.theme(case.theme)
    day = context.now().astimezone(BEIJING).date()
    earlier = None if archive.manifest is None else PageData.from_json(archive.manifest).number
    number = earlier or await document_number(session, wording, body, templates.short_names, day.year)
    issuer = Issuer(body.name, body.uscc, body.fictitious)
    common = {
        "theme": theme.name,
        "applicant": applicant_name(theme, case.form),
        "lead_body": body.name,
        "item_names": "、".join(item.name for item in known),
        "laws": cited(law for item in known for law in item.law),
        "received_on": case.received_at,
    }
    return fill(wording, Draft(kind, case.case_no, MANIFEST_NO, number, issuer, day), {**common, **values})


def _is_sound(context: Context, archive: Archive, package: bytes) -> bool:
    try:
        files = read(package)
        sealed = OfdReader(files[SEALED_MANIFEST]).attachments.get(PAGE_DATA_ATTACHMENT)
    except (ChainError, KeyError):
        return False
    drawn = None if archive.manifest is None else PageData.from_json(archive.manifest).dump()
    if sealed != drawn or sm3(files.get(MANIFEST, b"")).hex() != archive.manifest_sm3:
        return False
    return verify_package(package, trusted_roots(context.settings.roots_folder), context.now()).passed


def _kept_until(context: Context, archive: Archive) -> date | None:
    if archive.retention is None:
        return None
    return Retention(archive.retention).until(context.now().astimezone(BEIJING).date())
