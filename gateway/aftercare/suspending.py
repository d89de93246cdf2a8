"""Taking a licence away for a time (暂扣) and giving it back (暂扣发还): its certificate says so, nothing else ends with it."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import FieldProblem, FieldProblems
from chain.procedure import Act
from chain.procedure.licence import licence_after
from gateway.aftercare.granting import Grant, act_under
from gateway.aftercare.standing import standing_of
from gateway.dependencies import Context
from gateway.procedure.record import acts_in_hand
from gateway.store.models import Case, ItemCase, ProcedureAct

TERM_OVER = "term_over"


async def suspend(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, until: date, grant: Grant
) -> ProcedureAct:
    """暂扣 until the day ``until``, as the penalty in ``grant.detail`` says. The caller's transaction has locked the case.

    Raises ``NothingGranted``, ``NotInForce``, ``FieldProblems``.
    """
    if until <= context.now().date():
        raise FieldProblems([FieldProblem("until", "暂扣的截止日期", "应当晚于今天。")])
    licence_after((await standing_of(context, session, item)).state, Act.SUSPEND_LICENCE)
    detail = {**grant.detail, "until": until.isoformat()}
    return await act_under(context, session, case, item, Act.SUSPEND_LICENCE, grant, detail)


async def give_back(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, ground: str, grant: Grant
) -> ProcedureAct:
    """发还 on ``ground``. The caller's transaction has locked the case.

    Raises ``NothingGranted``, ``NotInForce``, and ``FieldProblems`` where the term is said to be over and is not.
    """
    licence_after((await standing_of(context, session, item)).state, Act.RESUME_LICENCE)
    until = await _suspended_until(session, item)
    if ground == TERM_OVER and context.now().date() <= until:
        raise FieldProblems(
            [FieldProblem("ground", "发还的情形", f"暂扣期限至{until.isoformat()}，尚未届满。")]
        )
    return await act_under(context, session, case, item, Act.RESUME_LICENCE, grant, {"ground": ground})


async def _suspended_until(session: AsyncSession, item: ItemCase) -> date:
    acts = (await acts_in_hand(session, item.case_no))[item.item]
    last = next(act for act in reversed(acts) if act.act == Act.SUSPEND_LICENCE)
    return date.fromisoformat(str(last.detail["until"]))
