"""Each item's result at once, where the theme says so (``[answer] each_item_at_once``), besides the one answer."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.dependencies import Context
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.procedure.record import ANSWER
from gateway.store.models import Case, ItemCase, ProcedureAct

_ENDINGS = frozenset(
    {
        Act.CONCLUDE,
        Act.REFUSE_ACCEPTANCE,
        Act.DECLARE_NOT_REQUIRED,
        Act.FORWARD,
        Act.VOID,
        Act.RETURN,
        Act.LAPSE,
    }
)
"""Acts by which a body ends an item; a withdrawal is the applicant's own."""
_DECIDED = {"granted": "准予", "refused": "不予许可（办理）"}


async def tell_results(
    context: Context,
    session: AsyncSession,
    case: Case,
    acts: Sequence[ProcedureAct],
    items: Sequence[ItemCase],
) -> None:
    """Tell what ``acts``, just recorded with their documents on ``items``, decided. The transaction has locked the case."""
    theme = context.catalogue.theme(case.theme)
    if not theme.answer.each_item_at_once:
        return
    names = {item.item: item.name for item in items}
    for act in acts:
        if Act(act.act) not in _ENDINGS or act.key == ANSWER:
            continue
        outcome = _DECIDED.get(str(act.detail.get("outcome")), Act(act.act).label)
        document = f"/documents/{act.document_no}" if act.document_no else "/status"
        await tell(
            context,
            session,
            case,
            MessageKind.ITEM_RESULT,
            key=f"result/{act.item}/{act.number}",
            text=f"您申办的“{theme.name}”（办件编号{case.case_no}）中，“{names[act.item]}”的办理结果：{outcome}。",
            link=f"/cases/{case.case_no}{document}",
        )
