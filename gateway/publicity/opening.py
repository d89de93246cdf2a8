"""Writing what is to be made public, with the decision itself, and having it watched."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from chain.clock import BEIJING
from chain.documents.kinds import Nature, nature_of
from chain.procedure import Act
from gateway.clocks.office import end_of_limit
from gateway.dependencies import Context
from gateway.documents.listed import title_of
from gateway.matters.kinds import MatterKind
from gateway.matters.service import changed, open_matter, open_matters
from gateway.publicity.holders import named_holder
from gateway.publicity.reporting import report_withdrawal
from gateway.publicity.states import PublicationState
from gateway.store.models import Case, Document, ItemCase, ProcedureAct, Publication

PUBLICITY_DAYS = 7
"""Working days from the decision (双公示)."""
_AFTERWARDS = frozenset(
    {
        Act.CHANGE,
        Act.RENEW,
        Act.SUSPEND_LICENCE,
        Act.RESUME_LICENCE,
        Act.RECALL,
        Act.REVOKE,
        Act.STRIP,
        Act.CANCEL,
    }
)

_CASE_NO: BindParameter[str] = bindparam("case_no")
_THERE = select(Publication).where(
    Publication.case_no == _CASE_NO,
    Publication.item == bindparam("item"),
    Publication.act_number == bindparam("act_number"),
)
_OF_ITEM = select(Publication).where(Publication.case_no == _CASE_NO, Publication.item == bindparam("item"))


async def publish_decisions(
    context: Context,
    session: AsyncSession,
    case: Case,
    acts: Sequence[ProcedureAct],
    items: Sequence[ItemCase],
) -> None:
    """Write what ``acts``, just recorded, make public: a licence granted, changed, renewed, or ended."""
    by_key = {item.item: item for item in items}
    for act in acts:
        if act.document_no is not None and _is_public(act):
            await publish_act(context, session, case, by_key[act.item], act)


def _is_public(act: ProcedureAct) -> bool:
    """Whether the act grants a licence, or does to it what was decided afterwards; a refusal is told its applicant alone."""
    outcome = act.detail.get("outcome")
    if act.act == Act.CONCLUDE:
        return bool(outcome == Outcome.GRANTED)
    return act.act in _AFTERWARDS and outcome != Outcome.REFUSED


async def publish_act(
    context: Context, session: AsyncSession, case: Case, item: ItemCase, act: ProcedureAct
) -> Publication | None:
    """Have one act on a licence made public; once, however often it is asked. ``None`` for what is no licence.

    The caller's transaction has locked the case, and the act's document is drafted.
    """
    if nature_of(context.catalogue.item(item.item).kind) is not Nature.LICENCE:
        return None
    place = {"case_no": case.case_no, "item": item.item, "act_number": act.number}
    found: Publication | None = await session.scalar(_THERE, place)
    if found is not None:
        return found
    document = (
        None if act.document_no is None else await session.get(Document, (case.case_no, act.document_no))
    )
    name = context.catalogue.item(item.item).name
    done = "准予许可" if act.act == Act.CONCLUDE else Act(act.act).label
    holder, uscc = await named_holder(context, session, case)
    publication = Publication(
        **place,
        act=act.act,
        body=item.body,
        document_no=act.document_no,
        written_at=context.now(),
        decided_on=act.effective_at.astimezone(BEIJING).date(),
        due_at=await end_of_limit(context, session, act.effective_at, PUBLICITY_DAYS),
        state=PublicationState.PENDING.value,
        document_name=name if document is None else title_of(document),
        document_number=None if document is None else document.number,
        licence=name,
        content=f"{done}：{name}",
        holder=holder,
        holder_uscc=uscc,
    )
    session.add(publication)
    await session.flush()
    await _watch(session, case, publication, context.now())
    return publication


async def take_down(session: AsyncSession, item: ItemCase, reason: str, at: datetime) -> list[Publication]:
    """Take down what is (or was to be made) public of an item whose decision does not stand; the credit platform is told
    too. What ends a decision that stood (撤销 …) is public itself, and takes nothing down. The caller's transaction has
    locked the case."""
    place = {"case_no": item.case_no, "item": item.item}
    found = [
        each for each in await session.scalars(_OF_ITEM, place) if each.state != PublicationState.WITHDRAWN
    ]
    for publication in found:
        await withdraw(session, publication, reason, at)
    return found


async def withdraw(session: AsyncSession, publication: Publication, reason: str, at: datetime) -> None:
    """Take one down. The caller's transaction has locked the case."""
    publication.state, publication.withdrawn_because = PublicationState.WITHDRAWN.value, reason
    publication.withdrawn_at = at
    await report_withdrawal(session, publication)


async def _watch(session: AsyncSession, case: Case, publication: Publication, at: datetime) -> None:
    """Have the case's publications looked at: by the watch that is there, or a new one."""
    watching = await open_matters(session, case.case_no, MatterKind.PUBLICITY)
    if watching:
        await changed(session, watching[0])
        return
    await open_matter(
        session,
        case.case_no,
        MatterKind.PUBLICITY,
        subject=str(publication.id),
        body=case.lead_body,
        at=at,
    )
