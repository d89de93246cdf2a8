"""Handler that hands the answered case over to the archive; what is in order is packed at once (``filing``)."""

from workers.runtime import JobContext, JobResult, Router

router = Router()


class ArchiveResult(JobResult):
    """Under which reference the case is filed, now or once its file is in order."""

    reference: str


@router.job("archive.file")
async def file(job: JobContext) -> ArchiveResult:
    """Hand the case over: the store has its file looked at, again with each change, and packed when it is in order."""
    answer = await job.gateway.hand_over(job.case_no)
    return ArchiveResult(reference=answer.reference)
