"""Marking clocks: on the item, as a card for officers and their head, and as the due date of the task at the engine."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import ClockState, ItemClock, ItemClocks
from gateway import outbox
from gateway.dependencies import Context
from gateway.matters import cards
from gateway.readmodel import queries
from gateway.store.models import ItemCase

REVIEW_TASK = "Task_OfficerReview"
"""The element of a review's user task; its due date is the promised limit."""


async def mark(
    context: Context, session: AsyncSession, item: ItemCase, clocks: ItemClocks, *, with_task: bool
) -> None:
    """Mark the clocks as they stand now; ``with_task``: there may be a task. The item's case is locked."""
    now, promised = context.now(), clocks.promised
    state = promised.state(now)
    before = item.due_at
    item.warn_at, item.due_at, item.clock_state = promised.warn_at, promised.due_at, state.value
    item.statutory_due_at = None if clocks.statutory is None else clocks.statutory.due_at
    item.overdue_at = (item.overdue_at or now) if state is ClockState.RED else None
    for clock in clocks.all:
        await show_card(session, item, clock, now, item.body)
    moved = before is not None and before != promised.due_at
    if with_task and moved and promised.ended_at is None:
        await _move_task(session, item, promised.due_at)


async def show_card(
    session: AsyncSession, item: ItemCase, clock: ItemClock, now: datetime, body: str
) -> None:
    """Show the people of ``body`` that the clock nears its limit or is past it, once for each colour and limit."""
    state = clock.state(now)
    if state is ClockState.GREEN:
        return
    await cards.show_card(session, item.case_no, item.item, body, clock.kind, state, clock.due_at, now)


async def _move_task(session: AsyncSession, item: ItemCase, due_at: datetime) -> None:
    for task in await queries.case_tasks(session, item.case_no):
        if task.element_id == REVIEW_TASK and task.item == item.item and task.state == "open":
            await move_task(session, task, due_at)


async def move_task(session: AsyncSession, task: queries.Task, due_at: datetime) -> None:
    """Let the due date of a review's task at the engine follow the promised limit."""
    if task.case_no is not None and task.due_at is not None and task.due_at != due_at:
        await outbox.update_task(session, task.case_no, task.key, before=task.due_at, due_at=due_at)
