"""Sending notices: numbered, composed and stored in the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.calendar import end_of_limit
from chain.cases import CHAIN_SCOPE, CaseState
from gateway.dependencies import Context
from gateway.notices.numbering import NoticeKind, notice_number
from gateway.notices.outcomes import item_results
from gateway.notices.wording import answer_text, supplement_text
from gateway.store.models import Case, Notice


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
    due_at = end_of_limit(now, context.settings.supplement_days)
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
    return notice


async def send_answer(
    context: Context, session: AsyncSession, case: Case, *, body: str, job_key: str, result: CaseState
) -> Notice:
    """The one answer of a case; when it was given before, that one stands."""
    earlier = await session.scalar(
        select(Notice).where(Notice.case_no == case.case_no, Notice.kind == NoticeKind.ANSWER)
    )
    if earlier is not None:
        return earlier
    items = await item_results(session, context.catalogue, case, result)
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


async def _next_number(session: AsyncSession, case_no: str, kind: NoticeKind) -> str:
    earlier = await session.scalar(
        select(func.count()).select_from(Notice).where(Notice.case_no == case_no, Notice.kind == kind)
    )
    return notice_number(kind, earlier or 0)
