"""Handler that has the store look at a matter of a case; the store alone knows dates and what follows from them."""

from datetime import datetime, timedelta

from workers.archive.filing import file_package
from workers.runtime import JobContext, JobResult, Router

router = Router()


class MatterResult(JobResult):
    """Whether the matter is settled, and when to look again (None: not any more)."""

    settled: bool
    next: datetime | None


@router.job("matter.check", timeout=timedelta(minutes=2))
async def check(job: JobContext) -> MatterResult:
    """Have the matter looked at: the store reminds, settles, does what its time limit says, or names work to do here."""
    answer = await job.gateway.matter(job.case_no, job.matter_no)
    if answer.work == "archive":
        await file_package(job)
    return MatterResult(settled=answer.settled, next=answer.next)
