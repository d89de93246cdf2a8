"""Handler that makes an annotated copy (加注件): composed with its annotation, sealed as the certificate is."""

import re
from datetime import datetime, timedelta

from chain import tracing
from chain.certificates.compose import compose_certificate
from chain.certificates.data import CertificateData
from chain.ofd.sealing import PreparedSealing
from workers.client.keeper import BodySeal
from workers.client.models import CopyAnswer
from workers.composing import composed
from workers.errors import GatewayAnswerInvalid, JobInputInvalid
from workers.runtime import JobContext, JobResult, Router
from workers.sealing import prepared_certificate, sealed

router = Router()

_COPY_NO = re.compile(r"JZ[0-9]{2,10}")


class CopyResult(JobResult):
    """When the copy was sealed; nothing for one that is not made any more."""

    sealed_at: datetime | None


@router.job("e_certificate.copy", timeout=timedelta(minutes=1))
async def copy(job: JobContext) -> CopyResult:
    """Compose and seal the copy; one that is sealed already stays as it is."""
    copy_no = str(job.variables["copy_no"])
    if _COPY_NO.fullmatch(copy_no) is None:
        raise JobInputInvalid
    ordered = await job.gateway.ordered_copy(job.case_no, copy_no)
    if ordered.state != "ordered":
        return CopyResult(sealed_at=ordered.sealed_at)
    seal = await job.keeper.seal()
    with tracing.span("certificate compose", template=ordered.template):
        prepared = await composed(_prepare, ordered, seal, job.clock.now())
    content = await sealed(
        job,
        prepared,
        item=ordered.item,
        identifier=ordered.identifier,
        subject=f"certificate/{ordered.type}",
    )
    stored = await job.gateway.put_copy(job.case_no, copy_no, content)
    if stored.sealed_at is None:
        raise GatewayAnswerInvalid
    return CopyResult(sealed_at=stored.sealed_at)


def _prepare(ordered: CopyAnswer, seal: BodySeal, now: datetime) -> PreparedSealing:
    original = compose_certificate(ordered.template, CertificateData.from_json(ordered.data))
    return prepared_certificate(original, ordered.template, seal, now)
