"""What the engine's watch over a chain's inspection does each time it looks: cards while it is not appointed, or missed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import ClockState
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.inspections.recording import record_when_complete
from gateway.inspections.rows import TASK, inspectable, inspections_of, is_drawn
from gateway.inspections.states import STANDING, InspectionState
from gateway.matters.cards import MatterClock, show_card
from gateway.matters.kinds import MatterKind
from gateway.matters.service import open_matter
from gateway.obligations.timing import next_look, reminders
from gateway.procedure.record import Actor, items_of_case
from gateway.readmodel.queries import case_tasks
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
    """See ``gateway.matters.rooms.Check``. Settled once it was inspected, or nothing is left to inspect."""
    due_at = case.inspection_due_at
    inspections = await inspections_of(session, case.case_no)
    for inspection in inspections:
        if inspection.state != InspectionState.RECORDED:
            await record_when_complete(context, session, case, inspection, actor)
    if due_at is None or case.withdrawn_at is not None or await _is_inspected(session, case):
        return None
    concerned = await _concerned(session, case)
    if not concerned:
        return None
    now, calendar = context.now(), await office_calendar(context, session)
    appointed = any(each.state in STANDING for each in inspections)
    if now > due_at:
        await _cards(session, concerned, ClockState.RED, due_at, now)
    elif not appointed and any(moment <= now for moment in reminders(calendar, matter.opened_at, due_at)):
        await _cards(session, concerned, ClockState.YELLOW, due_at, now)
    return next_look(calendar, matter.opened_at, due_at, now, reminding=not appointed)


async def _is_inspected(session: AsyncSession, case: Case) -> bool:
    """Whether the chain's task was decided, at the desk or by a record."""
    for task in await case_tasks(session, case.case_no):
        if task.element_id == TASK and await session.get(Decision, task.key) is not None:
            return True
    return False


async def _concerned(session: AsyncSession, case: Case) -> list[ItemCase]:
    """Items that wait for the inspection: those of the appointment or of the chain's task, else none is known yet."""
    wanted: set[str] = set()
    for inspection in await inspections_of(session, case.case_no):
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
    found = [item for item in items if not bodies or item.body in bodies]
    return [item for item in found if item.form_key is not None]


async def _cards(
    session: AsyncSession, items: list[ItemCase], colour: ClockState, due_at: datetime, now: datetime
) -> None:
    """One for each body and its head."""
    for item in {each.body: each for each in reversed(items)}.values():
        await show_card(
            session, item.case_no, item.item, item.body, MatterClock.INSPECTION, colour, due_at, now
        )
