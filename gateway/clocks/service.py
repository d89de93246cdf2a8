"""Clocks of items on record: computed from what was done, and marked where the engine or people look at them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import ItemClocks, WorkCalendar, item_clocks
from chain.procedure import Fact
from gateway.clocks.facts import FINAL, Place, decided_items, facts_of_items
from gateway.clocks.marking import mark
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.store.models import ItemCase

__all__ = [
    "FINAL",
    "clocks_of",
    "current_clocks",
    "decided_items",
    "refresh_clock",
    "refresh_clocks",
    "start_clock",
]


_COUNTED = "clocks_counted"


async def start_clock(context: Context, session: AsyncSession, item: ItemCase) -> ItemClocks:
    """The item's clocks, marked, as its review begins: they run since its acceptance.

    What an act of this transaction moved is counted and marked already.
    For an item whose acceptance is not on record (of an older case) they start now.
    """
    item.clock_started_at = item.clock_started_at or context.now()
    place = (item.case_no, item.item)
    begun = _counted(session).get(place)
    if begun is None:
        begun = (await current_clocks(context, session, [item]))[place]
        await mark(context, session, item, begun, with_task=False)
    return begun


async def refresh_clock(context: Context, session: AsyncSession, item: ItemCase) -> ItemClocks | None:
    """Compute the item's clocks anew and mark them; ``None`` when they have not started. The case is locked."""
    clocks = await refresh_clocks(context, session, [item])
    return clocks.get((item.case_no, item.item))


async def refresh_clocks(
    context: Context, session: AsyncSession, items: Sequence[ItemCase]
) -> dict[Place, ItemClocks]:
    """Compute the clocks of items of one locked case anew and mark them: on the items, as cards, and at the engine."""
    found = await current_clocks(context, session, items)
    for item in items:
        clocks = found.get((item.case_no, item.item))
        if clocks is not None:
            await mark(context, session, item, clocks, with_task=True)
    _counted(session).update(found)
    return found


def _counted(session: AsyncSession) -> dict[Place, ItemClocks]:
    """The clocks that this transaction counted anew, for every act that moves them."""
    found: dict[Place, ItemClocks] = session.info.setdefault(_COUNTED, {})
    return found


async def current_clocks(
    context: Context, session: AsyncSession, items: Sequence[ItemCase]
) -> dict[Place, ItemClocks]:
    """The clocks as of now of those items that have any, by case number and item, without marking anything."""
    if not items:
        return {}
    facts = await facts_of_items(session, items)
    return clocks_of(items, facts, await office_calendar(context, session), context.now())


def clocks_of(
    items: Sequence[ItemCase],
    facts: Mapping[Place, Sequence[Fact]],
    calendar: WorkCalendar,
    now: datetime,
) -> dict[Place, ItemClocks]:
    """The clocks at ``now`` of those items that have any, from their facts."""
    computed = {
        (item.case_no, item.item): item_clocks(
            facts[item.case_no, item.item],
            statutory_days=item.statutory_days,
            promised_days=item.promised_days,
            calendar=calendar,
            now=now,
        )
        for item in items
    }
    return {place: clocks for place, clocks in computed.items() if clocks is not None}
