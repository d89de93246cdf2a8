"""Least privilege: a worker reaches the items of its own body, and chains that its body leads."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Caller
from gateway.store.models import Case, ItemCase
from gateway.worker_api.errors import NotYourCase


async def led_case(session: AsyncSession, caller: Caller, case_no: str) -> Case:
    """The case that the caller's body leads, locked for this transaction. Raises ``NotYourCase``."""
    found = await session.scalar(
        select(Case).where(Case.case_no == case_no, Case.lead_body == caller.body).with_for_update()
    )
    if found is None:
        raise NotYourCase
    return found


async def own_item(session: AsyncSession, caller: Caller, case_no: str, item: str) -> tuple[Case, ItemCase]:
    """The case, locked, and the item that is the caller's body's. Raises ``NotYourCase``."""
    found = await session.execute(
        select(Case, ItemCase)
        .join(ItemCase, ItemCase.case_no == Case.case_no)
        .where(Case.case_no == case_no, ItemCase.item == item, ItemCase.body == caller.body)
        .with_for_update(of=Case)
    )
    row = found.first()
    if row is None:
        raise NotYourCase
    return row
