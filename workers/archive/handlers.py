"""Handler that files the ended case."""

import asyncio
import hashlib
from datetime import timedelta

from chain.errors import ChainError
from workers.archive.package import build_package
from workers.client.models import Dossier, DossierDocument
from workers.runtime import JobContext, JobResult, Router

router = Router()

DOSSIER = "dossier.json"


class DocumentDamaged(ChainError):
    """A document of the dossier does not have the digest that was recorded for it."""

    message = "归档文件与登记的摘要不一致，请运维人员核查存储。"


class ArchiveResult(JobResult):
    """Where the package is kept."""

    reference: str


@router.job("archive.file", timeout=timedelta(minutes=2))
async def file(job: JobContext) -> ArchiveResult:
    """Lay the dossier and its documents into one package; a package that was filed stays."""
    raw = await job.gateway.dossier(job.case_no)
    files = {DOSSIER: raw}
    for document in Dossier.read(raw).documents:
        files[document.path] = await _fetch(job, document)
    package = await asyncio.to_thread(build_package, job.case_no, files)
    answer = await job.gateway.archive(job.case_no, package)
    return ArchiveResult(reference=answer.reference)


async def _fetch(job: JobContext, document: DossierDocument) -> bytes:
    content = await job.gateway.document(document.href)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged
    return content
