"""Handler that makes a certificate: allocated once by the gateway, composed here, stored unsealed."""

from datetime import timedelta

from chain import tracing
from chain.certificates.compose import compose_certificate
from chain.certificates.data import CertificateData
from workers.composing import composed
from workers.e_certificate import copies
from workers.errors import GatewayRefused
from workers.runtime import JobContext, JobResult, Router

router = Router()
_STOPPED = "CertificateStopped"
"""What the gateway says of an item that ended, or whose decision was revoked, before its certificate was made."""


class CertificateResult(JobResult):
    """The certificate's identifier (GB/T 36904) and type code; neither when none is made any more."""

    identifier: str | None
    type: str | None


@router.job("e_certificate.issue", timeout=timedelta(minutes=1))
async def issue(job: JobContext) -> CertificateResult:
    """Compose the certificate unless an earlier run did; the same data gives the same bytes."""
    try:
        certificate = await job.gateway.certificate(job.case_no, job.item, job.version)
    except GatewayRefused as refused:
        if refused.code != _STOPPED:
            raise
        return CertificateResult(identifier=None, type=None)
    if certificate.state == "allocated":
        data = CertificateData.from_json(certificate.data)
        with tracing.span("certificate compose", template=certificate.template):
            ofd = await composed(compose_certificate, certificate.template, data)
        await job.gateway.put_original(certificate.identifier, ofd)
    return CertificateResult(identifier=certificate.identifier, type=certificate.type)


router.include([copies.router])
