"""What cases received by an earlier version lack before their chain can begin."""

from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Context
from gateway.outbox.enqueue import Kind
from gateway.procedure.supplements import end_of_telling
from gateway.store.batches import BATCH, in_batches
from gateway.store.models import Case, OutboxMessage

_WAITING = (
    select(OutboxMessage, Case)
    .join(Case, Case.case_no == OutboxMessage.case_no)
    .where(
        OutboxMessage.kind == Kind.START_CASE,
        OutboxMessage.done_at.is_(None),
        OutboxMessage.failed_code.is_(None),
        Case.told_by.is_(None),
    )
    .order_by(OutboxMessage.id)
    .limit(BATCH)
    .with_for_update()
)


async def give_telling_days(context: Context) -> int:
    """Give every chain that is still to be started the last day for telling gaps, without which it would stop.

    Counted from the receipt, as the law does (行政许可法 §32), even where the day is past. Returns how many there were.
    """
    return await in_batches(context.database, partial(_give_some, context))


async def _give_some(context: Context, session: AsyncSession) -> int:
    rows = (await session.execute(_WAITING)).all()
    for row, case in rows:
        case.told_by = await end_of_telling(context, session, case.received_at)
        told_by = {"told_by": case.told_by.isoformat()}
        row.payload = {**row.payload, "variables": {**row.payload["variables"], **told_by}}
    return len(rows)
