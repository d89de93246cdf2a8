"""Which tasks an officer may see: those whose candidate groups name the officer's body."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from gateway.clocks.service import FINAL, decided_items
from gateway.dependencies import Caller, Context
from gateway.inspections.rows import is_over
from gateway.readmodel import queries
from gateway.store.models import Case, ItemCase
from gateway.tasks.errors import TaskNotFound
from gateway.tasks.schemas import TaskKind

_KINDS = {
    "Task_OfficerPrecheck": TaskKind.PRECHECK,
    "Task_OfficerReview": TaskKind.REVIEW,
    "Task_JointInspection": TaskKind.INSPECTION,
}
FORMS = {
    TaskKind.PRECHECK: "department_precheck",
    TaskKind.REVIEW: "department_review",
    TaskKind.INSPECTION: "joint_inspection",
}
"""The desk form of each kind of task."""

_LARGEST_KEY = 2**63
_CASE_NOS: BindParameter[str] = bindparam("case_nos", expanding=True)
WHOLE_CASES = select(Case).where(Case.case_no.in_(_CASE_NOS))
CASES_WITHOUT_FORM = WHOLE_CASES.options(defer(Case.form), defer(Case.withdraw_reason))
"""For a list: nothing of what people wrote is read, nor decrypted."""
_ITEMS = select(ItemCase).where(ItemCase.case_no.in_(_CASE_NOS)).order_by(ItemCase.ordering)


@dataclass(frozen=True, slots=True)
class DeskTask:
    """A task with its case and the items it is about (for an inspection: what has not ended before)."""

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
    found = await places(session, caller, [task])
    return found[0] if found else None


async def places(
    session: AsyncSession,
    caller: Caller,
    tasks: Sequence[queries.Task],
    cases_of: Select[Case] = WHOLE_CASES,
) -> list[DeskTask]:
    """The tasks that :func:`place` finds, in their order; ``cases_of`` says what of the cases is loaded."""
    mine = [
        (task, kind)
        for task in tasks
        if (kind := _KINDS.get(task.element_id)) and task.case_no and caller.body in task.candidate_groups
    ]
    case_nos = {task.case_no for task, _ in mine}
    cases = await session.scalars(cases_of, {"case_nos": list(case_nos)})
    case_of = {case.case_no: case for case in cases}
    items_of = await _items(session, case_nos)
    decided = await decided_items(
        session, {task.case_no for task, kind in mine if kind is TaskKind.INSPECTION}
    )
    placed = (
        DeskTask(
            task, kind, case_of[task.case_no], _about(task, kind, caller, items_of[task.case_no], decided)
        )
        for task, kind in mine
        if task.case_no in case_of
    )
    return [task for task in placed if task.items or task.kind is TaskKind.INSPECTION]


def _about(
    task: queries.Task,
    kind: TaskKind,
    caller: Caller,
    items: list[ItemCase],
    decided: set[tuple[str, str | None]],
) -> tuple[ItemCase, ...]:
    if kind is not TaskKind.INSPECTION:
        return tuple(item for item in items if item.item == task.item and item.body == caller.body)
    return tuple(
        item
        for item in items
        if item.body in task.candidate_groups
        and item.form_key is not None
        and item.verification_outcome is None
        and item.check_outcome not in FINAL
        and not is_over(item)
        and (item.case_no, item.item) not in decided
    )


async def _items(session: AsyncSession, case_nos: Collection[str | None]) -> dict[str | None, list[ItemCase]]:
    found: dict[str | None, list[ItemCase]] = {case_no: [] for case_no in case_nos}
    for item in await session.scalars(_ITEMS, {"case_nos": list(case_nos)}):
        found[item.case_no].append(item)
    return found
