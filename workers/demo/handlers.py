"""Handlers that need no service, so that a new worker can be tried against an engine alone."""

from chain.cases import Outcome
from workers.runtime import JobContext, JobResult, Router

router = Router()


class DemoResult(JobResult):
    """What became of the demonstration."""

    outcome: Outcome


@router.job("demo.succeed")
async def succeed(_job: JobContext) -> DemoResult:
    """Do nothing and succeed."""
    return DemoResult(outcome=Outcome.GRANTED)


@router.job("demo.refuse")
async def refuse(_job: JobContext) -> DemoResult:
    """Refuse. A refusal is a result that the diagram decides upon, not an error."""
    return DemoResult(outcome=Outcome.REFUSED)


@router.job("demo.crash")
async def crash(_job: JobContext) -> DemoResult:
    """Fail as a faulty program does: the job becomes an incident that shows only the error's class."""
    raise RuntimeError("this text never leaves the process")
