"""From a prepared package to the sealed file: the keeper signs and stamps, the signature and its time go in.

Without a time stamp nothing is sealed: what is issued has to remain verifiable when its certificates have ended. One that
cannot be had now is asked for again (:mod:`workers.client.transport`), then the job fails as temporary and the engine brings it
again.
"""

from datetime import datetime

from chain import tracing
from chain.certificates.compose import seal_place
from chain.documents.kinds import SealKind
from chain.ofd.sealing import PreparedSealing, prepare_seal
from chain.trust.timestamping import GivenToken
from workers.client.keeper import BodySeal
from workers.composing import composed
from workers.runtime import JobContext


def prepared_certificate(original: bytes, template: str, seal: BodySeal, now: datetime) -> PreparedSealing:
    """The unsealed certificate of ``template`` with the seal at its place, ready to be signed."""
    place = seal_place(template)
    return prepare_seal(original, seal.seal, seal.certificate, place.page_ref, place.box, now)


async def sealed(
    job: JobContext,
    prepared: PreparedSealing,
    *,
    item: str,
    identifier: str,
    subject: str,
    kind: SealKind = SealKind.CERTIFICATE,
) -> bytes:
    """The sealed OFD; ``item``, ``identifier``, ``subject`` and ``kind`` stand in the keeper's register of uses.

    Raises what the keeper's client raises, and :class:`chain.trust.errors.TimestampNotGiven`.
    """
    signature = await job.keeper.sign(
        prepared.digest, case_no=job.case_no, item=item, identifier=identifier, subject=subject, kind=kind
    )
    token = await job.keeper.timestamp(signature)
    with tracing.span("seal finish", kind=kind.value):
        return await composed(prepared.finish, signature, GivenToken(token))
