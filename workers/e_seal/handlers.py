"""Handler that seals a certificate with its body's seal; the key signs a digest inside the keeper."""

import asyncio
from datetime import datetime, timedelta

from chain import tracing
from workers.errors import GatewayAnswerInvalid, JobInputInvalid
from workers.runtime import JobContext, JobResult, Router
from workers.sealing import prepared_certificate, sealed

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
        prepared = await asyncio.to_thread(
            prepared_certificate, original, certificate.template, seal, job.clock.now()
        )
    subject = f"certificate/{certificate.type}"
    content = await sealed(job, prepared, item=job.item, identifier=certificate.identifier, subject=subject)
    stored = await job.gateway.put_sealed(certificate.identifier, content)
    if stored.sealed_at is None:
        raise GatewayAnswerInvalid
    return SealResult(sealed_at=stored.sealed_at)
