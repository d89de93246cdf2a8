"""Handlers of the lead body at the beginning of a chain."""

from datetime import datetime
from typing import Literal

from workers.errors import AcceptanceTooEarly, GatewayRefused
from workers.runtime import JobContext, JobResult, Router

router = Router()

_INCOMPLETE = "NotAccepted"
"""The gateway's refusal of an acceptance while something is missing."""


class ClaimResult(JobResult):
    """Whether this process instance carries the case; another instance of the same case ends at once."""

    claimed: bool


class ToldNotice(JobResult):
    """The notice that was sent in time, and until when the chain waits for its answer."""

    notice_no: str
    due_at: datetime


class AcceptanceResult(JobResult):
    """Whether the case was accepted (deemed so counts), when, and until when the joint inspection is to be held.

    ``told``: neither, because gaps were told in time; ``notice`` is what the chain then waits for.
    """

    outcome: Literal["accepted", "not_accepted", "told"]
    accepted_at: datetime | None
    inspection_due_at: datetime | None
    notice: ToldNotice | None


@router.job("acceptance.claim")
async def claim(job: JobContext) -> ClaimResult:
    """Claim the case: a message that started the process twice must not carry the case out twice."""
    answer = await job.gateway.claim(job.case_no, job.process_instance_key)
    return ClaimResult(claimed=answer.claimed)


@router.job("acceptance.accept")
async def accept(job: JobContext) -> AcceptanceResult:
    """Record the acceptance; asking again gives the first moment.

    Refused while gaps are open and can still be told: then the timer that brought the job here is ahead of the gateway.
    """
    try:
        answer = await job.gateway.accept(job.case_no)
    except GatewayRefused as refused:
        raise (AcceptanceTooEarly() if refused.code == _INCOMPLETE else refused) from None
    told = answer.notice
    return AcceptanceResult(
        outcome=answer.outcome,
        accepted_at=answer.accepted_at,
        inspection_due_at=answer.inspection_due_at,
        notice=None if told is None else ToldNotice(notice_no=told.notice_no, due_at=told.due_at),
    )
