"""Handler that has an existing business licence verified instead of asking for a copy."""

from chain.cases import Outcome
from workers.data_sharing.licence_register import LicenceRegister
from workers.data_sharing.rehearsal import RehearsalLicenceRegister
from workers.runtime import JobContext, JobResult, Router

router = Router()

REGISTER: LicenceRegister = RehearsalLicenceRegister()


class VerificationResult(JobResult):
    """Granted when the licence is in force under this name, else refused."""

    outcome: Outcome


@router.job("data_sharing.verify_licence")
async def verify_licence(job: JobContext) -> VerificationResult:
    """Ask the register and leave its answer with the case as evidence."""
    part = await job.gateway.slice(job.case_no, job.item)
    entry = await REGISTER.lookup(str(part.form.get("uscc", "")), str(part.form.get("business_name", "")))
    outcome = Outcome.GRANTED if entry.usable else Outcome.REFUSED
    answer = await job.gateway.verification(job.case_no, job.item, outcome, REGISTER.name, job.clock.now())
    return VerificationResult(outcome=answer.outcome)
