"""Handler that seals a certificate with its body's seal; the key signs a digest inside the keeper."""

import asyncio
from datetime import datetime, timedelta

from chain import tracing
from chain.certificates.compose import seal_place
from chain.ofd.sealing import PreparedSealing, prepare_seal
from workers.client.keeper import BodySeal
from workers.client.models import CertificateAnswer
from workers.errors import GatewayAnswerInvalid, JobInputInvalid
from workers.runtime import JobContext, JobResult, Router
from workers.sealing import sealed

router = Router()


class SealResult(JobResult):
    """When the certificate was sealed."""

    sealed_at: datetime


@router.job("e_seal.apply", timeout=timedelta(minutes=1))
async def apply(job: JobContext) -> SealResult:
    """Seal the composed certificate; one that is sealed already stays as it is."""
    certificate = await job.gateway.certificate(job.case_no, job.item, job.version)
    if job.variables["e_certificate"] != {"identifier": certificate.identifier, "type": certificate.type}:
        raise JobInputInvalid
    if certificate.state == "sealed" and certificate.sealed_at is not None:
        return SealResult(sealed_at=certificate.sealed_at)
    original = await job.gateway.original(certificate.identifier)
    seal = await job.keeper.seal()
    with tracing.span("seal prepare", template=certificate.template):
        prepared = await asyncio.to_thread(_prepare, original, seal, certificate, job.clock.now())
    subject = f"certificate/{certificate.type}"
    content = await sealed(job, prepared, item=job.item, identifier=certificate.identifier, subject=subject)
    stored = await job.gateway.put_sealed(certificate.identifier, content)
    if stored.sealed_at is None:
        raise GatewayAnswerInvalid
    return SealResult(sealed_at=stored.sealed_at)


def _prepare(
    original: bytes, seal: BodySeal, certificate: CertificateAnswer, now: datetime
) -> PreparedSealing:
    place = seal_place(certificate.template)
    return prepare_seal(original, seal.seal, seal.certificate, place.page_ref, place.box, now)
