"""Handler that has an item's time limit looked at."""

from datetime import datetime
from typing import Literal

from workers.runtime import JobContext, JobResult, Router

router = Router()


class ClockResult(JobResult):
    """State of the clock, and when to look again (None: not any more)."""

    state: Literal["green", "yellow", "red"]
    next: datetime | None


@router.job("clock.check")
async def check(job: JobContext) -> ClockResult:
    """Ask the store, which alone knows stops and extensions, how the item stands."""
    answer = await job.gateway.clock(job.case_no, job.item)
    return ClockResult(state=answer.state, next=answer.next)
