"""An answered case on its way into the archive, as the worker of the leading body hands it over and packs it."""

import hashlib
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive import filing
from gateway.archive.errors import NotReadyToFile
from gateway.archive.soundness import manifest_digest, refuse_unless_sound
from gateway.archive.supplementing import supplements_of
from gateway.archive.watching import hand_over as hand_over_case
from gateway.dependencies import Caller, Context
from gateway.notices.numbering import NoticeKind
from gateway.procedure.record import Actor
from gateway.store.models import Case, Notice
from gateway.worker_api import archive_schemas
from gateway.worker_api.access import led_case
from gateway.worker_api.errors import NotEnded
from gateway.worker_api.once import Call, once

_ANSWERED = select(Notice.notice_no).where(
    Notice.case_no == bindparam("case_no"), Notice.kind == NoticeKind.ANSWER
)


async def led_and_answered(session: AsyncSession, caller: Caller, case: Case) -> bool:
    """Whether the caller's body leads the case and its one answer was given, so that it may be filed."""
    if case.lead_body != caller.body:
        return False
    return await session.scalar(_ANSWERED, {"case_no": case.case_no}) is not None


async def hand_over(context: Context, call: Call) -> archive_schemas.HandedOver:
    """Hand the case over to the archive, whose matter looks at its file at once. Raises ``NotYourCase``, ``NotEnded``."""

    async def act(session: AsyncSession) -> archive_schemas.HandedOver:
        case = await _ended_case(session, call)
        if case.archive_ref is None:
            await hand_over_case(context, session, case)
        return archive_schemas.HandedOver(reference=filing.reference_of(case.case_no))

    return await once(context, call, archive_schemas.HandedOver, act)


async def read_dossier(context: Context, call: Call) -> dict[str, Any]:
    """What belongs in the package: ``metadata`` and ``documents[{item, path, sha256, text, href}]``; audited.

    Raises ``NotYourCase``, ``NotEnded``, ``NotReadyToFile``.
    """
    async with context.database.write() as session:
        case = await _ended_case(session, call)
        found = await filing.dossier(context, session, case)
        await call.audit(session, context)
    return found


async def draw_up_manifest(
    context: Context, call: Call, request: archive_schemas.ManifestRequest
) -> archive_schemas.ManifestDrawnUp:
    """The page data of the manifest to be sealed. Raises ``NotYourCase``, ``NotEnded``, ``NotReadyToFile``."""
    async with context.database.write() as session:
        case = await _ended_case(session, call)
        drawn = await filing.draw_up_manifest(
            context, session, case, request.digest, request.files, request.pages, request.uncounted
        )
        await call.audit(session, context, {"sm3": request.digest})
    return archive_schemas.ManifestDrawnUp(document_no=drawn.document_no, content=drawn.to_json())


async def keep_archive(context: Context, call: Call, content: bytes) -> archive_schemas.Archived:
    """Keep the package once it verifies and holds just what was read; the first one stays.

    Raises ``NotYourCase``, ``NotEnded``, ``NotReadyToFile``, ``PackageRefused``, ``ContentsChanged``.
    """
    digest = await manifest_digest(content)
    async with context.database.read() as session:
        case = await _ended_case(session, call)
        kept = await filing.drawn_up(session, call.case_no, digest)
        if kept is not None and kept.row.packed_at is not None:
            return archive_schemas.Archived(reference=kept.reference)
        try:
            package = await filing.to_file(session, call.case_no)
        except NotReadyToFile:
            if case.archive_ref is None:
                raise
            return archive_schemas.Archived(reference=filing.reference_of(call.case_no))
    await refuse_unless_sound(context, package.row, content)
    ref = await context.blobs.put(content)
    try:
        async with context.database.write() as session:
            case = await _ended_case(session, call)
            actor = Actor.of(call.caller, "worker")
            await filing.keep(context, session, case, package, content, ref, actor)
            await call.audit(session, context, {"sha256": hashlib.sha256(content).hexdigest()})
    finally:
        await _remove_unless_kept(context, call.case_no, ref)
    return archive_schemas.Archived(reference=package.reference)


async def _remove_unless_kept(context: Context, case_no: str, ref: str) -> None:
    """A package that came second is in no table: it would lie there with all its personal data, and nothing would end it."""
    async with context.database.read() as session:
        case = await session.get_one(Case, case_no)
        kept = {case.archive_ref, *(each.ref for each in await supplements_of(session, case_no))}
    if ref not in kept:
        context.blobs.remove(ref)


async def _ended_case(session: AsyncSession, call: Call) -> Case:
    case = await led_case(session, call.caller, call.case_no)
    if not await led_and_answered(session, call.caller, case):
        raise NotEnded
    return case
