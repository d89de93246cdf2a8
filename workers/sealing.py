"""From a prepared package to the sealed file: the keeper signs and stamps, the signature and its time go in.

Without a time stamp nothing is sealed: what is issued has to remain verifiable when its certificates have ended. One that
cannot be had now is asked for again (:mod:`workers.client.transport`), then the job fails as temporary and the engine brings it
again.
"""

from chain import tracing
from chain.documents.kinds import SealKind
from chain.ofd.sealing import PreparedSealing
from chain.trust.timestamping import GivenToken
from workers.composing import composed
from workers.runtime import JobContext


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
