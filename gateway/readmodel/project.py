"""Projecting a batch of records: what was seen before is skipped, what cannot be projected is set aside."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.readmodel import lists
from gateway.readmodel.errors import EngineReplaced
from gateway.readmodel.instances import NAMES, project_instance, project_variable
from gateway.readmodel.records import Record
from gateway.readmodel.rows import WorkingSet
from gateway.readmodel.work import project_incident, project_job, project_user_task
from gateway.store.models import IntakePoison, IntakePosition, from_millis, to_millis

PROJECTORS: dict[str, Callable[[WorkingSet, Record], None]] = {
    "PROCESS_INSTANCE": project_instance,
    "VARIABLE": project_variable,
    "JOB": project_job,
    "USER_TASK": project_user_task,
    "INCIDENT": project_incident,
}
"""What each value type does; other types are read past."""

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Poison:
    """A record set aside: where it stands and why, never what it held."""

    partition: int
    position: int
    value_type: str
    intent: str
    error_code: str


@dataclass(frozen=True, slots=True)
class Projected:
    """What became of a batch."""

    records: int
    repeated: int
    poison: int


async def project(
    session: AsyncSession, incarnation: str, batch: Iterable[Record | Poison], now: datetime
) -> Projected:
    """Project ``batch`` in the caller's transaction. ``now`` is this system's time.

    Records up to the stored position of their partition are skipped, so that a repeated batch changes nothing.
    Raises ``EngineReplaced`` when such a record is younger than all that was seen: the log began anew.
    """
    positions: dict[int, IntakePosition] = {}
    fresh: list[Record] = []
    poison: list[Poison] = []
    repeated = 0
    for entry in batch:
        position = positions.get(entry.partition)
        if position is None:
            position = await _position(session, incarnation, entry.partition, now)
            positions[entry.partition] = position
        if entry.position <= position.position:
            if isinstance(entry, Record) and entry.timestamp > to_millis(position.record_at):
                raise EngineReplaced
            repeated += 1
            continue
        position.position, position.committed_at = entry.position, now
        if isinstance(entry, Poison):
            poison.append(entry)
        else:
            position.record_at = max(position.record_at, entry.at)
            fresh.append(entry)
    work = WorkingSet()
    await _load(session, work, fresh)
    poison += _apply(work, fresh)
    await work.write(session)
    await lists.follow(session, work.states)
    for entry in poison:
        await session.merge(_set_aside(entry, incarnation, now))
    return Projected(len(fresh), repeated, len(poison))


async def _position(session: AsyncSession, incarnation: str, partition: int, now: datetime) -> IntakePosition:
    row = await session.get(IntakePosition, (incarnation, partition))
    if row is None:
        row = IntakePosition(
            incarnation=incarnation,
            partition=partition,
            position=-1,
            record_at=from_millis(0),
            committed_at=now,
        )
        session.add(row)
    return row


def _apply(work: WorkingSet, records: list[Record]) -> list[Poison]:
    poison = []
    for record in records:
        projector = PROJECTORS.get(record.value_type)
        if projector is None:
            continue
        try:
            projector(work, record)
        except UNREADABLE as error:
            code = type(error).__name__
            poison.append(Poison(record.partition, record.position, record.value_type, record.intent, code))
    return poison


def _set_aside(entry: Poison, incarnation: str, now: datetime) -> IntakePoison:
    return IntakePoison(
        incarnation=incarnation,
        partition=entry.partition,
        position=entry.position,
        value_type=entry.value_type,
        intent=entry.intent,
        error_code=entry.error_code,
        seen_at=now,
    )


async def _load(session: AsyncSession, work: WorkingSet, records: list[Record]) -> None:
    """Load the rows that the records may touch. What a record of the batch creates need not be loaded."""
    wanted = _Wanted()
    for record in records:
        wanted.add(record)
    await work.instances.load(session, wanted.instances)
    await work.elements.load(session, wanted.elements)
    await work.flows.load(session, wanted.flows)
    await work.jobs.load(session, wanted.jobs)
    await work.tasks.load(session, wanted.tasks)
    await work.incidents.load(session, wanted.incidents)
    roots = {row["root_key"] for row in work.instances}
    await work.cases.load(session, [(root,) for root in roots])
    await work.items.load_by(session, "root_key", roots)


class _Wanted:
    """Keys of the rows that a batch touches and did not create itself."""

    def __init__(self) -> None:
        self.instances: set[tuple[int]] = set()
        self.elements: set[tuple[int]] = set()
        self.jobs: set[tuple[int]] = set()
        self.tasks: set[tuple[int]] = set()
        self.incidents: set[tuple[int]] = set()
        self.flows: set[tuple[int, str]] = set()
        self._made: set[tuple[int]] = set()

    def add(self, record: Record) -> None:
        """Note what ``record`` needs. A value that is not as it should be is told by its projector."""
        value, key = record.value, (record.key,)
        if record.value_type == "VARIABLE" and value.get("name") not in NAMES:
            return
        self._instance(value.get("processInstanceKey"))
        match record.value_type:
            case "PROCESS_INSTANCE":
                self._process_instance(record)
            case "JOB":
                self._row(self.jobs, key, made=record.intent == "CREATED")
            case "USER_TASK":
                self._row(self.tasks, key, made=record.intent == "CREATED")
            case "INCIDENT":
                self._row(self.incidents, key, made=record.intent == "CREATED")

    def _process_instance(self, record: Record) -> None:
        value, key = record.value, (record.key,)
        if record.intent == "SEQUENCE_FLOW_TAKEN":
            instance_key, flow = value.get("processInstanceKey"), value.get("elementId")
            if isinstance(instance_key, int) and isinstance(flow, str):
                self.flows.add((instance_key, flow))
        elif record.intent == "ELEMENT_ACTIVATING":
            self._made.add(key)
            self._instance(value.get("parentProcessInstanceKey"))
        elif record.intent in ("ELEMENT_COMPLETED", "ELEMENT_TERMINATED"):
            self._row(self.elements, key, made=False)

    def _row(self, rows: set[tuple[int]], key: tuple[int], *, made: bool) -> None:
        if made:
            self._made.add(key)
        elif key not in self._made:
            rows.add(key)

    def _instance(self, key: object) -> None:
        if type(key) is int and 0 <= key < 2**63 and (key,) not in self._made:
            self.instances.add((key,))
