"""What the rooms of the gateway ask the read model. Each takes a reading session; none writes.

Only the claimed instance of a case counts: a twin that lost the claim never shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CaseState, ItemState
from gateway.store.models import (
    Case,
    Claim,
    EngineIncarnation,
    IntakePosition,
    ItemCase,
    RmCase,
    RmIncident,
    RmInstance,
    RmItem,
    RmTaskGroup,
    RmUserTask,
)


@dataclass(frozen=True, slots=True)
class Position:
    """How far the read model is: the engine's time of the last record, and how long it took to get here."""

    as_of: datetime | None
    lag_ms: int


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One item's state and since when (null: not begun)."""

    item: str
    state: ItemState
    since: datetime | None


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """A case's progress; before its instance is seen it is received since its submission, without an instance."""

    case_no: str
    process_instance_key: int | None
    state: CaseState
    since: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    items: dict[str, ItemProgress]


@dataclass(frozen=True, slots=True)
class Task:
    """A user task with the case and item it belongs to."""

    key: int
    element_id: str
    process_id: str
    form_id: str | None
    case_no: str | None
    item: str | None
    candidate_groups: tuple[str, ...]
    assignee: str | None
    due_at: datetime | None
    state: str
    created_at: datetime
    ended_at: datetime | None


_POSITION = (
    select(IntakePosition)
    .join(EngineIncarnation, EngineIncarnation.incarnation == IntakePosition.incarnation)
    .where(EngineIncarnation.current.is_(True))
)
_CASE_NOS: BindParameter[str] = bindparam("case_nos", expanding=True)
_CHAINS = (
    select(Case.case_no, Case.received_at, RmCase)
    .outerjoin(Claim, Claim.case_no == Case.case_no)
    .outerjoin(
        RmCase,
        and_(RmCase.process_instance_key == Claim.process_instance_key, RmCase.case_no == Claim.case_no),
    )
    .where(Case.case_no.in_(_CASE_NOS))
)
_PLANNED = (
    select(ItemCase.case_no, ItemCase.item, RmItem.state, RmItem.since)
    .outerjoin(Claim, Claim.case_no == ItemCase.case_no)
    .outerjoin(RmItem, and_(RmItem.root_key == Claim.process_instance_key, RmItem.item == ItemCase.item))
    .where(ItemCase.case_no.in_(_CASE_NOS))
    .order_by(ItemCase.case_no, ItemCase.ordering)
)


async def position(session: AsyncSession) -> Position:
    """How far the read model is, over all partitions of the current engine."""
    rows = (await session.scalars(_POSITION)).all()
    if not rows:
        return Position(None, 0)
    last = max(rows, key=lambda row: row.record_at)
    behind = (row.committed_at - row.record_at for row in rows)
    return Position(last.record_at, max(0, *(int(span.total_seconds() * 1000) for span in behind)))


async def case_progress(session: AsyncSession, case_no: str) -> CaseProgress | None:
    """The progress of a case, or ``None`` when there is no such case."""
    found = await cases_progress(session, [case_no])
    return found.get(case_no)


async def cases_progress(session: AsyncSession, case_nos: Sequence[str]) -> dict[str, CaseProgress]:
    """The progress of several cases (at most a page of them) by their number."""
    wanted = {"case_nos": list(case_nos)}
    chains = (await session.execute(_CHAINS, wanted)).all()
    planned = await session.execute(_PLANNED, wanted)
    items: dict[str, list[tuple[str, str | None, datetime | None]]] = {}
    for case_no, item, state, since in planned:
        items.setdefault(case_no, []).append((item, state, since))
    return {row[0]: _progress(row[0], row[1], row[2], items.get(row[0], [])) for row in chains}


def _progress(
    case_no: str,
    received_at: datetime,
    chain: RmCase | None,
    items: list[tuple[str, str | None, datetime | None]],
) -> CaseProgress:
    state = CaseState.RECEIVED if chain is None else CaseState(chain.state)
    return CaseProgress(
        case_no=case_no,
        process_instance_key=None if chain is None else chain.process_instance_key,
        state=state,
        since=received_at if chain is None else chain.state_since,
        accepted_at=None if chain is None else chain.accepted_at,
        ended_at=None if chain is None else chain.ended_at,
        items={item: ItemProgress(item, _item_state(state, found), since) for item, found, since in items},
    )


def _item_state(case: CaseState, found: str | None) -> ItemState:
    """An item that was not decided when its chain ended is withdrawn or not handled, whatever it last showed."""
    state = ItemState.PENDING if found is None else ItemState(found)
    if not case.ended or state in (ItemState.GRANTED, ItemState.REFUSED):
        return state
    return ItemState.WITHDRAWN if case == CaseState.WITHDRAWN else ItemState.NOT_HANDLED


