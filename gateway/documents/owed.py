"""Documents of a submission, drafted after its answer, because nobody should wait until papers are written.

That they are owed stands in the acts of the submission, which are on record with it: each is without its document. A row of
the outbox, written with them, has any gateway draft them at once; whoever acts on the case before that drafts them first,
so that documents are numbered in the order of the acts. They bear the day of their act.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.agents.documents import file_mandate
from gateway.dependencies import Context
from gateway.documents.acts import draft_for, kind_of_act
from gateway.procedure.record import acts_in_hand, items_of_case
from gateway.store.models import Case, ProcedureAct

_AT_SUBMISSION = tuple(act.value for act in (Act.RECEIVE, Act.TOLERATE, Act.COMMIT))
_CASE_NO: BindParameter[str] = bindparam("case_no")
_OWED = (
    select(ProcedureAct.id)
    .where(
        ProcedureAct.case_no == _CASE_NO,
        ProcedureAct.act.in_(_AT_SUBMISSION),
        ProcedureAct.document_no.is_(None),
    )
    .limit(1)
)


async def draft_owed(context: Context, session: AsyncSession, case: Case) -> None:
    """Draft what the submission of the case still owes. The caller's transaction has locked the case."""
    owed = owed_acts(await acts_in_hand(session, case.case_no))
    if not owed:
        return
    items = await items_of_case(session, case.case_no)
    places = {item.item: place for place, item in enumerate(items)}
    owed.sort(key=lambda act: (_AT_SUBMISSION.index(act.act), places[act.item]))
    await draft_for(context, session, case, owed, items)
    for mandate_no in dict.fromkeys(act.mandate_no for act in owed if act.mandate_no is not None):
        await file_mandate(context, session, case, mandate_no, owed[0].at)


async def draft_of_case(context: Context, session: AsyncSession, case_no: str) -> None:
    """As :func:`draft_owed`, of a case that nobody has locked yet."""
    await draft_owed(context, session, await session.get_one(Case, case_no, with_for_update=True))


async def owes_documents(session: AsyncSession, case_no: str) -> bool:
    """Whether documents of the submission are still to be drafted."""
    return await session.scalar(_OWED, {"case_no": case_no}) is not None


def owed_acts(acts: Mapping[str, Sequence[ProcedureAct]]) -> list[ProcedureAct]:
    """Those acts of the submission, among all of a case, whose document is still to be drafted."""
    return [act for each in acts.values() for act in each if _owes(act)]


def owed_titles(acts: Collection[ProcedureAct]) -> list[str]:
    """What the documents that ``acts`` owe are called."""
    kinds = (kind_of_act(act) for act in acts)
    return list(dict.fromkeys(kind.label for kind in kinds if kind is not None))


def _owes(act: ProcedureAct) -> bool:
    return act.act in _AT_SUBMISSION and act.document_no is None
