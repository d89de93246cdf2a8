"""Doing an act alone: on record, on the clocks, and with the document that the law gives it.

What an item's end does to the other items is done by ``gateway.procedure.acting``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import ItemState
from chain.procedure import TRANSITIONS, Act
from gateway.agents.documents import file_mandate
from gateway.archive.changes import file_changed
from gateway.certificates.library.recording import follow_acts
from gateway.clocks.chain import refresh_joint
from gateway.clocks.office import office_calendar
from gateway.clocks.service import refresh_clocks
from gateway.deliveries.opening import owe
from gateway.dependencies import Context
from gateway.documents.acts import draft_for
from gateway.documents.owed import draft_owed
from gateway.messages.acts import tell_acts
from gateway.messages.results import tell_results
from gateway.obligations.opening import lapse
from gateway.procedure.record import Actor, record
from gateway.publicity.opening import publish_decisions
from gateway.store.models import Case, ItemCase, ProcedureAct

CLOSED_AS: Mapping[Act, ItemState] = {
    Act.RETURN: ItemState.RETURNED,
    Act.VOID: ItemState.VOIDED,
    Act.WITHDRAW: ItemState.WITHDRAWN,
    Act.LAPSE: ItemState.LAPSED,
    Act.FORWARD: ItemState.FORWARDED,
    Act.REFUSE_ACCEPTANCE: ItemState.NOT_ACCEPTED,
    Act.DECLARE_NOT_REQUIRED: ItemState.NOT_REQUIRED,
}
"""Acts that end an item without a decision on its substance, after which nothing is owed for it any more."""
_MOVING = frozenset(
    {
        Act.ACCEPT,
        Act.ASK_IN_REVIEW,
        Act.ANSWER_IN_REVIEW,
        Act.SUSPEND,
        Act.RESUME,
        Act.EXTEND,
        Act.CONCLUDE,
        Act.FORWARD,
        Act.VOID,
        Act.RETURN,
        Act.WITHDRAW,
        Act.LAPSE,
        Act.HOLD,
        Act.RELEASE,
    }
)
"""Acts that begin, stop, lengthen or end the item's clocks."""
_AFTER_THE_END = frozenset(
    act
    for act, transition in TRANSITIONS.items()
    if any(stage.ended for stage in transition.before) and act is not Act.ARCHIVE
)
"""Acts that may come when the case lies with the archive already: its file is looked at again."""


def ends_items(act: Act) -> bool:
    """Whether the act ends the handling of its items."""
    return act is Act.CONCLUDE or act in CLOSED_AS


async def do(
    context: Context,
    session: AsyncSession,
    case: Case,
    items: Sequence[ItemCase],
    act: Act,
    *,
    actor: Actor,
    key: str,
    at: datetime | None = None,
    effective_at: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
    reason: str | None = None,
    with_document: bool = True,
    documents_later: bool = False,
) -> list[ProcedureAct]:
    """Do ``act`` on ``items`` of ``case``, now unless ``at`` says otherwise.

    What the act's document speaks of (a notice, obligations, files) is written before. The caller's transaction has
    locked the case. ``documents_later``: an act of the submission, whose documents follow its answer
    (``gateway.documents.owed``). Raises :class:`chain.procedure.IllegalAct`.
    """
    moment = at or context.now()
    if not documents_later:
        await _prepare(context, session, case, act)
    recorded = await record(
        session,
        items,
        act,
        actor=actor,
        at=moment,
        key=key,
        effective_at=effective_at,
        detail=detail,
        reason=reason,
        for_good=documents_later,
    )
    done = {each.item for each in recorded}
    concerned = [item for item in items if item.item in done]
    if act in _MOVING:
        await refresh_clocks(context, session, concerned)
        await refresh_joint(context, session, case)
    if with_document and not documents_later:
        await draft_for(context, session, case, recorded, items)
    await follow_acts(context, session, recorded)
    await owe(context, session, case, recorded, items)
    await publish_decisions(context, session, case, recorded, items)
    if recorded and actor.mandate_no is not None and not documents_later:
        await file_mandate(context, session, case, actor.mandate_no, context.now())
    await tell_results(context, session, case, recorded, items)
    await tell_acts(context, session, case, recorded, items)
    if ends_items(act):
        for item in concerned:
            item.held_until = None
    if act in CLOSED_AS:
        for item in concerned:
            item.closed_as = CLOSED_AS[act].value
            await lapse(session, item, moment)
    if recorded and act in _AFTER_THE_END:
        await file_changed(context, session, case.case_no)
    return recorded


async def _prepare(context: Context, session: AsyncSession, case: Case, act: Act) -> None:
    """What comes before an act: the documents of the submission, which are numbered before its own; and the calendar, because
    a question between the act and the new dates of its items has the items written twice."""
    if act is not Act.RECEIVE:
        await draft_owed(context, session, case)
    if act in _MOVING:
        await office_calendar(context, session)
