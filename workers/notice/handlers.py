"""Handlers that send notices; the gateway composes them, since only it may know whose case it is."""

from datetime import datetime

from chain.cases import CaseState
from workers.errors import GatewayAnswerInvalid, GatewayRefused, NoticeTooLate
from workers.runtime import JobContext, JobResult, Router

router = Router()

_TOO_LATE = "TooLateToTell"
"""The gateway's refusal of a supplement notice after the last day for telling."""


class SupplementResult(JobResult):
    """The notice and until when it can be answered."""

    notice_no: str
    due_at: datetime


class AnswerResult(JobResult):
    """The notice that carries the answer."""

    notice_no: str


@router.job("notice.supplement")
async def supplement(job: JobContext) -> SupplementResult:
    """Send one notice of everything that is open in the item, or in the whole chain.

    Refused when the days for telling are over: the diagram's timer takes the job away and the case is deemed accepted.
    """
    try:
        sent = await job.gateway.notice(job.case_no, job.item, "supplement")
    except GatewayRefused as refused:
        raise (NoticeTooLate() if refused.code == _TOO_LATE else refused) from None
    if sent.due_at is None:
        raise GatewayAnswerInvalid
    return SupplementResult(notice_no=sent.notice_no, due_at=sent.due_at)


@router.job("notice.answer")
async def answer(job: JobContext) -> AnswerResult:
    """Give the one answer; the diagram's task header ``result`` says which."""
    result = job.headers["result"]
    if result == CaseState.WITHDRAWN:
        # A withdrawal may cancel the job that claims; of a case that nobody claimed no progress would ever show.
        await job.gateway.claim(job.case_no, job.process_instance_key)
    sent = await job.gateway.notice(job.case_no, "chain", "answer", result)
    return AnswerResult(notice_no=sent.notice_no)
