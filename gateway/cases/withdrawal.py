"""Taking an application back (撤回申请): the applicant's right until the chain has ended."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway import outbox
from gateway.cases.access import acted_case, has_ended
from gateway.cases.errors import CaseEnded
from gateway.cases.schemas import Withdrawal, WithdrawalReceipt
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record


async def withdraw(
    context: Context, caller: Caller, case_no: str, request: Withdrawal, role: Role = Role.APPLICANT
) -> WithdrawalReceipt:
    """Store the withdrawal and tell the chain; a repetition gets the first answer. A clerk takes it from the applicant at
    the counter (``role``).

    Raises ``CaseNotFound``, ``ApplicantNotPresent``, ``CaseEnded``.
    """
    async with context.database.write() as session:
        return await _withdraw(context, session, caller, role, case_no, request)


async def _withdraw(
    context: Context, session: AsyncSession, caller: Caller, role: Role, case_no: str, request: Withdrawal
) -> WithdrawalReceipt:
    case = await acted_case(session, caller, role, case_no, context.now())
    if case.withdrawn_at is not None:
        return WithdrawalReceipt(case_no=case_no, requested_at=case.withdrawn_at)
    if await has_ended(session, case_no):
        raise CaseEnded
    now = context.now()
    case.withdrawn_at, case.withdraw_reason = now, request.reason
    case.withdrawn_under = caller.mandate_no
    await outbox.case_withdrawn(session, case_no)
    await put_on_record(session, caller, role, "case.withdraw", at=now, case_no=case_no)
    return WithdrawalReceipt(case_no=case_no, requested_at=now)