_TASK = (
    select(RmUserTask, RmInstance.case_no, RmInstance.item)
    .join(RmInstance, RmInstance.key == RmUserTask.instance_key)
    .outerjoin(Claim, Claim.case_no == RmInstance.case_no)
    .where(or_(RmInstance.case_no.is_(None), Claim.process_instance_key == RmUserTask.root_key))
)


_TASK_OF_KEY = _TASK.where(RmUserTask.key == bindparam("key"))
_TASKS_OF_KEYS = _TASK.where(RmUserTask.key.in_(bindparam("keys", expanding=True))).order_by(RmUserTask.key)
_TASKS_OF_CASE = _TASK.where(Claim.case_no == bindparam("case_no")).order_by(RmUserTask.key)
# The keys first, as one range of an index: in one query with the tasks PostgreSQL reads those through whole.
_OPEN_KEYS = (
    select(RmTaskGroup.task_key)
    .where(
        RmTaskGroup.body == bindparam("body"),
        RmTaskGroup.open.is_(True),
        RmTaskGroup.task_key > bindparam("after"),
    )
    .order_by(RmTaskGroup.task_key)
    .limit(bindparam("most"))
)


async def open_tasks(session: AsyncSession, body: str, *, after: int = 0, limit: int = 50) -> list[Task]:
    """Open tasks that ``body`` may take, by key; ``after`` is the last key of the page before."""
    tasks: list[Task] = []
    while len(tasks) < limit:
        found = await session.scalars(_OPEN_KEYS, {"body": body, "after": after, "most": limit})
        keys = list(found)
        if keys:
            tasks += [_task(*row) for row in await session.execute(_TASKS_OF_KEYS, {"keys": keys})]
        if len(keys) < limit:
            break
        after = keys[-1]  # tasks of a twin dropped out: fill the page
    return tasks[:limit]


async def task(session: AsyncSession, key: int) -> Task | None:
    """A task by its key, open or ended."""
    row = (await session.execute(_TASK_OF_KEY, {"key": key})).first()
    return None if row is None else _task(*row)


async def case_tasks(session: AsyncSession, case_no: str) -> list[Task]:
    """All tasks of a case's instance, open or ended, by key."""
    rows = await session.execute(_TASKS_OF_CASE, {"case_no": case_no})
    return [_task(*row) for row in rows]


def _task(row: RmUserTask, case_no: str | None, item: str | None) -> Task:
    return Task(
        key=row.key,
        element_id=row.element_id,
        process_id=row.process_id,
        form_id=row.form_id,
        case_no=case_no,
        item=item,
        candidate_groups=tuple(row.candidate_groups),
        assignee=row.assignee,
        due_at=row.due_at,
        state=row.state,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


async def instances(
    session: AsyncSession,
    *,
    process_id: str | None = None,
    state: str | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[RmInstance]:
    """Process instances by key; ``state`` is active, completed or terminated."""
    states = _SEEN if state is None else (state,)
    # One range of an index for each state: a condition on several states would be read through and sorted.
    ranges = [_keys(process_id, each, after, limit) for each in states]
    query = select(RmInstance).where(RmInstance.key.in_(union_all(*ranges)))
    return list(await session.scalars(query.order_by(RmInstance.key).limit(limit)))


_SEEN = ("active", "completed", "terminated")


def _keys(process_id: str | None, state: str, after: int, limit: int) -> Select[Any]:
    found = select(RmInstance.key).where(RmInstance.state == state, RmInstance.key > after)
    if process_id is not None:
        found = found.where(RmInstance.process_id == process_id)
    page = found.order_by(RmInstance.key).limit(limit).subquery()
    return select(page.c.key)


async def instance(session: AsyncSession, key: int) -> RmInstance | None:
    """A process instance by its key."""
    return await session.get(RmInstance, key)


async def incidents(
    session: AsyncSession, *, state: str | None = "open", after: int = 0, limit: int = 50
) -> list[RmIncident]:
    """Incidents by key; ``state`` is open, resolved, or ``None`` for all."""
    query = select(RmIncident).where(RmIncident.key > after).order_by(RmIncident.key).limit(limit)
    if state is not None:
        query = query.where(RmIncident.state == state)
    return list(await session.scalars(query))


async def incident(session: AsyncSession, key: int) -> RmIncident | None:
    """An incident by its key."""
    return await session.get(RmIncident, key)
