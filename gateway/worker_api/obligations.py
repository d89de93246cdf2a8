"""What the engine's watch over an obligation asks, and the gate before a certificate that may have to wait."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Context
from gateway.obligations.watching import look, withheld
from gateway.procedure.record import Actor
from gateway.store.models import Obligation
from gateway.worker_api import schemas
from gateway.worker_api.access import own_item
from gateway.worker_api.errors import NotYourCase
from gateway.worker_api.once import Call, once

_OWN = select(Obligation).where(
    Obligation.case_no == bindparam("case_no"),
    Obligation.obligation_no == bindparam("obligation_no"),
    Obligation.body == bindparam("body"),
)


async def gate(context: Context, call: Call, item: str) -> schemas.GateRead:
    """Whether the item's certificate may be issued. Raises ``NotYourCase``."""

    async def act(session: AsyncSession) -> schemas.GateRead:
        await own_item(session, call.caller, call.case_no, item)
        return schemas.GateRead(open=not await withheld(session, call.case_no, item))

    return await once(context, call, schemas.GateRead, act)


async def check(context: Context, call: Call, obligation_no: str) -> schemas.ObligationLooked:
    """Look at one obligation: remind, carry out its consequence, or wait. Raises ``NotYourCase``."""

    async def act(session: AsyncSession) -> schemas.ObligationLooked:
        place = {"case_no": call.case_no, "obligation_no": obligation_no, "body": call.body}
        row = await session.scalar(_OWN, place)
        if row is None:
            raise NotYourCase
        case, item = await own_item(session, call.caller, call.case_no, row.item)
        # Read again under the lock: the applicant may have made it up meanwhile.
        await session.refresh(row)
        actor = Actor(call.caller.sub, "worker", call.body)
        again = await look(context, session, case, item, row, actor)
        return schemas.ObligationLooked(settled=again is None, next=again)

    return await once(context, call, schemas.ObligationLooked, act)
