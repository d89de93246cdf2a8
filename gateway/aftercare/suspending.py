"""Taking a licence away for a time (暂扣) and giving it back (暂扣发还): its certificate says so, nothing else ends with it.

Nobody gives it back by the clock: when the term is over, the officers of the item get a card.
"""

from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import BEIJING
from chain.errors import FieldProblem, FieldProblems
from chain.limits import ClockState
from chain.procedure import Act
from chain.procedure.licence import LicenceState, licence_after
from gateway.aftercare.granting import Grant, act_under
from gateway.aftercare.standing import standing_of
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.matters.cards import MatterClock, show_card
from gateway.matters.kinds import MatterKind
from gateway.matters.service import open_matter
from gateway.matters.timing import next_morning
from gateway.procedure.record import Actor, acts_in_hand
from gateway.store.models import Case, ItemCase, Matter, ProcedureAct

TERM_OVER = "term_over"
TERM_OVER_DAYS = 5
"""Working days within which the licence should be back or another decision made; the house's own rule."""


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
    act = await act_under(context, session, case, item, Act.SUSPEND_LICENCE, grant, detail)
    subject = f"{item.item}/{act.number}"
    await open_matter(
        session, case.case_no, MatterKind.SUSPENSION, subject=subject, body=item.body, at=context.now()
    )
    return act


async def check_term(
    context: Context, session: AsyncSession, case: Case, matter: Matter, _: Actor
) -> datetime | None:
    """On the first working morning after the term a card says that it is over, unless the licence is back or ended.

    See ``gateway.matters.rooms.Check``.
    """
    key, number = matter.subject.split("/")
    item = await session.get_one(ItemCase, (case.case_no, key))
    standing, last = await standing_of(context, session, item), await _last_suspension(session, item)
    if standing.state is not LicenceState.SUSPENDED or last.number != int(number):
        return None
    now, calendar = context.now(), await office_calendar(context, session)
    over = next_morning(calendar, datetime.combine(_until(last), time(), BEIJING))
    if now < over:
        return over
    due_at = calendar.end_of_limit(over, TERM_OVER_DAYS)
    await show_card(
        session, case.case_no, key, item.body, MatterClock.TERM_OVER, ClockState.YELLOW, due_at, now
    )
    return None


async def give_back(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, ground: str, grant: Grant
) -> ProcedureAct:
    """发还 on ``ground``. The caller's transaction has locked the case.

    Raises ``NothingGranted``, ``NotInForce``, and ``FieldProblems`` where the term is said to be over and is not.
    """
    licence_after((await standing_of(context, session, item)).state, Act.RESUME_LICENCE)
    until = _until(await _last_suspension(session, item))
    if ground == TERM_OVER and context.now().date() <= until:
        raise FieldProblems(
            [FieldProblem("ground", "发还的情形", f"暂扣期限至{until.isoformat()}，尚未届满。")]
        )
    return await act_under(context, session, case, item, Act.RESUME_LICENCE, grant, {"ground": ground})


async def _last_suspension(session: AsyncSession, item: ItemCase) -> ProcedureAct:
    acts = (await acts_in_hand(session, item.case_no))[item.item]
    return next(act for act in reversed(acts) if act.act == Act.SUSPEND_LICENCE)


def _until(act: ProcedureAct) -> date:
    return date.fromisoformat(str(act.detail["until"]))
