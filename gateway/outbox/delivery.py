"""Delivering one row: what is asked of the engine, and what its answer means for the row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select

from chain import tracing
from chain.errors import ChainError
from gateway.engine.errors import (
    EngineRefused,
    EngineUnavailable,
    MessageAlreadyPublished,
    TaskGone,
    TaskTaken,
)
from gateway.outbox.enqueue import Kind
from gateway.store.database import Database
from gateway.store.models import OutboxMessage, RmUserTask

START_TTL = timedelta(days=7)
"""Must outlive every outage: a start repeated after its TTL would start a second instance."""

MESSAGE_TTL = timedelta(days=90)
"""An applicant may answer a notice while its worker or the engine is away: the message waits for the case, not the
other way round, longer than any notice gives time."""
TASK_GONE = "task_gone"


class Engine(Protocol):
    """What the outbox needs of the engine (:class:`gateway.engine.EngineClient`)."""

    async def publish_message(
        self, name: str, correlation_key: str, *, message_id: str, ttl: timedelta, variables: dict[str, Any]
    ) -> int:
        """Publish a message."""
        ...

    async def complete_user_task(self, task_key: int, variables: dict[str, Any]) -> None:
        """Complete a user task."""
        ...

    async def update_user_task(self, task_key: int, due_at: datetime) -> None:
        """Change the due date of a user task."""
        ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """The engine took it, now or before."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine will never take it; ``code`` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Not now; ``code`` says why."""

    code: str


Result = Delivered | Failed | TryAgain


async def deliver(row: OutboxMessage, engine: Engine, database: Database) -> Result:
    """Ask the engine once for what ``row`` says. Never raises one of our errors."""
    with tracing.span(
        "outbox deliver", case_no=row.case_no, kind=str(row.kind), attempt=row.attempts
    ) as span:
        result = await _asked(row, engine, database)
        span.set(result=type(result).__name__.lower())
        if not isinstance(result, Delivered):
            span.fail(result.code)
    return result


async def _asked(row: OutboxMessage, engine: Engine, database: Database) -> Result:
    try:
        if row.kind == Kind.COMPLETE_TASK:
            return await _complete(row, engine, database)
        if row.kind == Kind.UPDATE_TASK:
            return await _update(row, engine)
        return await _publish(row, engine)
    except EngineUnavailable as error:
        return TryAgain(error.code)
    except EngineRefused as error:
        return Failed(error.code)
    except ChainError as error:
        return TryAgain(error.code)


async def _publish(row: OutboxMessage, engine: Engine) -> Result:
    try:
        await engine.publish_message(
            row.payload["name"],
            row.payload["correlation_key"],
            message_id=row.dedupe_key,
            ttl=START_TTL if row.kind == Kind.START_CASE else MESSAGE_TTL,
            variables=row.payload["variables"],
        )
    except MessageAlreadyPublished:
        return Delivered()
    return Delivered()


async def _complete(row: OutboxMessage, engine: Engine, database: Database) -> Result:
    task_key: int = row.payload["task_key"]
    try:
        await engine.complete_user_task(task_key, row.payload["variables"])
    except TaskTaken as error:
        return TryAgain(error.code)
    except TaskGone:
        return await _what_became_of(task_key, database)
    return Delivered()


async def _update(row: OutboxMessage, engine: Engine) -> Result:
    try:
        await engine.update_user_task(row.payload["task_key"], datetime.fromisoformat(row.payload["due_at"]))
    except TaskTaken as error:
        return TryAgain(error.code)
    except TaskGone:
        # Completed or cancelled meanwhile: there is no due date any more.
        return Delivered()
    return Delivered()


async def _what_became_of(task_key: int, database: Database) -> Result:
    """Tell "completed by an earlier attempt of this row" from "cancelled under our hands".

    The engine answers both with 404. Only this row completes the task (a decision is unique for its task), so a
    completed one was completed by it. While the read model still shows the task open, it is not told yet: wait.
    """
    async with database.read() as session:
        state = await session.scalar(select(RmUserTask.state).where(RmUserTask.key == task_key))
    match state:
        case "completed":
            return Delivered()
        case "open":
            return TryAgain(TASK_GONE)
    return Failed(TASK_GONE)
