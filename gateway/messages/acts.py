"""Acts that the applicant is told as such: a hold, an order to mend, what became of a certificate, corrections, help."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from chain.procedure.licence import REFUSED
from gateway.dependencies import Context
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.store.models import Case, ItemCase, ProcedureAct

_KINDS: Mapping[Act, MessageKind] = {
    Act.HOLD: MessageKind.HOLD,
    Act.ORDER_TO_MEND: MessageKind.MEND,
    Act.CHANGE: MessageKind.CERTIFICATE,
    Act.RENEW: MessageKind.CERTIFICATE,
    Act.SUSPEND_LICENCE: MessageKind.CERTIFICATE,
    Act.RESUME_LICENCE: MessageKind.CERTIFICATE,
    Act.RECALL: MessageKind.CERTIFICATE,
    Act.REVOKE: MessageKind.CERTIFICATE,
    Act.STRIP: MessageKind.CERTIFICATE,
    Act.CANCEL: MessageKind.CERTIFICATE,
    Act.CORRECT: MessageKind.CORRECTION,
    Act.ASSIST: MessageKind.ASSISTANCE,
}
_UNTIL: Mapping[Act, str] = {Act.HOLD: "until", Act.ORDER_TO_MEND: "mend_until"}
"""Where an act's detail says until when the applicant has to do something."""


async def tell_acts(
    context: Context,
    session: AsyncSession,
    case: Case,
    acts: Sequence[ProcedureAct],
    items: Sequence[ItemCase],
) -> None:
    """Tell one act, just recorded with its documents on some of ``items``, in one message.

    The transaction has locked the case.
    """
    if not acts or not _is_told(acts[0]):
        return
    first, act = acts[0], Act(acts[0].act)
    kind, until = _KINDS[act], first.detail.get(_UNTIL.get(act, ""))
    names = {item.item: item.name for item in items}
    concerned = "、".join(f"“{names[each.item]}”" for each in acts)
    theme = context.catalogue.theme(case.theme).name
    await tell(
        context,
        session,
        case,
        kind,
        key=f"{act}/{first.item}/{first.number}",
        text=f"您申办的“{theme}”（办件编号{case.case_no}）中，{concerned}：{act.label}。{kind.to_do}。",
        link=_document(first) if until is None else None,
        due_at=None if until is None else datetime.fromisoformat(until),
    )


def _is_told(act: ProcedureAct) -> bool:
    """A refused request changed nothing; a revocation over an obligation is told as what was unmet."""
    if act.detail.get("outcome") == REFUSED or (act.act == Act.REVOKE and "obligation_no" in act.detail):
        return False
    return act.act in _KINDS


def _document(act: ProcedureAct) -> str | None:
    """The document that says what was done."""
    return f"/cases/{act.case_no}/documents/{act.document_no}" if act.document_no else None
