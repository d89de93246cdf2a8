"""Handlers that have the store look at what an applicant still owes; it alone knows dates and consequences."""

from datetime import datetime

from workers.runtime import JobContext, JobResult, Router

router = Router()


class GateResult(JobResult):
    """Whether the item's certificate may be issued."""

    open: bool


class ObligationResult(JobResult):
    """Whether the obligation is settled, and when to look again (None: not any more)."""

    settled: bool
    next: datetime | None


@router.job("obligation.gate")
async def gate(job: JobContext) -> GateResult:
    """Ask whether the certificate is withheld until something is made up."""
    answer = await job.gateway.gate(job.case_no, job.item)
    return GateResult(open=answer.open)


@router.job("obligation.check")
async def check(job: JobContext) -> ObligationResult:
    """Have the obligation looked at: the store reminds, settles, or draws the consequence."""
    answer = await job.gateway.obligation(job.case_no, job.obligation_no)
    return ObligationResult(settled=answer.settled, next=answer.next)
