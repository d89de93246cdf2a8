"""Handler that makes a document: its page data from the gateway, composed here, sealed with the body's right seal.

Of a document that several bodies issue, the leading one composes and each adds its own seal to what those before sealed.
"""

import re
from datetime import datetime, timedelta

from chain import tracing
from chain.cases import CHAIN_SCOPE
from chain.documents.compose import compose_document, composed_before
from chain.documents.page import PageData
from chain.documents.verification import says
from chain.ofd.sealing import PreparedSealing, prepare_seal
from workers.client.keeper import BodySeal
from workers.composing import composed
from workers.errors import GatewayAnswerInvalid, JobInputInvalid
from workers.runtime import JobContext, JobResult, Router
from workers.sealing import sealed

router = Router()

_DOCUMENT_NO = re.compile(r"[0-9A-Za-z]{1,40}")


class DocumentResult(JobResult):
    """When the document was sealed; nothing for one that nobody seals."""

    sealed_at: datetime | None


@router.job("document.issue", timeout=timedelta(minutes=1))
async def issue(job: JobContext) -> DocumentResult:
    """Compose and seal the document; one that is sealed already stays as it is."""
    document_no = str(job.variables["document_no"])
    if _DOCUMENT_NO.fullmatch(document_no) is None:
        raise JobInputInvalid
    document = await job.gateway.drafted_document(job.case_no, document_no)
    if document.state != "drafted":
        return DocumentResult(sealed_at=document.sealed_at)
    data = PageData.from_json(document.content)
    if data.seal is None:
        raise GatewayAnswerInvalid
    seal = await job.keeper.seal(data.seal)
    before = await job.gateway.document_so_far(job.case_no, document_no) if document.seals_before else None
    with tracing.span("document compose", kind=data.kind.value):
        prepared = await composed(_prepare, data, seal, job.clock.now(), document.seals_before, before)
    item = document.items[0] if len(document.items) == 1 else CHAIN_SCOPE
    subject = f"document/{data.kind.value}"
    content = await sealed(job, prepared, item=item, identifier=document_no, subject=subject, kind=data.seal)
    stored = await job.gateway.put_document(job.case_no, document_no, content)
    if stored.sealed_at is None:
        raise GatewayAnswerInvalid
    return DocumentResult(sealed_at=stored.sealed_at)


def _prepare(
    data: PageData, seal: BodySeal, now: datetime, turn: int, before: bytes | None
) -> PreparedSealing:
    """``before`` is what the ``turn`` bodies that come first sealed; the last seal locks the file against further ones."""
    if before is None:
        made = compose_document(data)
    elif says(before, data):
        made = composed_before(before, data)
    else:
        raise GatewayAnswerInvalid
    if turn >= len(made.seal_places):
        raise GatewayAnswerInvalid
    place, last = made.seal_places[turn], turn == len(made.seal_places) - 1
    seam = made.seam if turn == 0 else ()
    return prepare_seal(
        made.ofd, seal.seal, seal.certificate, place.page_ref, place.box, now, seam=seam, lock=last
    )
