"""Handler that makes a certificate: allocated once by the gateway, composed here, stored unsealed."""

from datetime import timedelta

from chain import tracing
from chain.certificates.compose import compose_certificate
from chain.certificates.data import CertificateData
from workers.composing import composed
from workers.runtime import JobContext, JobResult, Router

router = Router()


class CertificateResult(JobResult):
    """The certificate's identifier (GB/T 36904) and type code."""

    identifier: str
    type: str


@router.job("e_certificate.issue", timeout=timedelta(minutes=1))
async def issue(job: JobContext) -> CertificateResult:
    """Compose the certificate unless an earlier run did; the same data gives the same bytes."""
    certificate = await job.gateway.certificate(job.case_no, job.item, job.version)
    if certificate.state == "allocated":
        data = CertificateData.from_json(certificate.data)
        with tracing.span("certificate compose", template=certificate.template):
            ofd = await composed(compose_certificate, certificate.template, data)
        await job.gateway.put_original(certificate.identifier, ofd)
    return CertificateResult(identifier=certificate.identifier, type=certificate.type)
