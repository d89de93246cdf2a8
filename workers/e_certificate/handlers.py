"""Handler that makes a certificate: allocated once by the gateway, composed here, stored unsealed."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from chain import tracing
from chain.certificates.compose import compose_certificate
from chain.certificates.data import CertificateData
from workers.runtime import JobContext, JobResult, Router

router = Router()

_COMPOSERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="compose")
"""Laying out a page takes a while: not on the event loop, and never more of them than there is something to gain."""


class CertificateResult(JobResult):
    """The certificate's identifier (GB/T 36904) and type code."""

    identifier: str
    type: str


@router.job("e_certificate.issue", timeout=timedelta(minutes=1))
async def issue(job: JobContext) -> CertificateResult:
    """Compose the certificate unless an earlier run did; the same data gives the same bytes."""
    certificate = await job.gateway.certificate(job.case_no, job.item)
    if certificate.state == "allocated":
        data = CertificateData.from_json(certificate.data)
        loop = asyncio.get_running_loop()
        with tracing.span("certificate compose", template=certificate.template):
            ofd = await loop.run_in_executor(_COMPOSERS, compose_certificate, certificate.template, data)
        await job.gateway.put_original(certificate.identifier, ofd)
    return CertificateResult(identifier=certificate.identifier, type=certificate.type)
