"""Which tasks an officer may see: those whose candidate groups name the officer's body."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.clocks.service import is_decided
from gateway.dependencies import Caller, Context
from gateway.readmodel import queries
from gateway.store.models import Case, ItemCase
from gateway.tasks.errors import TaskNotFound
from gateway.tasks.schemas import TaskKind

_KINDS = {"Task_OfficerReview": TaskKind.REVIEW, "Task_JointInspection": TaskKind.INSPECTION}
FORMS = {TaskKind.REVIEW: "department_review", TaskKind.INSPECTION: "joint_inspection"}
"""The desk form of each kind of task."""

_LARGEST_KEY = 2**63


@dataclass(frozen=True, slots=True)
class DeskTask:
    """A task with its case and the items it is about (for an inspection: what was not decided before)."""

    task: queries.Task
    kind: TaskKind
    case: Case
    items: tuple[ItemCase, ...]

    @property
    def own_items(self) -> frozenset[str]:
        """Keys of the items."""
        return frozenset(item.item for item in self.items)


def officer_name(context: Context, caller: Caller) -> str:
    """The name under which an officer claims tasks at the engine: a keyed digest, so that it names nobody there."""
    return "officer-" + context.cipher.fingerprint(f"officer {caller.sub}".encode())[:24]


async def desk_task(session: AsyncSession, caller: Caller, task_key: str) -> DeskTask:
    """The task, open or ended. Raises ``TaskNotFound``, also for the task of another body."""
    if not (task_key.isascii() and task_key.isdigit() and len(task_key) <= 19):
        raise TaskNotFound
    key = int(task_key)
    found = await queries.task(session, key) if key < _LARGEST_KEY else None
    placed = await place(session, caller, found) if found is not None else None
    if placed is None:
        raise TaskNotFound
    return placed


async def place(session: AsyncSession, caller: Caller, task: queries.Task) -> DeskTask | None:
    """The task with its case and items; ``None`` when it is none of the caller's body's or of no kind known here."""
    kind = _KINDS.get(task.element_id)
    if kind is None or task.case_no is None or caller.body not in task.candidate_groups:
        return None
    case = await session.get(Case, task.case_no)
    items = list(
        await session.scalars(
            select(ItemCase).where(ItemCase.case_no == task.case_no).order_by(ItemCase.ordering)
        )
    )
    if case is None:
        return None
    if kind is TaskKind.REVIEW:
        chosen = [item for item in items if item.item == task.item and item.body == caller.body]
    else:
        taking_part = [
            item for item in items if item.body in task.candidate_groups and item.form_key is not None
        ]
        chosen = [item for item in taking_part if not await _settled(session, item)]
    if kind is TaskKind.REVIEW and not chosen:
        return None
    return DeskTask(task, kind, case, tuple(chosen))


async def _settled(session: AsyncSession, item: ItemCase) -> bool:
    return item.verification_outcome is not None or await is_decided(session, item)
