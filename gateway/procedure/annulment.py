"""A decision whose task was gone when it reached the engine: its act does not stand.

The act stays on record; another one says that it never took effect (it was not delivered, so it binds nobody), and the
item is under review again; what was made public of it is taken down, and it is delivered no more. What an officer decided
before acceptance stands: it was decided in time, and the chain asks the store what became of each item.
"""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CaseState
from chain.procedure import Act, Stage
from gateway.clocks.service import FINAL, refresh_clocks
from gateway.deliveries.opening import owe_no_more
from gateway.dependencies import Context
from gateway.notices.numbering import NoticeKind
from gateway.obligations.opening import owe_as_before
from gateway.outcomes.undoing import undo_end
from gateway.procedure.ending import end_open_items
from gateway.procedure.record import Actor, acts_in_hand, acts_read, record, stage_on_record
from gateway.publicity.opening import take_down
from gateway.store.models import Case, Decision, ItemCase, Notice, ProcedureAct

REASON = "该决定送交办理流程时，对应的任务已经终止，决定未生效。"
_SYSTEM, _REVIEW = "system", "review"
_ANSWER = (
    select(Notice.result)
    .where(Notice.case_no == bindparam("case_no"), Notice.kind == NoticeKind.ANSWER)
    .limit(1)
)
_ANNULMENTS = select(ProcedureAct.detail).where(
    ProcedureAct.case_no == bindparam("case_no"), ProcedureAct.act == Act.ANNUL
)


async def annul(session: AsyncSession, decision: Decision, at: datetime) -> ItemCase | None:
    """Record that a void decision's act does not stand; the item, or ``None`` where no act has to give way.

    Locks the case. Asking again changes nothing.
    """
    if decision.kind != _REVIEW or decision.item is None or decision.outcome not in FINAL:
        return None
    await session.get_one(Case, decision.case_no, with_for_update=True)
    item = await session.get_one(ItemCase, (decision.case_no, decision.item), populate_existing=True)
    if stage_on_record(item) is not Stage.CONCLUDED:
        return None
    acts = (await acts_in_hand(session, item.case_no))[item.item]
    concluded = next(act for act in reversed(acts) if act.act == Act.CONCLUDE)
    await record(
        session,
        [item],
        Act.ANNUL,
        actor=Actor(_SYSTEM, _SYSTEM, decision.body),
        at=at,
        key=f"annul/{concluded.number}",
        detail={"number": concluded.number, "document_no": concluded.document_no},
        reason=REASON,
    )
    await take_down(session, item, REASON, at)
    await owe_no_more(session, item)
    return item


async def follow_void(context: Context, session: AsyncSession, task_key: int) -> None:
    """The task of a decision was gone: annul its act and what it led to, and end the item where its chain has been answered
    already."""
    decision = await session.get_one(Decision, task_key)
    item = await annul(session, decision, context.now())
    if item is None:
        return
    await refresh_clocks(context, session, [item])
    case = await session.get_one(Case, item.case_no)
    annulled = await _annulled(session, item)
    await owe_as_before(context, session, item, annulled.number)
    if case.withdrawn_at is None:
        await undo_end(context, session, case, item, annulled)
    answered = await session.scalar(_ANSWER, {"case_no": item.case_no})
    if answered is not None:
        system = Actor(_SYSTEM, _SYSTEM, case.lead_body)
        await end_open_items(context, session, case, CaseState(answered), system)


async def _annulled(session: AsyncSession, item: ItemCase) -> ProcedureAct:
    """The act that the last one on the item annuls."""
    acts = (await acts_in_hand(session, item.case_no))[item.item]
    return next(act for act in acts if act.number == acts[-1].detail["number"])


async def annulled_documents(session: AsyncSession, case_no: str) -> frozenset[str]:
    """Numbers of the decision documents of a case whose decision never took effect."""
    read = acts_read(session, case_no)
    if read is None:
        details = list(await session.scalars(_ANNULMENTS, {"case_no": case_no}))
    else:
        details = [act.detail for acts in read.values() for act in acts if act.act == Act.ANNUL]
    return frozenset(str(each["document_no"]) for each in details if each.get("document_no"))
