"""Making and keeping a package: what goes into it, the manifest that is sealed, and the package itself."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.archive.container import read
from chain.archive.model import ITEMS, Retention
from chain.certificates.data import Issuer
from chain.clock import BEIJING
from chain.documents.kinds import DocumentKind, common_nature, nature_of
from chain.documents.page import PageData
from chain.procedure import TRANSITIONS, Act
from forms.documents import Draft, fill, load_templates
from gateway.archive.changes import file_changed
from gateway.archive.describing import described, numbered
from gateway.archive.errors import ContentsChanged, NotReadyToFile
from gateway.archive.parts import filed_of
from gateway.archive.soundness import contents_digest
from gateway.archive.states import ArchiveState
from gateway.archive.supplementing import open_supplement, supplements_of
from gateway.archive.watching import check
from gateway.dependencies import Context
from gateway.documents.addressee import applicant_name
from gateway.documents.drafting import document_number
from gateway.documents.laws import cited
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor, items_of_case, stage_on_record
from gateway.store.models import Archive, ArchiveSupplement, Case


@dataclass(frozen=True, slots=True)
class Package:
    """The package of a case that is to be filed next: the first (``number`` 0), or a supplement to it."""

    archive: Archive
    row: Archive | ArchiveSupplement

    @property
    def number(self) -> int:
        """0 for the first, else which supplement it is."""
        return self.row.number if isinstance(self.row, ArchiveSupplement) else 0

    @property
    def archive_no(self) -> str:
        """The archive number (档号) of this very package."""
        return numbered(self.archive, self.number)

    @property
    def manifest_no(self) -> str:
        """The number of its sealed manifest within the case."""
        return f"GD{self.number + 1:02d}"

    @property
    def reference(self) -> str:
        """Under which it is kept."""
        return reference_of(self.row.case_no, self.number)


async def dossier(context: Context, session: AsyncSession, case: Case) -> dict[str, Any]:
    """Metadata by package and every file of it. Raises ``NotReadyToFile``. The transaction has locked the case."""
    archive = await session.get(Archive, case.case_no)
    # What goes in is what was checked: both in this transaction.
    facts = None if archive is None else await check(context, session, case, archive)
    package = await to_file(session, case.case_no)
    if facts is None:
        raise NotReadyToFile
    filed = await filed_of(context, session, facts)
    metadata = described(context, package.archive, facts, package.number, {each.item for each in filed})
    package.row.contents_sha256 = contents_digest(
        metadata, ((each.item or "", each.path, each.sha256) for each in filed)
    )
    package.row.held = sorted({mark for each in filed for mark in each.marks})
    return {
        "case_no": case.case_no,
        "archive_no": package.archive_no,
        "metadata": {key: each.dump().decode() for key, each in metadata.items()},
        "documents": [each.to_json() for each in filed],
    }


async def draw_up_manifest(
    context: Context, session: AsyncSession, case: Case, digest: str, files: int, pages: int, uncounted: int
) -> PageData:
    """The page data of the manifest that names ``digest``; the same for the same digest, and its number is given out once.

    Raises ``NotReadyToFile``.
    """
    kept = await drawn_up(session, case.case_no, digest)
    if kept is not None and kept.row.manifest is not None:
        return PageData.from_json(kept.row.manifest)
    package = await to_file(session, case.case_no)
    values = {
        "archive_no": package.archive_no,
        "retention": package.archive.retention,
        "files": files,
        "pages": pages,
        "uncounted": uncounted or None,
        "supplement": package.number or None,
        "supplemented": package.archive.archive_no if package.number else None,
        "manifest_digest": digest,
    }
    drawn = await _filled(context, session, case, package, values)
    package.row.manifest, package.row.manifest_sm3 = drawn.to_json(), digest
    return drawn


async def keep(
    context: Context,
    session: AsyncSession,
    case: Case,
    package: Package,
    content: bytes,
    ref: str,
    actor: Actor,
) -> None:
    """Record the package on the case and the act on every item that it holds; one of the same list that was kept meanwhile
    stays. The case is locked. Raises ``NotReadyToFile``, ``ContentsChanged``.
    """
    read = (package.row.manifest_sm3, package.row.contents_sha256)
    kept = await drawn_up(session, case.case_no, read[0])
    if kept is not None and kept.row.packed_at is not None:
        return
    package = await to_file(session, case.case_no)
    if (package.row.manifest_sm3, package.row.contents_sha256) != read:
        # Another worker drew up another list between the verification and now.
        raise ContentsChanged
    now = context.now()
    await _record_act(context, session, case, package, content, actor)
    row = package.row
    row.state, row.packed_at = ArchiveState.PACKED.value, now
    row.sha256, row.size = hashlib.sha256(content).hexdigest(), len(content)
    if isinstance(row, ArchiveSupplement):
        row.ref = ref
    else:
        case.archived_at, case.archive_ref, case.archive_reference = now, ref, package.reference
        row.retention_until = _kept_until(context, row)
    await file_changed(context, session, case.case_no)


async def to_file(session: AsyncSession, case_no: str) -> Package:
    """The package that is to be filed now, read again. Raises ``NotReadyToFile``."""
    archive = await session.get(Archive, case_no, populate_existing=True)
    if archive is None:
        raise NotReadyToFile
    row = await open_supplement(session, case_no) if ArchiveState(archive.state).filed else archive
    if row is None or row.state != ArchiveState.READY:
        raise NotReadyToFile
    return Package(archive, row)


async def drawn_up(session: AsyncSession, case_no: str, digest: str | None) -> Package | None:
    """The package, kept or not, whose manifest has this digest."""
    archive = await session.get(Archive, case_no, populate_existing=True)
    if archive is None or digest is None:
        return None
    rows: list[Archive | ArchiveSupplement] = [archive, *await supplements_of(session, case_no)]
    return next((Package(archive, row) for row in rows if row.manifest_sm3 == digest), None)


def reference_of(case_no: str, number: int = 0) -> str:
    """The reference under which a case, or a supplement to it, is filed."""
    return f"DA-{case_no}-B{number:02d}" if number else f"DA-{case_no}"


async def _record_act(
    context: Context, session: AsyncSession, case: Case, package: Package, content: bytes, actor: Actor
) -> None:
    """Of a supplement only on the items of which something came later."""
    items = await items_of_case(session, case.case_no)
    ended = [item for item in items if stage_on_record(item) in TRANSITIONS[Act.ARCHIVE].before]
    key, detail = "archive", {"archive_no": package.archive_no}
    if package.number:
        packed = read(content)
        ended = [item for item in ended if f"{ITEMS}/{item.item}.zip" in packed]
        key, detail = f"archive/{package.number}", {**detail, "supplement": str(package.number)}
    await perform(context, session, case, ended, Act.ARCHIVE, actor=actor, key=key, detail=detail)


async def _filled(
    context: Context, session: AsyncSession, case: Case, package: Package, values: dict[str, Any]
) -> PageData:
    known = [context.catalogue.item(item.item) for item in await items_of_case(session, case.case_no)]
    templates = load_templates(context.settings.document_templates)
    kind = DocumentKind.ARCHIVE_MANIFEST
    wording = templates.wording(kind, common_nature(nature_of(item.kind) for item in known))
    body, theme = context.catalogue.body(case.lead_body), context.catalogue.theme(case.theme)
    day = context.now().astimezone(BEIJING).date()
    manifest = package.row.manifest
    earlier = None if manifest is None else PageData.from_json(manifest).number
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
    return fill(
        wording, Draft(kind, case.case_no, package.manifest_no, number, issuer, day), {**common, **values}
    )


def _kept_until(context: Context, archive: Archive) -> date | None:
    if archive.retention is None:
        return None
    return Retention(archive.retention).until(context.now().astimezone(BEIJING).date())
