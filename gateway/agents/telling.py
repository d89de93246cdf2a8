"""Telling a principal who was given the power to act in a case, and who lost it."""

from collections.abc import Iterable

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.agents.scope import MandateEventKind
from gateway.dependencies import Context
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.notices.numbering import NoticeKind
from gateway.notices.wording import chinese_date
from gateway.store.models import Case, Mandate, Message, Notice

_ENDED = {
    MandateEventKind.REVOKE: "的委托已经撤销，不能再代您办理",
    MandateEventKind.RESIGN: "已经辞去委托，不再代您办理",
}


async def tell_given(context: Context, session: AsyncSession, case: Case, mandate: Mandate) -> None:
    """Tell it once for each case. The caller's transaction has locked the case."""
    begins, ends = chinese_date(mandate.valid_from), chinese_date(mandate.valid_until)
    await _tell(
        context, session, case, mandate, _given(mandate), f"自{begins}至{ends}可以在授权范围内代您办理"
    )


async def tell_ended(
    context: Context,
    session: AsyncSession,
    mandate: Mandate,
    event: MandateEventKind,
    cases: Iterable[Case],
) -> None:
    """Tell it in each of ``cases``, which the caller's transaction has locked; who never had the power lost none."""
    if mandate.answered_at is None:
        return
    for case in cases:
        await _tell(context, session, case, mandate, f"{_given(mandate)}/{event.value}", _ENDED[event])


async def lock_cases_of_end(session: AsyncSession, mandate: Mandate) -> list[Case]:
    """The principal's cases in the mandate's scope that are open, or in which it was told that it was given."""
    answered = exists().where(Notice.case_no == Case.case_no, Notice.kind == NoticeKind.ANSWER.value)
    told = exists().where(Message.case_no == Case.case_no, Message.key == _given(mandate))
    query = select(Case).where(
        Case.applicant_sub == mandate.principal_sub,
        or_(Case.case_no.in_(mandate.case_nos), Case.theme.in_(mandate.themes)),
        or_(~answered, told),
    )
    return list(await session.scalars(query.order_by(Case.case_no).with_for_update()))


async def _tell(
    context: Context, session: AsyncSession, case: Case, mandate: Mandate, key: str, what: str
) -> None:
    theme = context.catalogue.theme(case.theme).name
    await tell(
        context,
        session,
        case,
        MessageKind.MANDATE,
        key=key,
        text=(
            f"您申办的“{theme}”（办件编号{case.case_no}）：受托人{mandate.agent_name}{what}"
            f"（委托编号{mandate.mandate_no}）。非本人操作的，请立即联系受理窗口。"
        ),
        link=f"/mandates/{mandate.mandate_no}",
        recipient=mandate.principal_sub,
    )


def _given(mandate: Mandate) -> str:
    return f"mandate/{mandate.mandate_no}"
