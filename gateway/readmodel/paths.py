"""The way a case took: instances with their elements and flows, who holds it now, and what happened when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.job_types import split_type
from gateway.store.models import Claim, RmElement, RmFlow, RmInstance, RmJob, RmUserTask


@dataclass(frozen=True, slots=True)
class PathElement:
    """An element instance: ``state`` is active, completed or terminated."""

    id: str
    type: str
    state: str
    entered: datetime
    left: datetime | None


@dataclass(frozen=True, slots=True)
class PathInstance:
    """A process instance of the case; ``key`` of the definition, ``flows`` as often as taken."""

    process_id: str
    version: int
    definition_key: int
    key: int
    parent: int | None
    item: str | None
    state: str
    elements: tuple[PathElement, ...]
    flows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the case now. ``kind``: ``task`` (an officer) or ``job`` (a worker); ``job_type`` without the body."""

    kind: str
    body: str
    item: str | None
    element_id: str
    since: datetime
    due_at: datetime | None
    assignee: str | None
    job_type: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A job or task of the case that was begun and, perhaps, ended; ``name`` is the job's type or the element."""

    kind: str
    name: str
    bodies: tuple[str, ...]
    item: str | None
    state: str
    result: str | None
    """The task header ``result`` of an answer."""
    begun_at: datetime
    ended_at: datetime | None


_INSTANCES = (
    select(RmInstance)
    .join(Claim, Claim.process_instance_key == RmInstance.root_key)
    .where(Claim.case_no == bindparam("case_no"))
    .order_by(RmInstance.key)
)
_KEYS: BindParameter[int] = bindparam("keys", expanding=True)
_TASKS = select(RmUserTask).where(RmUserTask.instance_key.in_(_KEYS)).order_by(RmUserTask.key)
_JOBS = select(RmJob).where(RmJob.instance_key.in_(_KEYS)).order_by(RmJob.key)


async def path(session: AsyncSession, case_no: str) -> list[PathInstance]:
    """The instances of a case, the chain first; empty before the read model has seen it."""
    instances = await _instances(session, case_no)
    keys = list(instances)
    elements: dict[int, list[PathElement]] = {key: [] for key in keys}
    for row in await session.scalars(
        select(RmElement).where(RmElement.instance_key.in_(keys)).order_by(RmElement.key)
    ):
        found = PathElement(row.element_id, row.element_type, row.state, row.entered_at, row.left_at)
        elements[row.instance_key].append(found)
    flows: dict[int, dict[str, int]] = {key: {} for key in keys}
    for flow in await session.scalars(select(RmFlow).where(RmFlow.instance_key.in_(keys))):
        flows[flow.instance_key][flow.flow_id] = flow.taken
    return [
        PathInstance(
            process_id=row.process_id,
            version=row.version,
            definition_key=row.definition_key,
            key=row.key,
            parent=row.parent_key,
            item=row.item,
            state=row.state,
            elements=tuple(elements[row.key]),
            flows=flows[row.key],
        )
        for row in instances.values()
    ]


async def holders(session: AsyncSession, case_no: str) -> list[Holder]:
    """Who holds the case now: open tasks and jobs not done, by time. Watching the clock is not holding."""
    instances = await _instances(session, case_no)
    found = [
        Holder(
            "task",
            body,
            instances[row.instance_key].item,
            row.element_id,
            row.created_at,
            row.due_at,
            row.assignee,
            None,
        )
        for row in await _tasks(session, instances)
        if row.state == "open"
        for body in row.candidate_groups
    ]
    for job in await _jobs(session, instances):
        name, body = _split(job.type)
        if job.ended_at is None and name != "clock.check":
            item = instances[job.instance_key].item
            found.append(Holder("job", body, item, job.element_id, job.created_at, None, None, name))
    return sorted(found, key=lambda holder: holder.since)


async def timeline(session: AsyncSession, case_no: str) -> list[Happening]:
    """Jobs and tasks of the case in the order in which they were begun."""
    instances = await _instances(session, case_no)
    found = [
        Happening(
            "task",
            row.element_id,
            tuple(row.candidate_groups),
            instances[row.instance_key].item,
            row.state,
            None,
            row.created_at,
            row.ended_at,
        )
        for row in await _tasks(session, instances)
    ]
    for job in await _jobs(session, instances):
        name, body = _split(job.type)
        item = instances[job.instance_key].item
        result = job.headers.get("result")
        found.append(Happening("job", name, (body,), item, job.state, result, job.created_at, job.ended_at))
    return sorted(found, key=lambda happening: happening.begun_at)


async def _instances(session: AsyncSession, case_no: str) -> dict[int, RmInstance]:
    return {row.key: row for row in await session.scalars(_INSTANCES, {"case_no": case_no})}


async def _tasks(session: AsyncSession, instances: Iterable[int]) -> list[RmUserTask]:
    return list(await session.scalars(_TASKS, {"keys": list(instances)}))


async def _jobs(session: AsyncSession, instances: Iterable[int]) -> list[RmJob]:
    return list(await session.scalars(_JOBS, {"keys": list(instances)}))


def _split(job_type: str) -> tuple[str, str]:
    try:
        return split_type(job_type)
    except ValueError:
        return job_type, ""
