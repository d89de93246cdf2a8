"""What the engine is told of an item's handling: ``item-closed`` ends it, ``item-released`` lets it go on. Codes only."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway import outbox
from gateway.dependencies import Context
from gateway.outcomes.endings import told_outcome
from gateway.store.models import Case, ItemCase


async def item_closed(context: Context, session: AsyncSession, case: Case, item: ItemCase) -> None:
    """End the handling of an item that was closed or whose decision was revoked."""
    outcome = told_outcome(context.catalogue.theme(case.theme), item)
    closing = {"closing": {"outcome": outcome.value}}
    await outbox.publish_for(session, item.case_no, "item-closed", item.item, closing)


async def item_released(session: AsyncSession, item: ItemCase, hold: str) -> None:
    """Let an item be checked that rested because of the matter ``hold``."""
    await outbox.publish_for(session, item.case_no, "item-released", item.item, {}, hold)
