"""Which document an act produces, and for which of its items: one for the chain, or one for each item (standards.md)."""

from collections.abc import Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from chain.documents.kinds import DocumentKind as K
from chain.procedure import Act
from gateway.agents.documents import agent_values
from gateway.dependencies import Context
from gateway.documents.drafting import draft
from gateway.documents.values import values_of
from gateway.store.models import Case, Document, ItemCase, ProcedureAct

_FOR_THE_CHAIN = {
    Act.RECEIVE: K.RECEIPT,
    Act.PREACCEPT: K.PRE_OPINION,
    Act.PRERETURN: K.PRE_OPINION,
    Act.NOTIFY_SUPPLEMENT: K.SUPPLEMENT_NOTICE,
    Act.TAKE_SUPPLEMENT: K.SUPPLEMENT_RECEIPT,
    Act.ACCEPT: K.ACCEPTANCE_NOTICE,
    Act.VOID: K.VOID_NOTE,
    Act.WITHDRAW: K.VOID_NOTE,
    Act.RETURN: K.RETURN_NOTICE,
    Act.HOLD: K.HOLD_NOTICE,
    Act.TOLERATE: K.TOLERANCE_UNDERTAKING,
    Act.COMMIT: K.COMMITMENT,
    Act.DELIVER: K.DELIVERY_RECEIPT,
    Act.CORRECT: K.CORRECTION_NOTICE,
}
_FOR_EACH_ITEM = {
    Act.ASK_IN_REVIEW: K.SUPPLEMENT_NOTICE,
    Act.ANSWER_IN_REVIEW: K.SUPPLEMENT_RECEIPT,
    Act.REFUSE_ACCEPTANCE: K.NON_ACCEPTANCE,
    Act.DECLARE_NOT_REQUIRED: K.NOT_REQUIRED,
    Act.SUSPEND: K.SPECIAL_PROCEDURE,
    Act.RESUME: K.RESUME,
    Act.EXTEND: K.EXTENSION,
    Act.FORWARD: K.FORWARDING,
    Act.ORDER_TO_MEND: K.ORDER_TO_MEND,
    Act.REVOKE: K.REVOCATION,
    Act.ASSIST: K.ASSISTANCE_RECORD,
    Act.SUSPEND_LICENCE: K.SUSPENSION_DECISION,
    Act.RESUME_LICENCE: K.RESTORATION_NOTICE,
    Act.RECALL: K.RECALL_DECISION,
    Act.STRIP: K.STRIP_DECISION,
    Act.LAPSE: K.LAPSE_NOTICE,
}
_DECISIONS = {
    Act.CONCLUDE: {"granted": K.PERMIT_DECISION, "refused": K.REFUSAL_DECISION},
    Act.CHANGE: {"granted": K.CHANGE_DECISION, "refused": K.REQUEST_REFUSAL},
    Act.RENEW: {"granted": K.RENEWAL_DECISION, "refused": K.REQUEST_REFUSAL},
    Act.CANCEL: {"granted": K.CANCELLATION, "refused": K.REQUEST_REFUSAL},
}
"""Acts whose document depends on the outcome."""

Pair = tuple[ProcedureAct, ItemCase]


async def draft_for(
    context: Context,
    session: AsyncSession,
    case: Case,
    acts: Sequence[ProcedureAct],
    items: Sequence[ItemCase],
) -> list[Document]:
    """Draft the documents of ``acts``, just recorded on ``items``, and note each act's document on it.

    The caller's transaction has locked the case and has written what the acts speak of (notice, obligation).
    """
    by_key = {item.item: item for item in items}
    drafted = []
    for kind, pairs in _documents([(act, by_key[act.item]) for act in acts]):
        first = pairs[0][0]
        concerned = [item for _, item in pairs]
        document = await draft(
            context,
            session,
            case,
            kind=kind,
            items=concerned,
            body=first.body or _issuing(case, kind, concerned),
            key=_key(kind, pairs),
            at=first.at,
            values=await agent_values(session, first) | await values_of(context, session, case, kind, pairs),
        )
        for act, _ in pairs:
            act.document_no = document.document_no
        drafted.append(document)
    return drafted


def kind_of_act(act: ProcedureAct) -> K | None:
    """The document that the law gives an act; ``None`` for an act without one."""
    return _FOR_THE_CHAIN.get(Act(act.act)) or _FOR_EACH_ITEM.get(Act(act.act)) or _decision(act)


def _documents(pairs: Sequence[Pair]) -> Iterator[tuple[K, list[Pair]]]:
    """The documents of the acts, each with the acts it is about."""
    together: dict[tuple[K, str, str | None], list[Pair]] = {}
    for act, item in pairs:
        kind = _FOR_THE_CHAIN.get(Act(act.act))
        if kind is not None:
            together.setdefault((kind, act.act, act.body), []).append((act, item))
    for (kind, _, _), found in together.items():
        yield kind, found
    for act, item in pairs:
        kind = _FOR_EACH_ITEM.get(Act(act.act)) or _decision(act)
        if kind is not None:
            yield kind, [(act, item)]


def _decision(act: ProcedureAct) -> K | None:
    return _DECISIONS.get(Act(act.act), {}).get(str(act.detail.get("outcome")))


def _issuing(case: Case, kind: K, items: Sequence[ItemCase]) -> str:
    """Whose document an applicant's act produces: what is answered in one item's review is that item's body's."""
    alone = len(items) == 1 and kind is K.SUPPLEMENT_RECEIPT
    return items[0].body if alone else case.lead_body


def _key(kind: K, pairs: Sequence[Pair]) -> str:
    """What makes drafting again harmless: the acts of the document by their numbers."""
    first = pairs[0][0]
    return f"{kind.value}/{first.item}/{first.number}"
