"""Handler that has an existing business licence verified instead of asking for a copy."""

from chain.cases import Outcome
from chain.sharing import Resource
from workers.data_sharing.judging import in_force_under
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
    """Ask who registers it and leave the answer with the case as evidence.

    A body that was granted legal persons (``job.shared``) reads these; the others ask the market regulator's register.
    """
    part = await job.gateway.slice(job.case_no, job.item)
    uscc, name = str(part.form.get("uscc", "")), str(part.form.get("business_name", ""))
    if job.shared is None or not job.shared.offers(Resource.LEGAL_PERSONS):
        entry = await REGISTER.lookup(uscc, name)
        usable, asked, at = entry.usable, REGISTER.name, job.clock.now()
    else:
        reading = await job.shared.legal_person(job.case_no, uscc.strip().upper())
        await job.gateway.shared_reading(job.case_no, job.item, reading)
        usable, asked, at = in_force_under(reading, name), reading.source, reading.read_at
    outcome = Outcome.GRANTED if usable else Outcome.REFUSED
    answer = await job.gateway.verification(job.case_no, job.item, outcome, asked, at)
    return VerificationResult(outcome=answer.outcome)
