"""The read model: projected from the engine's records and from nothing else."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code


class RmInstance(Base):
    """A process instance. ``state``: active, completed, terminated.

    ``case_no``, ``item`` and ``body`` are the parent's unless the instance has variables of its own.
    """

    __tablename__ = "rm_instances"
    __table_args__ = (
        Index(None, "root_key"),
        Index(None, "process_id", "state", "key"),
        Index(None, "state", "key"),
    )

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    process_id: Mapped[str] = mapped_column(String(255))
    version: Mapped[int]
    definition_key: Mapped[int]
    parent_key: Mapped[int | None]
    parent_element_key: Mapped[int | None]
    root_key: Mapped[int]
    case_no: Mapped[str | None] = mapped_column(CaseNo)
    item: Mapped[str | None] = mapped_column(Code)
    body: Mapped[str | None] = mapped_column(Code)
    outcome: Mapped[str | None] = mapped_column(Code)
    outcomes: Mapped[dict[str, Any] | None]
    state: Mapped[str] = mapped_column(Code)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RmElement(Base):
    """An element instance (task, gateway, event, subprocess). ``state``: active, completed, terminated."""

    __tablename__ = "rm_elements"
    __table_args__ = (Index(None, "instance_key"),)

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    instance_key: Mapped[int]
    element_id: Mapped[str] = mapped_column(String(255))
    element_type: Mapped[str] = mapped_column(Code)
    scope_key: Mapped[int]
    state: Mapped[str] = mapped_column(Code)
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class RmFlow(Base):
    """A sequence flow taken in an instance, how often and when last."""

    __tablename__ = "rm_flows"

    instance_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    flow_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    taken: Mapped[int]
    taken_at: Mapped[datetime]


class RmUserTask(Base):
    """A native user task. ``state``: open, completed, canceled."""

    __tablename__ = "rm_user_tasks"
    __table_args__ = (Index(None, "instance_key"), Index(None, "root_key"))

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    instance_key: Mapped[int]
    root_key: Mapped[int]
    element_key: Mapped[int]
    element_id: Mapped[str] = mapped_column(String(255))
    process_id: Mapped[str] = mapped_column(String(255))
    form_key: Mapped[int | None]
    form_id: Mapped[str | None] = mapped_column(String(255))
    candidate_groups: Mapped[list[Any]]
    assignee: Mapped[str | None] = mapped_column(String(255))
    due_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(Code)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RmTaskGroup(Base):
    """A body that may take a task; a row for each of the task's candidate groups."""

    __tablename__ = "rm_task_groups"
    __table_args__ = (Index(None, "body", "open", "task_key"),)

    task_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Code, primary_key=True)
    open: Mapped[bool]


class RmJob(Base):
    """A job. ``state``: created, failed, completed, error, canceled."""

    __tablename__ = "rm_jobs"
    __table_args__ = (Index(None, "instance_key"),)

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(255))
    instance_key: Mapped[int]
    element_id: Mapped[str] = mapped_column(String(255))
    element_key: Mapped[int]
    state: Mapped[str] = mapped_column(Code)
    retries: Mapped[int]
    headers: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RmIncident(Base):
    """An incident. ``state``: open, resolved. ``message`` is the engine's, cut short."""

    __tablename__ = "rm_incidents"
    __table_args__ = (Index(None, "instance_key"), Index(None, "state", "key"))

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    instance_key: Mapped[int]
    process_id: Mapped[str] = mapped_column(String(255))
    element_id: Mapped[str] = mapped_column(String(255))
    element_key: Mapped[int]
    job_key: Mapped[int | None]
    error_type: Mapped[str] = mapped_column(Code)
    message: Mapped[str] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(Code)
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class RmCase(Base):
    """Progress of a chain by its root instance. Only a case's claimed instance counts: join with claims.

    ``state`` is a :class:`chain.cases.CaseState`.
    """

    __tablename__ = "rm_cases"

    process_instance_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_no: Mapped[str] = mapped_column(CaseNo)
    state: Mapped[str] = mapped_column(Code)
    state_since: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    outcomes: Mapped[dict[str, Any]]
    ended_at: Mapped[datetime | None]


class RmItem(Base):
    """Progress of one item within a chain. ``state`` is a :class:`chain.cases.ItemState`."""

    __tablename__ = "rm_items"

    root_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(Code, primary_key=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    body: Mapped[str | None] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code)
    since: Mapped[datetime]


class EngineIncarnation(Base):
    """A life of the engine's data; positions of different lives must not be mixed. One is current."""

    __tablename__ = "engine_incarnations"

    incarnation: Mapped[str] = mapped_column(Code, primary_key=True)
    current: Mapped[bool]
    adopted_at: Mapped[datetime]


class IntakePosition(Base):
    """How far the records of a partition are projected."""

    __tablename__ = "intake_positions"

    incarnation: Mapped[str] = mapped_column(Code, primary_key=True)
    partition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    record_at: Mapped[datetime]
    """The engine's time of the last record."""
    committed_at: Mapped[datetime]
    """This system's time when it was projected."""


class IntakePoison(Base):
    """A record that could not be projected, set aside without its content: the engine's log must go on."""

    __tablename__ = "intake_poison"

    incarnation: Mapped[str] = mapped_column(Code, primary_key=True)
    partition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    value_type: Mapped[str] = mapped_column(Code)
    intent: Mapped[str] = mapped_column(Code)
    error_code: Mapped[str] = mapped_column(Code)
    seen_at: Mapped[datetime]
