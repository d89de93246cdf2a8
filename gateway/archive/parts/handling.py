"""What was applied for, asked, undertaken, decided and handed over, as the store keeps it."""

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive import marks
from gateway.archive.facts import FileFacts
from gateway.archive.parts.filed import Filed
from gateway.dependencies import Context
from gateway.store.models import Finding, Notice, WindowEvent

_CASE_NO: BindParameter[str] = bindparam("case_no")
_NOTICES = select(Notice).where(Notice.case_no == _CASE_NO).order_by(Notice.sent_at, Notice.notice_no)
_FINDINGS = select(Finding).where(Finding.case_no == _CASE_NO).order_by(Finding.task_key, Finding.item)
_WINDOW = select(WindowEvent).where(WindowEvent.case_no == _CASE_NO).order_by(WindowEvent.id)


async def application(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """The one form as it was handed in and supplemented."""
    if facts.holds(marks.APPLICATION):
        return []
    case = facts.case
    values = {
        "case_no": case.case_no,
        "theme": case.theme,
        "region": case.region,
        "situation": case.situation,
        "channel": case.channel,
        "received_at": case.received_at,
        "withdrawn_at": case.withdrawn_at,
        "withdraw_reason": case.withdraw_reason,
        "form": case.form,
    }
    return [Filed.record(None, "records/application.json", values, marks.APPLICATION)]


async def notices(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Supplement notices, reminders and the one answer, with what was handed in upon them."""
    known = {item.item for item in facts.items}
    return [
        Filed.record(
            notice.scope if notice.scope in known else None,
            f"notices/{notice.notice_no}.json",
            {
                "notice_no": notice.notice_no,
                "kind": notice.kind,
                "scope": notice.scope,
                "body": notice.body,
                "result": notice.result,
                "outcomes": notice.outcomes,
                "gaps": notice.gaps,
                "text": notice.text,
                "sent_at": notice.sent_at,
                "due_at": notice.due_at,
                "answered_at": notice.answered_at,
                "answer": notice.answer,
            },
            marks.notice(notice),
        )
        for notice in facts.fresh(
            await session.scalars(_NOTICES, {"case_no": facts.case.case_no}), marks.notice
        )
    ]


async def decisions(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Officers' decisions with opinions; what concerns several items stands in the chain's package."""
    findings = list(await session.scalars(_FINDINGS, {"case_no": facts.case.case_no}))
    return [
        Filed.record(
            row.item,
            f"decisions/{row.task_key}.json",
            {
                "task": str(row.task_key),
                "kind": row.kind,
                "item": row.item,
                "body": row.body,
                "officer": row.officer_sub,
                "outcome": row.outcome,
                "opinion": row.opinion,
                "gaps": row.gaps,
                "findings": [
                    {"item": each.item, "passed": each.passed, "note": each.note}
                    for each in findings
                    if each.task_key == row.task_key
                ],
                "decided_at": row.decided_at,
            },
            marks.decision(row),
        )
        for row in facts.fresh(facts.decisions, marks.decision)
    ]


async def obligations(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """What was undertaken and signed, and what became of it."""
    return [
        Filed.record(
            each.item,
            f"obligations/{each.obligation_no}.json",
            {
                "obligation_no": each.obligation_no,
                "kind": each.kind,
                "material": each.material,
                "days": each.days,
                "consequence": each.consequence,
                "state": each.state,
                "undertaken_at": each.undertaken_at,
                "opened_at": each.opened_at,
                "due_at": each.due_at,
                "mend_until": each.mend_until,
                "closed_at": each.closed_at,
                "signature": each.signature,
            },
            marks.obligation(each),
        )
        for each in facts.fresh(facts.obligations, marks.obligation)
    ]


async def papers(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Where each paper was, and who had it."""
    found = facts.fresh(facts.papers, marks.paper)
    if not found:
        return []
    rows = [
        {
            "paper_id": paper.paper_id,
            "material": paper.material,
            "copies": paper.copies,
            "state": paper.state,
            "place": paper.place,
            "body": paper.body,
            "moves": paper.moves,
            "taken_at": paper.taken_at,
            "returned_at": paper.returned_at,
        }
        for paper in found
    ]
    return [Filed.record(None, "records/papers.json", rows, *map(marks.paper, found))]


async def window(_context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """What happened at the window."""
    events = facts.fresh(await session.scalars(_WINDOW, {"case_no": facts.case.case_no}), marks.window)
    rows = [{"kind": event.kind, "clerk": event.clerk_sub, "at": event.at} for event in events]
    return [Filed.record(None, "records/window.json", rows, *map(marks.window, events))] if rows else []
