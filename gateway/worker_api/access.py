"""Least privilege: a worker reaches the items of its own body, and chains that its body leads."""

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.dependencies import Caller
from gateway.store.models import Case, ItemCase
from gateway.worker_api.errors import NotYourCase

_CASE_NO: BindParameter[str] = bindparam("case_no")
_BODY: BindParameter[str] = bindparam("body")
_LED = select(Case).where(Case.case_no == _CASE_NO, Case.lead_body == _BODY).with_for_update()
_CASE = select(Case).where(Case.case_no == _CASE_NO).with_for_update()
_OWN = select(ItemCase).where(
    ItemCase.case_no == _CASE_NO, ItemCase.item == bindparam("item"), ItemCase.body == _BODY
)


async def led_case(session: AsyncSession, caller: Caller, case_no: str) -> Case:
    """The case that the caller's body leads, locked for this transaction. Raises ``NotYourCase``."""
    found = await session.scalar(_LED, {"case_no": case_no, "body": caller.body})
    if found is None:
        raise NotYourCase
    return found


async def own_item(session: AsyncSession, caller: Caller, case_no: str, item: str) -> tuple[Case, ItemCase]:
    """The case, locked, and the item that is the caller's body's. Raises ``NotYourCase``.

    The item is read once the lock is held: what happened to another item may have ended it meanwhile.
    """
    case = await session.scalar(_CASE, {"case_no": case_no})
    found = await session.scalar(_OWN, {"case_no": case_no, "item": item, "body": caller.body})
    if case is None or found is None:
        raise NotYourCase
    return case, found
