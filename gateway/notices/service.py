"""Sending notices: numbered, composed and stored in the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Consequence
from chain.cases import CHAIN_SCOPE, CaseState
from gateway.clocks.office import end_of_limit
from gateway.dependencies import Context
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.notices.numbering import NoticeKind, notice_number
from gateway.notices.wording import ItemResult, answer_text, reminder_text, supplement_text
from gateway.store.models import Case, CaseMaterial, ItemCase, Notice, Obligation


async def send_supplement(
    context: Context,
    session: AsyncSession,
    case: Case,
    *,
    scope: str,
    body: str,
    job_key: str,
    gaps: Sequence[dict[str, Any]],
) -> Notice:
    """A supplement notice over ``gaps``; it may be answered until the end of its last working day."""
    now = context.now()
    due_at = await end_of_limit(context, session, now, context.settings.supplement_days)
    theme = context.catalogue.theme(case.theme).name
    notice = Notice(
        case_no=case.case_no,
        notice_no=await _next_number(session, case.case_no, NoticeKind.SUPPLEMENT),
        scope=scope,
        kind=NoticeKind.SUPPLEMENT,
        body=body,
        job_key=job_key,
        gaps=list(gaps),
        text=supplement_text(theme, case.case_no, gaps, due_at),
        sent_at=now,
        due_at=due_at,
    )
    session.add(notice)
    await _tell(context, session, case, notice, MessageKind.SUPPLEMENT)
    return notice


async def send_answer(
    context: Context,
    session: AsyncSession,
    case: Case,
    *,
    body: str,
    job_key: str,
    result: CaseState,
    items: Sequence[ItemResult],
) -> Notice:
    """The one answer of a case, which ended with ``result``, its ``items`` so; when it was given before, that one stands."""
    earlier = await session.scalar(
        select(Notice).where(Notice.case_no == case.case_no, Notice.kind == NoticeKind.ANSWER)
    )
    if earlier is not None:
        return earlier
    theme = context.catalogue.theme(case.theme).name
    notice = Notice(
        case_no=case.case_no,
        notice_no=await _next_number(session, case.case_no, NoticeKind.ANSWER),
        scope=CHAIN_SCOPE,
        kind=NoticeKind.ANSWER,
        body=body,
        result=result,
        job_key=job_key,
        gaps=[],
        text=answer_text(theme, case.case_no, result, items),
        outcomes={item.item: item.state.value for item in items},
        sent_at=context.now(),
    )
    session.add(notice)
    return notice


async def send_reminder(context: Context, session: AsyncSession, case: Case, owed: Obligation) -> Notice:
    """A reminder, in the application itself, of a tolerated material that is still to come."""
    item = await session.get_one(ItemCase, (case.case_no, owed.item))
    material = await session.get(CaseMaterial, (case.case_no, owed.material or ""))
    number = await _next_number(session, case.case_no, NoticeKind.REMINDER)
    notice = Notice(
        case_no=case.case_no,
        notice_no=number,
        scope=owed.item,
        kind=NoticeKind.REMINDER,
        body=owed.body,
        job_key=f"reminder/{case.case_no}/{owed.obligation_no}/{number}",
        gaps=[],
        text=reminder_text(
            context.catalogue.theme(case.theme).name,
            case.case_no,
            item.name,
            material.name if material is not None else "",
            owed.due_at or context.now(),
            Consequence(owed.consequence).label,
        ),
        sent_at=context.now(),
        due_at=owed.due_at,
    )
    session.add(notice)
    await _tell(context, session, case, notice, MessageKind.REMINDER)
    return notice


async def _tell(
    context: Context, session: AsyncSession, case: Case, notice: Notice, kind: MessageKind
) -> None:
    key = f"notice/{notice.notice_no}"
    await tell(context, session, case, kind, key=key, text=notice.text, due_at=notice.due_at)


async def _next_number(session: AsyncSession, case_no: str, kind: NoticeKind) -> str:
    earlier = await session.scalar(
        select(func.count()).select_from(Notice).where(Notice.case_no == case_no, Notice.kind == kind)
    )
    return notice_number(kind, earlier or 0)
