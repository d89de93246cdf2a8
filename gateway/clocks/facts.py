"""The facts from which the clocks of items follow: their acts; for a case older than its acts, what was kept instead."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from chain.procedure import Act, Fact, standing
from gateway.notices.numbering import NoticeKind
from gateway.procedure.record import acts_read, facts_of
from gateway.store.models import Decision, ItemCase, Notice, ProcedureAct

FINAL = (Outcome.GRANTED.value, Outcome.REFUSED.value)
"""Outcomes after which an item is not decided again."""

Place = tuple[str, str]
"""Case number and item."""

_CASE_NOS: BindParameter[str] = bindparam("case_nos", expanding=True)
# Only what a clock needs: reasons are encrypted, and not for everybody who may see a date.
_ACTS = (
    select(
        ProcedureAct.case_no,
        ProcedureAct.item,
        ProcedureAct.act,
        ProcedureAct.at,
        ProcedureAct.effective_at,
        ProcedureAct.detail,
    )
    .where(ProcedureAct.case_no.in_(_CASE_NOS))
    .order_by(ProcedureAct.case_no, ProcedureAct.item, ProcedureAct.number)
)
_SUPPLEMENTS = select(
    Notice.case_no, Notice.scope, Notice.notice_no, Notice.sent_at, Notice.due_at, Notice.answered_at
).where(Notice.case_no.in_(_CASE_NOS), Notice.kind == NoticeKind.SUPPLEMENT)
_DECIDED = select(Decision.case_no, Decision.item, Decision.outcome, Decision.decided_at).where(
    Decision.case_no.in_(_CASE_NOS), Decision.outcome.in_(FINAL), Decision.state != "void"
)


async def facts_of_items(session: AsyncSession, items: Sequence[ItemCase]) -> dict[Place, list[Fact]]:
    """The facts of each item, in their order; empty for an item whose clocks do not run yet."""
    found: dict[Place, list[Fact]] = {(item.case_no, item.item): [] for item in items}
    if not found:
        return found
    in_hand = {item.case_no: acts_read(session, item.case_no) for item in items}
    for item in items:
        known = in_hand[item.case_no]
        if known is not None:
            found[item.case_no, item.item] = facts_of(known.get(item.item, ()))
    unread = [case_no for case_no, known in in_hand.items() if known is None]
    for row in await session.execute(_ACTS, {"case_nos": unread}) if unread else ():
        place = (row.case_no, row.item)
        if place in found:
            found[place].append(Fact(Act(row.act), row.at, row.effective_at, row.detail))
    found = {place: standing(facts) for place, facts in found.items()}
    older = [
        item
        for item in items
        if item.clock_started_at is not None and not _accepted(found[item.case_no, item.item])
    ]
    if older:
        found |= await _facts_before_acts(session, older)
    return found


def _accepted(facts: Iterable[Fact]) -> bool:
    return any(fact.act is Act.ACCEPT for fact in facts)


async def decided_items(
    session: AsyncSession, case_nos: Collection[str | None]
) -> set[tuple[str, str | None]]:
    """Items of these cases that an officer granted or refused, each with its case number."""
    if not case_nos:
        return set()
    rows = await session.execute(_DECIDED, {"case_nos": list(case_nos)})
    return {(row.case_no, row.item) for row in rows}


async def _facts_before_acts(session: AsyncSession, items: Sequence[ItemCase]) -> dict[Place, list[Fact]]:
    """Start of the clock, supplement notices and decision as acts: how they were kept before there were acts."""
    case_nos = {"case_nos": list({item.case_no for item in items})}
    facts: dict[Place, list[Fact]] = {}
    for item in items:
        if item.clock_started_at is not None:
            begun = _fact(Act.ACCEPT, item.clock_started_at, manner="normal")
            facts[item.case_no, item.item] = [begun, *_checked(item)]
    for row in await session.execute(_SUPPLEMENTS, case_nos):
        place = (row.case_no, row.scope)
        if place in facts and row.due_at is not None:
            asked = {"notice_no": row.notice_no, "due_at": row.due_at.isoformat()}
            facts[place].append(_fact(Act.ASK_IN_REVIEW, row.sent_at, **asked))
            if row.answered_at is not None:
                facts[place].append(_fact(Act.ANSWER_IN_REVIEW, row.answered_at, notice_no=row.notice_no))
    for case_no, item_key, outcome, decided_at in await session.execute(_DECIDED, case_nos):
        if item_key is not None and (case_no, item_key) in facts:
            facts[case_no, item_key].append(_fact(Act.CONCLUDE, decided_at, outcome=outcome))
    return {place: sorted(known, key=lambda fact: fact.at) for place, known in facts.items()}


def _checked(item: ItemCase) -> list[Fact]:
    if item.check_outcome not in FINAL or item.checked_at is None:
        return []
    return [_fact(Act.CONCLUDE, item.checked_at, outcome=item.check_outcome)]


def _fact(act: Act, at: datetime, **detail: str) -> Fact:
    return Fact(act, at, at, detail)
