"""统一反馈: one message and one sealed document with all results when the chain has ended, and how to rate it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CaseState, ItemState
from chain.documents.kinds import DocumentKind
from gateway.dependencies import Context
from gateway.documents.drafting import draft
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.notices.wording import ItemResult
from gateway.procedure.record import items_of_case
from gateway.ratings.codes import keep_answer_code
from gateway.ratings.limits import rate_by
from gateway.ratings.watching import open_to_rate
from gateway.store.models import Case, Document, ItemCase, Notice

_DECIDED = (
    select(Document.items, Document.number)
    .where(
        Document.case_no == bindparam("case_no"),
        Document.kind.in_([DocumentKind.PERMIT_DECISION.value, DocumentKind.REFUSAL_DECISION.value]),
    )
    .order_by(Document.drafted_at)
)
_REFUSALS = (ItemState.REFUSED, ItemState.NOT_ACCEPTED)


async def tell_answer(
    context: Context, session: AsyncSession, case: Case, notice: Notice, results: Sequence[ItemResult]
) -> None:
    """Tell all ``results`` once, those that ``notice`` tells, however often the answer is asked for.

    The caller's transaction has locked the case, sent the answer and ended what was open.
    """
    items = await items_of_case(session, case.case_no)
    numbers = await _decision_numbers(session, case)
    lines = [_line(each, numbers.get(each.item)) for each in results]
    until = await rate_by(context, session, notice.sent_at)
    code = await keep_answer_code(context, session, case.case_no, notice.sent_at)
    link = None
    if all(item.stage is not None for item in items):
        link = await _document(context, session, case, notice, items, lines, code, until)
    told = "\n".join([notice.text or "", "各事项的决定、证照和后续办理：", *lines])
    await tell(
        context,
        session,
        case,
        MessageKind.ANSWER,
        key="answer",
        text=f"{told}\n请于{until:%Y年%m月%d日}前对本次办理作出评价，评价码{code}。",
        link=link,
    )
    await open_to_rate(session, case, notice.sent_at)


async def _document(
    context: Context,
    session: AsyncSession,
    case: Case,
    notice: Notice,
    items: list[ItemCase],
    lines: list[str],
    code: str,
    until: object,
) -> str:
    document = await draft(
        context,
        session,
        case,
        kind=DocumentKind.RESULT_SUMMARY,
        items=items,
        body=case.lead_body,
        key="result_summary",
        at=notice.sent_at,
        values={
            "result": CaseState(notice.result or "").label,
            "results": [{"line": line} for line in lines],
            "code": code,
            "rate_by": until,
        },
    )
    return f"/cases/{case.case_no}/documents/{document.document_no}"


async def _decision_numbers(session: AsyncSession, case: Case) -> dict[str, str]:
    """The number of the last decision on each item."""
    decided = await session.execute(_DECIDED, {"case_no": case.case_no})
    return {item: number for items, number in decided if number for item in items}


def _line(result: ItemResult, number: str | None) -> str:
    """One item: how it ended, under which number, what the applicant has of it and what follows."""
    decided = f"决定文号{number}。" if number else ""
    return f"{result.line}{decided}{_follows(result)}"


def _follows(result: ItemResult) -> str:
    if result.state in _REFUSALS:
        return "不服的，可以依法申请行政复议或者提起行政诉讼。"
    if result.state is not ItemState.GRANTED:
        return ""
    if result.certificate:
        return "电子证照已经制发，可以在办件中查看、下载。"
    return "办理结果自作出决定之日起十日内送达。"
