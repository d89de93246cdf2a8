"""Prechecks of an item before its acceptance: the automatic one, and an officer's where the item's mode asks for one."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE, Outcome
from chain.clock import BEIJING
from chain.procedure import Act
from gateway.dependencies import Context
from gateway.notices.gaps import GapList
from gateway.notices.numbering import NoticeKind
from gateway.procedure.acceptance import is_closed, may_deem
from gateway.procedure.acting import perform
from gateway.procedure.errors import TooLateToTell
from gateway.procedure.record import Actor
from gateway.procedure.supplements import still_to_be_told
from gateway.store.models import Case, Decision, Gap, ItemCase, Notice

PRECHECK = "precheck"
"""Kind of an officer's decision before acceptance."""

OFFICER_MODE = "officer"

_LAST_SUPPLEMENT = (
    select(Notice.answered_at)
    .where(
        Notice.case_no == bindparam("case_no"),
        Notice.scope == CHAIN_SCOPE,
        Notice.kind == NoticeKind.SUPPLEMENT,
        Notice.answered_at.is_not(None),
    )
    .order_by(Notice.answered_at.desc())
    .limit(1)
)
_LAST_DECIDED = (
    select(Decision.decided_at)
    .where(
        Decision.case_no == bindparam("case_no"),
        Decision.item == bindparam("item"),
        Decision.kind == PRECHECK,
        Decision.state != "void",
    )
    .order_by(Decision.decided_at.desc())
    .limit(1)
)
_LAST_GAPS = (
    select(Gap.gaps)
    .where(Gap.case_no == bindparam("case_no"), Gap.item == bindparam("item"))
    .order_by(Gap.id.desc())
    .limit(1)
)
_ACTS = {
    Outcome.NOT_ACCEPTED.value: Act.REFUSE_ACCEPTANCE,
    Outcome.NOT_REQUIRED.value: Act.DECLARE_NOT_REQUIRED,
}


async def prechecked(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, job: str, gaps: GapList
) -> tuple[bool, bool]:
    """Record a round of the automatic check; whether nothing (more) is to be told, and whether an officer is to look.

    What an officer decided since the last supplement stands: a job that runs again does not take it back.
    """
    if is_closed(item):
        return True, False
    by_officer = _by_officer(context, case, item)
    if by_officer and await _officer_decided(session, case, item):
        place = {"case_no": case.case_no, "item": item.item}
        return not await session.scalar(_LAST_GAPS, place), False
    told = await _keep_gaps(context, session, case, item, job, gaps)
    return not told, by_officer and not told


async def decided(
    context: Context,
    session: AsyncSession,
    case: Case,
    item: ItemCase,
    actor: Actor,
    *,
    outcome: str,
    reason: str | None,
    gaps: GapList,
    task: str,
) -> str:
    """Record what an officer decided before acceptance; the outcome code that the chain is told.

    A supplement of which nothing may be told any more is ``complete`` to the chain (the breach is kept).
    Raises ``TooLateToTell`` for everything but ``complete`` once the five days are over, and ``IllegalAct``.
    """
    if outcome != Outcome.COMPLETE and await may_deem(session, case, context.now()):
        raise TooLateToTell
    told = await _keep_gaps(context, session, case, item, task, gaps)
    act = _ACTS.get(outcome)
    if act is not None:
        await perform(context, session, case, [item], act, actor=actor, key=task, reason=reason)
    return Outcome.COMPLETE.value if outcome == Outcome.SUPPLEMENT and not told else outcome


async def _keep_gaps(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, key: str, gaps: GapList
) -> GapList:
    """Keep those of ``gaps`` that can (still) be told; the others become breaches."""
    told = await still_to_be_told(context, session, case, item, gaps)
    session.add(Gap(case_no=case.case_no, item=item.item, job_key=key, gaps=told, created_at=context.now()))
    return told


def _by_officer(context: Context, case: Case, item: ItemCase) -> bool:
    """As the mode says that the case was planned with; a case older than its modes is checked automatically."""
    if item.mode is None:
        return False
    day = case.received_at.astimezone(BEIJING).date()
    mode = context.catalogue.item(item.item).find_mode(item.mode, day)
    return mode is not None and mode.precheck == OFFICER_MODE


async def _officer_decided(session: AsyncSession, case: Case, item: ItemCase) -> bool:
    decided_at: datetime | None = await session.scalar(
        _LAST_DECIDED, {"case_no": case.case_no, "item": item.item}
    )
    if decided_at is None:
        return False
    supplemented: datetime | None = await session.scalar(_LAST_SUPPLEMENT, {"case_no": case.case_no})
    return supplemented is None or decided_at > supplemented
