"""Reading joint inspections, the chain's task that waits for one, and which items still need one."""

import re
from collections.abc import Iterable
from functools import cache

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.diagrams import read_diagram
from bpmn.resources import ROOM
from chain.procedure import TRANSITIONS, Act
from gateway.matters.kinds import MatterKind
from gateway.matters.service import open_matters
from gateway.procedure.record import items_of_case, stage_on_record
from gateway.readmodel import queries
from gateway.store.models import Decision, Inspection, InspectionFinding, ItemCase, Matter

TASK = "Task_JointInspection"
"""The element of the chain's user task that waits for the findings."""

_BODY_OF = re.compile(r"items\.(\w+)\.body")

_CASE_NO: BindParameter[str] = bindparam("case_no")
_OF_CASE = select(Inspection).where(Inspection.case_no == _CASE_NO).order_by(Inspection.inspection_no)
_FINDINGS = (
    select(InspectionFinding)
    .where(InspectionFinding.case_no == _CASE_NO, InspectionFinding.inspection_no == bindparam("number"))
    .order_by(InspectionFinding.item)
)


@cache
def is_drawn(theme: str) -> bool:
    """Whether the theme's diagram holds a joint inspection."""
    diagram = read_diagram((ROOM / "themes" / theme / f"{theme}.bpmn").read_bytes(), theme)
    return any(TASK in process.elements for process in diagram.processes)


@cache
def inspected_items(theme: str) -> frozenset[str]:
    """Items whose bodies the theme's diagram calls to a joint inspection, whatever the situation is."""
    diagram = read_diagram((ROOM / "themes" / theme / f"{theme}.bpmn").read_bytes(), theme)
    tasks = (process.elements[TASK] for process in diagram.processes if TASK in process.elements)
    return frozenset(item for task in tasks for item in _BODY_OF.findall(task.candidate_groups))


async def inspections_of(session: AsyncSession, case_no: str) -> list[Inspection]:
    """Every joint inspection of a case, oldest first."""
    return list(await session.scalars(_OF_CASE, {"case_no": case_no}))


async def findings_of(session: AsyncSession, inspection: Inspection) -> list[InspectionFinding]:
    """What was found until now."""
    place = {"case_no": inspection.case_no, "number": inspection.inspection_no}
    return list(await session.scalars(_FINDINGS, place))


async def open_task(session: AsyncSession, case_no: str) -> queries.Task | None:
    """The chain's task that waits for an inspection and was not decided."""
    for task in await queries.case_tasks(session, case_no):
        if task.element_id == TASK and task.state == "open":
            return None if await session.get(Decision, task.key) is not None else task
    return None


async def matter_of(session: AsyncSession, case_no: str) -> Matter | None:
    """The open matter that watches the inspection's limit."""
    return next(iter(await open_matters(session, case_no, MatterKind.INSPECTION)), None)


async def items_of(session: AsyncSession, inspection: Inspection) -> list[ItemCase]:
    """The items that it serves and that are still open."""
    found = await items_of_case(session, inspection.case_no)
    return [item for item in inspectable(found) if item.item in inspection.items]


def inspectable(items: Iterable[ItemCase]) -> list[ItemCase]:
    """Items at a stage at which they can be inspected."""
    return [item for item in items if stage_on_record(item) in TRANSITIONS[Act.INSPECT].before]


def left_for(task: queries.Task, items: Iterable[ItemCase]) -> list[ItemCase]:
    """Items that the chain's task still waits for; one of a case older than its acts counts as such."""
    return [
        item
        for item in items
        if item.body in task.candidate_groups
        and item.form_key is not None
        and item.verification_outcome is None
        and not is_over(item)
    ]


def is_over(item: ItemCase) -> bool:
    """Whether the item ended, so that nobody inspects it any more."""
    stage = stage_on_record(item)
    return stage is not None and stage.ended
