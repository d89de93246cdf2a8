"""What an officer acts on, an item of their own body, and what makes acting again harmless."""

import hashlib

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Caller
from gateway.procedure.errors import ItemNotFound
from gateway.store.models import Case, ItemCase

_OWN = (
    select(Case, ItemCase)
    .join(ItemCase, ItemCase.case_no == Case.case_no)
    .where(
        Case.case_no == bindparam("case_no"),
        ItemCase.item == bindparam("item"),
        ItemCase.body == bindparam("body"),
    )
    .with_for_update(of=Case)
    .execution_options(populate_existing=True)
)


async def own_item(session: AsyncSession, caller: Caller, case_no: str, item: str) -> tuple[Case, ItemCase]:
    """The case, locked, and the item that is the caller's body's. Raises ``ItemNotFound``."""
    place = {"case_no": case_no, "item": item, "body": caller.body}
    row = (await session.execute(_OWN, place)).first()
    if row is None:
        raise ItemNotFound
    return row[0], row[1]


def act_key(what: str, caller: Caller, key: str) -> str:
    """The key of an act that ``caller`` asked for under the request's ``key``, without saying either."""
    asked = hashlib.sha256(f"{caller.sub}\0{key}".encode()).hexdigest()[:32]
    return f"{what}/{asked}"
