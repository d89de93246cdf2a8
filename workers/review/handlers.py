"""Handlers of the automatic review of one item by its body."""

from datetime import datetime

from chain.cases import Outcome
from workers.review.completeness import find_gaps
from workers.review.licences import read_licences
from workers.review.rules import UNDECIDED, build_book
from workers.runtime import JobContext, JobResult, Router

router = Router()

_RULES = build_book()


class PrecheckResult(JobResult):
    """Whether nothing is missing, and whether an officer is to look; what is missing stays with the gateway."""

    complete: bool
    officer: bool


class CheckResult(JobResult):
    """The outcome, the item's time limit, when to look at its clock, and whether a grant ends in a certificate.

    Of an item that ended before its review, or rests, there is neither limit nor clock.
    """

    outcome: Outcome
    due_at: datetime | None
    clock_next: datetime | None
    certificate: bool


class LapseResult(JobResult):
    """How the item ended because what was asked for did not come; ``undecided``: it came, or nothing is to end now."""

    outcome: Outcome


@router.job("review.precheck")
async def precheck(job: JobContext) -> PrecheckResult:
    """Look for everything that is missing or contradictory in the body's slice."""
    part = await job.gateway.slice(job.case_no, job.item)
    gaps = find_gaps(part, job.clock.now().date())
    answer = await job.gateway.precheck(job.case_no, job.item, gaps)
    return PrecheckResult(complete=answer.complete, officer=answer.officer)


@router.job("review.check")
async def check(job: JobContext) -> CheckResult:
    """Let the item's rules decide what they can; the rest goes to an officer, as does a grant for which a licence that was
    read in place of a paper does not count."""
    part = await job.gateway.slice(job.case_no, job.item)
    judgement = _RULES.judge(part)
    if await read_licences(job, part) and judgement.outcome is Outcome.GRANTED:
        judgement = UNDECIDED
    answer = await job.gateway.check(job.case_no, job.item, judgement.outcome, judgement.reason)
    return CheckResult(
        outcome=answer.outcome,
        due_at=answer.due_at,
        clock_next=answer.clock_next,
        certificate=answer.certificate,
    )


@router.job("review.lapse")
async def lapse(job: JobContext) -> LapseResult:
    """Have the item ended whose supplement was due by now."""
    answer = await job.gateway.lapse(job.case_no, job.item)
    return LapseResult(outcome=answer.outcome)
