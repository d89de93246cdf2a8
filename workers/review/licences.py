"""Licences on record read in place of papers that the applicant need not hand in (免予提交).

What was read, and when, stays with the case as evidence and is shown to the officer. It never stops a review: who cannot read
now leaves the licence to the officer, as before there was an interface.
"""

import asyncio
import logging

from chain.sharing import Resource
from workers.client.models import LicenceRead
from workers.client.slices import Slice, SliceLicence
from workers.data_sharing.interfaces import SharedSource
from workers.data_sharing.judging import licence_found
from workers.errors import (
    CredentialsRefused,
    RegisterAnswerInvalid,
    RegisterFailed,
    RegisterRefused,
    RegisterUnavailable,
)
from workers.runtime import JobContext

logger = logging.getLogger(__name__)

_UNREAD = (RegisterUnavailable, RegisterFailed, RegisterRefused, RegisterAnswerInvalid, CredentialsRefused)


async def read_licences(job: JobContext, part: Slice) -> bool:
    """Read the licences that the slice names; whether one of them does not count today, so that no rule may grant alone."""
    source = job.shared
    if source is None or not source.offers(Resource.LICENCES):
        return False
    # At once: one that waits for its time limit leaves the job no time for a second.
    return any(await asyncio.gather(*(_read(job, source, licence) for licence in part.licences)))


async def _read(job: JobContext, source: SharedSource, licence: SliceLicence) -> bool:
    try:
        reading = await source.licences(job.case_no, licence.holder, licence.type_code)
    except _UNREAD as error:
        logger.warning("licence not read", extra={"case_no": job.case_no, "code": error.code})
        return False
    found = licence_found(reading)
    read = LicenceRead(
        material=licence.material,
        type_code=licence.type_code,
        identifier=found.identifier,
        status=found.status,
    )
    await job.gateway.shared_reading(job.case_no, job.item, reading, read)
    return found.doubtful
