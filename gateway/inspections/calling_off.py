"""Items that ended need no inspection any more: it goes on without them, or is called off when none is left.

The chain waits at its user task all the same, and passes the ended items over behind it. So nobody waits for officers
who have nothing to inspect, the task is then decided by the system; where the chain comes to it later, by the watch.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import BEIJING
from gateway.dependencies import Context
from gateway.inspections.recording import decide_task, record_when_complete
from gateway.inspections.rows import (
    inspected_items,
    inspections_of,
    is_drawn,
    is_over,
    left_for,
    matter_of,
    open_task,
)
from gateway.inspections.states import OPEN, InspectionState
from gateway.matters.service import changed
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.notices.wording import chinese_date
from gateway.procedure.record import Actor, items_of_case
from gateway.store.models import Case, Inspection

_SYSTEM = "system"


async def items_ended(context: Context, session: AsyncSession, case: Case) -> None:
    """Some of the case's items ended just now. The transaction has locked the case; doing it again changes nothing."""
    if case.inspection_due_at is None or not is_drawn(case.theme):
        return
    await let_go(context, session, case, Actor(_SYSTEM, _SYSTEM, case.lead_body))
    matter = await matter_of(session, case.case_no)
    if matter is not None and await has_ended_items(session, case):
        await changed(session, matter)


async def let_go(context: Context, session: AsyncSession, case: Case, actor: Actor) -> None:
    """Bring the inspections of the case, and the chain's task, up to what is still to be inspected; ``actor`` completes
    what others had found. The case is locked."""
    await let_officers_go(context, session, case, actor)
    task = await open_task(session, case.case_no)
    if task is None or left_for(task, await items_of_case(session, case.case_no)):
        return
    await decide_task(
        session,
        case.case_no,
        task.key,
        Actor(_SYSTEM, _SYSTEM, case.lead_body),
        at=context.now(),
        findings=[],
        place="none",
    )


async def let_officers_go(context: Context, session: AsyncSession, case: Case, actor: Actor) -> None:
    """The appointments alone, where the chain itself is over. The case is locked."""
    for inspection in await inspections_of(session, case.case_no):
        if inspection.state in OPEN:
            await _follow(context, session, case, inspection, actor)


async def has_ended_items(session: AsyncSession, case: Case) -> bool:
    """Whether something ended that the chain may come to inspect."""
    items, wanted = await items_of_case(session, case.case_no), inspected_items(case.theme)
    return any(is_over(item) for item in items if item.item in wanted)


async def _follow(
    context: Context, session: AsyncSession, case: Case, inspection: Inspection, actor: Actor
) -> None:
    everything = await items_of_case(session, case.case_no)
    items = [item for item in everything if item.item in inspection.items and not is_over(item)]
    if not items:
        await _call_off(context, session, case, inspection)
        return
    if len(items) < len(inspection.items):
        inspection.items = [item.item for item in items]
        inspection.bodies = list(dict.fromkeys(item.body for item in items))
        named = inspection.participants
        inspection.participants = {body: named[body] for body in inspection.bodies if body in named}
    await record_when_complete(context, session, case, inspection, actor)


async def _call_off(context: Context, session: AsyncSession, case: Case, inspection: Inspection) -> None:
    inspection.state = InspectionState.CANCELLED.value
    await session.flush()
    at = inspection.starts_at.astimezone(BEIJING)
    theme = context.catalogue.theme(case.theme).name
    await tell(
        context,
        session,
        case,
        MessageKind.APPOINTMENT,
        key=f"inspection/{inspection.inspection_no}/cancelled",
        text=(
            f"您申办的“{theme}”（办件编号{case.case_no}）原定于{chinese_date(at)}{at.hour}时{at.minute:02d}分的"
            "联合勘验已经取消：需要勘验的事项都已办结或者终止办理，您不必再到场配合。"
        ),
        link=f"/cases/{case.case_no}/inspections",
    )
