"""Ending an item whose supplement in review did not come in time (逾期终止)."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.dependencies import Context
from gateway.notices.numbering import NoticeKind
from gateway.outcomes.endings import told_outcome
from gateway.outcomes.errors import LapseTooEarly
from gateway.outcomes.wording import OVERDUE
from gateway.procedure.acceptance import is_closed
from gateway.procedure.acting import perform
from gateway.procedure.record import Actor
from gateway.store.models import Notice
from gateway.worker_api import schemas
from gateway.worker_api.access import own_item
from gateway.worker_api.once import Call, once

_LAST = (
    select(Notice)
    .where(
        Notice.case_no == bindparam("case_no"),
        Notice.scope == bindparam("item"),
        Notice.kind == NoticeKind.SUPPLEMENT,
    )
    .order_by(Notice.sent_at.desc(), Notice.notice_no.desc())
    .limit(1)
)


async def lapse(context: Context, call: Call, item: str) -> schemas.Lapsed:
    """End the item if the last notice of its review was not answered in time.

    ``undecided`` where it was answered while the engine's timer fired, or where the item rests: its officer goes on.
    Raises ``NotYourCase``, ``LapseTooEarly``.
    """

    async def act(session: AsyncSession) -> schemas.Lapsed:
        case, found = await own_item(session, call.caller, call.case_no, item)
        if not is_closed(found):
            notice = await session.scalar(_LAST, {"case_no": call.case_no, "item": item})
            if notice is None or notice.answered_at is not None or found.held_until is not None:
                return schemas.Lapsed(outcome="undecided")
            if notice.due_at is not None and context.now() < notice.due_at:
                raise LapseTooEarly
            await perform(
                context,
                session,
                case,
                [found],
                Act.LAPSE,
                actor=Actor.of(call.caller, "worker"),
                key=f"{notice.notice_no}/lapse",
                detail={"cause": OVERDUE, "notice_no": notice.notice_no},
            )
        told = told_outcome(context.catalogue.theme(case.theme), found)
        return schemas.Lapsed.model_validate({"outcome": told.value})

    return await once(context, call, schemas.Lapsed, act)
