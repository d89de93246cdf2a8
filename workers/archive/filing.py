"""Make the archive package of a case: fetch and check what belongs in it, have its manifest sealed, hand it in."""

import asyncio
import hashlib

from chain import tracing
from chain.archive.errors import MalformedPackage
from chain.archive.model import Metadata
from chain.archive.writing import Content, Unsealed, close, lay_together
from chain.cases import CHAIN_SCOPE
from chain.documents.compose import compose_document
from chain.documents.kinds import SealKind
from chain.documents.page import PageData
from chain.errors import ChainError
from chain.ofd.sealing import PreparedSealing, prepare_seal
from workers.archive.pdf import PdfPages
from workers.client.keeper import BodySeal
from workers.client.models import Dossier, DossierDocument
from workers.composing import composed
from workers.errors import GatewayAnswerInvalid, GatewayRefused
from workers.runtime import JobContext
from workers.sealing import sealed

_CHANGED_MEANWHILE = frozenset({"NotReadyToFile", "ContentsChanged"})


class DocumentDamaged(ChainError):
    """A document of the dossier does not have the digest that was recorded for it."""

    message = "归档文件与登记的摘要不一致，请运维人员核查存储。"


async def file_package(job: JobContext) -> str | None:
    """The reference under which the package is kept; a package that was filed stays.

    ``None`` where the file changed since it was looked at, or while it was packed: it is looked at, and packed, again.
    """
    try:
        return await _filed(job)
    except GatewayRefused as refused:
        if refused.code not in _CHANGED_MEANWHILE:
            raise
        return None


async def _filed(job: JobContext) -> str:
    dossier = Dossier.read(await job.gateway.dossier(job.case_no))
    contents: dict[str, dict[str, bytes]] = {key: {} for key in dossier.metadata}
    for document in dossier.documents:
        contents[document.item or ""][document.path] = await _fetch(job, document)
    with tracing.span("archive package"):
        laid = await asyncio.to_thread(_laid_together, dossier, contents)
    manifest = await _sealed_manifest(job, laid)
    package = await asyncio.to_thread(close, laid, manifest)
    answer = await job.gateway.archive(job.case_no, package)
    return answer.reference


async def _fetch(job: JobContext, document: DossierDocument) -> bytes:
    if document.href is None:
        content = (document.text or "").encode()
    else:
        content = await job.gateway.document(document.href)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged
    return content


def _laid_together(dossier: Dossier, contents: dict[str, dict[str, bytes]]) -> Unsealed:
    try:
        parts = {
            key: Content(Metadata.parse(text.encode()), contents[key])
            for key, text in dossier.metadata.items()
        }
        chain = parts.pop("")
        return lay_together(chain, parts, PdfPages())
    except (MalformedPackage, KeyError) as error:
        raise GatewayAnswerInvalid from error


async def _sealed_manifest(job: JobContext, laid: Unsealed) -> bytes:
    """The manifest's paper, which names the digest of the list, under the body's official seal."""
    drawn = await job.gateway.archive_manifest(
        job.case_no, laid.digest, laid.files, laid.metadata.pages, laid.uncounted
    )
    data = PageData.from_json(drawn.content)
    if data.seal is not SealKind.OFFICIAL:
        raise GatewayAnswerInvalid
    seal = await job.keeper.seal(data.seal)
    prepared = await composed(_prepare, data, seal, job)
    subject = f"document/{data.kind.value}"
    return await sealed(
        job, prepared, item=CHAIN_SCOPE, identifier=drawn.document_no, subject=subject, kind=data.seal
    )


def _prepare(data: PageData, seal: BodySeal, job: JobContext) -> PreparedSealing:
    unsealed = compose_document(data)
    place = unsealed.seal_place
    if place is None:
        raise GatewayAnswerInvalid
    return prepare_seal(
        unsealed.ofd,
        seal.seal,
        seal.certificate,
        place.page_ref,
        place.box,
        job.clock.now(),
        seam=unsealed.seam,
    )
