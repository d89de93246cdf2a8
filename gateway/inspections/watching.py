"""What the engine's watch over a chain's inspection does each time it looks: cards while it is not appointed, or missed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import ClockState
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.inspections.calling_off import has_ended_items, let_go
from gateway.inspections.rows import (
    TASK,
    inspectable,
    inspected_items,
    inspections_of,
    is_drawn,
    open_task,
)
from gateway.inspections.states import STANDING, InspectionState
from gateway.matters.cards import MatterClock, show_card
from gateway.matters.kinds import MatterKind
from gateway.matters.service import open_matter
from gateway.matters.timing import until_sealed
from gateway.obligations.timing import next_look, reminders
from gateway.procedure.record import Actor, acts_of, items_of_case
from gateway.readmodel.queries import case_progress, case_tasks
from gateway.store.models import Case, Decision, ItemCase, Matter

SUBJECT = "chain"


async def watch(context: Context, session: AsyncSession, case: Case) -> None:
    """Have the inspection of an accepted chain watched, where its diagram holds one. The case is locked."""
    if case.inspection_due_at is not None and is_drawn(case.theme):
        await open_matter(
            session,
            case.case_no,
            MatterKind.INSPECTION,
            subject=SUBJECT,
            body=case.lead_body,
            at=context.now(),
        )


async def check(
    context: Context, session: AsyncSession, case: Case, matter: Matter, actor: Actor
) -> datetime | None:
    """See ``gateway.matters.rooms.Check``. Settled once the chain is past its inspection, or over."""
    due_at = case.inspection_due_at
    if due_at is None or await _is_over(session, case):
        return None
    await let_go(context, session, case, actor)
    if await _is_inspected(session, case):
        return None
    now, calendar = context.now(), await office_calendar(context, session)
    concerned, inspections = await _concerned(session, case), await inspections_of(session, case.case_no)
    appointed = not concerned or any(each.state in STANDING for each in inspections)
    if now > due_at:
        await _cards(session, concerned, ClockState.RED, due_at, now)
    elif not appointed and any(moment <= now for moment in reminders(calendar, matter.opened_at, due_at)):
        await _cards(session, concerned, ClockState.YELLOW, due_at, now)
    again = next_look(calendar, matter.opened_at, due_at, now, reminding=not appointed)
    if await open_task(session, case.case_no) is None and await has_ended_items(session, case):
        # Once the chain comes to its inspection there may be nothing to wait for.
        return min(again, until_sealed(calendar, await _last_act(session, case), now))
    return again


async def _is_over(session: AsyncSession, case: Case) -> bool:
    progress = await case_progress(session, case.case_no)
    return case.withdrawn_at is not None or (progress is not None and progress.state.ended)


async def _last_act(session: AsyncSession, case: Case) -> datetime:
    """When anything was done last on an item: the chain may be on its way since."""
    acts = await acts_of(session, case.case_no)
    return max(act.at for each in acts.values() for act in each)


async def _is_inspected(session: AsyncSession, case: Case) -> bool:
    """Whether the chain's task was decided, at the desk or by a record."""
    for task in await case_tasks(session, case.case_no):
        if task.element_id == TASK and await session.get(Decision, task.key) is not None:
            return True
    return False


async def _concerned(session: AsyncSession, case: Case) -> list[ItemCase]:
    """Items that wait for the inspection: those of the appointment or of the chain's task, else those of the diagram."""
    wanted: set[str] = set()
    for inspection in await inspections_of(session, case.case_no):
        if inspection.state != InspectionState.CANCELLED:
            wanted.update(inspection.items)
    items = inspectable(await items_of_case(session, case.case_no))
    if wanted:
        return [item for item in items if item.item in wanted]
    bodies = {
        body
        for task in await case_tasks(session, case.case_no)
        if task.element_id == TASK
        for body in task.candidate_groups
    }
    if not bodies:
        return [item for item in items if item.item in inspected_items(case.theme)]
    return [item for item in items if item.body in bodies and item.form_key is not None]


async def _cards(
    session: AsyncSession, items: list[ItemCase], colour: ClockState, due_at: datetime, now: datetime
) -> None:
    """One for each body and its head."""
    for item in {each.body: each for each in reversed(items)}.values():
        await show_card(
            session, item.case_no, item.item, item.body, MatterClock.INSPECTION, colour, due_at, now
        )
