"""What the engine's watch over a matter asks."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.watching import is_to_be_packed
from gateway.dependencies import Context
from gateway.matters.looking import look
from gateway.procedure.record import Actor
from gateway.store.models import Case, Matter
from gateway.worker_api import schemas
from gateway.worker_api.errors import NotYourCase
from gateway.worker_api.once import Call, once

_OWN = (
    select(Case, Matter)
    .join(Matter, Matter.case_no == Case.case_no)
    .where(
        Case.case_no == bindparam("case_no"),
        Matter.matter_no == bindparam("matter_no"),
        Matter.body == bindparam("body"),
    )
    .with_for_update(of=Case)
    .execution_options(populate_existing=True)
)


async def check(context: Context, call: Call, matter_no: str) -> schemas.MatterLooked:
    """Look at one matter: do what is due, settle it, or wait. Raises ``NotYourCase``."""

    async def act(session: AsyncSession) -> schemas.MatterLooked:
        place = {"case_no": call.case_no, "matter_no": matter_no, "body": call.body}
        row = (await session.execute(_OWN, place)).first()
        if row is None:
            raise NotYourCase
        actor = Actor(call.caller.sub, "worker", call.body)
        again = await look(context, session, row[0], row[1], actor)
        work = "archive" if await is_to_be_packed(session, row[1]) else None
        return schemas.MatterLooked.model_validate({"settled": again is None, "next": again, "work": work})

    return await once(context, call, schemas.MatterLooked, act)
