"""What the engine's watch over a renewal does: it waits until the end, then silence is consent (行政许可法 §50)."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from chain.documents.kinds import Nature, nature_of
from gateway.aftercare.granting import Grant, renew_silently
from gateway.aftercare.states import RequestState
from gateway.dependencies import Context
from gateway.procedure.record import Actor
from gateway.store.models import Case, ItemCase, LicenceRequest, Matter


async def check_renewal(
    context: Context, session: AsyncSession, case: Case, matter: Matter, actor: Actor
) -> datetime | None:
    """Settled once the request is decided; the second after the end it counts as granted.

    The law says so of licences alone: what is no licence ends, and the request with it.
    """
    row = await session.get_one(LicenceRequest, (case.case_no, matter.subject))
    if row.state != RequestState.OPEN:
        return None
    now = context.now()
    if now <= row.due_at:
        return row.due_at + timedelta(seconds=1)
    item = await session.get_one(ItemCase, (case.case_no, row.item))
    act = None
    if nature_of(context.catalogue.item(row.item).kind) is Nature.LICENCE:
        grant = Grant(actor, f"silence/{row.request_no}", None, {"request_no": row.request_no})
        act = await renew_silently(context, session, case, item, row.due_at, grant)
    row.state = RequestState.LAPSED if act is None else RequestState.SILENTLY_GRANTED
    row.decided_at, row.act_number = now, None if act is None else act.number
    return None
