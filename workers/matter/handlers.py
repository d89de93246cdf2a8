"""Handler that has the store look at a matter of a case; the store alone knows dates and what follows from them."""

from datetime import datetime

from workers.runtime import JobContext, JobResult, Router

router = Router()


class MatterResult(JobResult):
    """Whether the matter is settled, and when to look again (None: not any more)."""

    settled: bool
    next: datetime | None


@router.job("matter.check")
async def check(job: JobContext) -> MatterResult:
    """Have the matter looked at: the store reminds, settles, or does what its time limit says."""
    answer = await job.gateway.matter(job.case_no, job.matter_no)
    return MatterResult(settled=answer.settled, next=answer.next)
