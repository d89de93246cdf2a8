"""Writing rows for the outbox inside the caller's transaction.

The key of a row is unique for ever and is the message's id at the engine: writing the same thing again finds the row
that is there. Rows of one case are delivered in the order in which they were written.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import correlation_key
from chain.clock import SystemClock
from gateway.operation import answering
from gateway.store.base import table_of
from gateway.store.database import tell_outbox
from gateway.store.models import OutboxMessage

_TABLE = table_of(OutboxMessage)
_WRITE = {
    dialect: insert(_TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"]).inline()
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
"""By dialect: write a row, or leave the one that is there."""


class Kind(StrEnum):
    """What a row asks of the engine, or of ourselves once its transaction is over."""

    START_CASE = "start_case"
    SUPPLEMENT_SUBMITTED = "supplement_submitted"
    CASE_WITHDRAWN = "case_withdrawn"
    COMPLETE_TASK = "complete_task"
    UPDATE_TASK = "update_task"
    PUBLISH = "publish"
    DRAFT_DOCUMENTS = "draft_documents"


async def start_case(
    session: AsyncSession,
    case_no: str,
    theme: str,
    variables: Mapping[str, Any],
    *,
    draft_documents: bool = False,
) -> None:
    """Start the chain of a case: message ``<theme>.submitted`` whose key and id are the case number.

    ``draft_documents``: draft those of its submission too. That row is no case's: it waits for no engine, and nothing
    waits for it.
    """
    answering.opened(case_no, theme)
    answering.about(case_no)
    payload = {"name": f"{theme}.submitted", "correlation_key": case_no, "variables": dict(variables)}
    rows = [_row(Kind.START_CASE, case_no, payload, case_no)]
    if draft_documents:
        rows.append(_row(Kind.DRAFT_DOCUMENTS, None, {"case_no": case_no}, f"documents/{case_no}"))
    await _write(session, rows)


async def supplement_submitted(
    session: AsyncSession, case_no: str, scope: str, notice_no: str, variables: Mapping[str, Any]
) -> None:
    """Tell the chain that notice ``notice_no`` on ``scope`` (an item, or ``chain``) is answered."""
    key = correlation_key(case_no, scope, notice_no)
    payload = {"name": "supplement-submitted", "correlation_key": key, "variables": dict(variables)}
    await enqueue(session, Kind.SUPPLEMENT_SUBMITTED, case_no, payload, f"supplement/{key}")


async def case_withdrawn(session: AsyncSession, case_no: str) -> None:
    """Tell the chain that the applicant withdrew."""
    payload = {"name": "case-withdrawn", "correlation_key": case_no, "variables": {}}
    await enqueue(session, Kind.CASE_WITHDRAWN, case_no, payload, f"withdrawal/{case_no}")


async def complete_task(
    session: AsyncSession, case_no: str, task_key: int, variables: Mapping[str, Any]
) -> None:
    """Complete a user task with outcome codes only; its decision becomes ``done``, or ``void`` if it was gone."""
    payload = {"task_key": task_key, "variables": dict(variables)}
    await enqueue(session, Kind.COMPLETE_TASK, case_no, payload, f"task/{task_key}")


async def update_task(
    session: AsyncSession, case_no: str, task_key: int, *, before: datetime, due_at: datetime
) -> None:
    """Move the due date of a user task from ``before``, as the read model shows it, to ``due_at``."""
    payload = {"task_key": task_key, "due_at": due_at.isoformat()}
    key = f"task-due/{task_key}/{due_at:%Y%m%dT%H%M%S}/{before:%Y%m%dT%H%M%S}"
    await enqueue(session, Kind.UPDATE_TASK, case_no, payload, key)


async def publish(
    session: AsyncSession, name: str, correlation_key: str, variables: Mapping[str, Any], message_id: str
) -> None:
    """Publish an integrator's message once for ``message_id``."""
    payload = {"name": name, "correlation_key": correlation_key, "variables": dict(variables)}
    await enqueue(session, Kind.PUBLISH, None, payload, f"message/{message_id}")


async def publish_for(
    session: AsyncSession, case_no: str, name: str, part: str, variables: Mapping[str, Any], mark: str = ""
) -> None:
    """Publish a message about a part of a case (an item, the number of a document …), once for ``mark``."""
    key = f"{case_no}/{part}"
    payload = {"name": name, "correlation_key": key, "variables": dict(variables)}
    await enqueue(
        session, Kind.PUBLISH, case_no, payload, f"{name}/{key}/{mark}" if mark else f"{name}/{key}"
    )


async def enqueue(
    session: AsyncSession, kind: str, case_no: str | None, payload: dict[str, Any], dedupe_key: str
) -> None:
    """Write a row, unless one with ``dedupe_key`` is there already; the dispatcher wakes at the commit."""
    if case_no is not None:
        answering.about(case_no)
    await _write(session, [_row(kind, case_no, payload, dedupe_key)])


def _row(kind: str, case_no: str | None, payload: dict[str, Any], dedupe_key: str) -> dict[str, Any]:
    # Times of the outbox are the machine's, not the movable clock's: they only pace the delivery.
    now: datetime = SystemClock().now()
    return {
        "kind": str(kind),
        "case_no": case_no,
        "payload": payload,
        "dedupe_key": dedupe_key,
        "created_at": now,
        "attempts": 0,
        "next_attempt_at": now,
    }


async def _write(session: AsyncSession, rows: list[dict[str, Any]]) -> None:
    await session.execute(_WRITE[session.get_bind().dialect.name], rows)
    tell_outbox(session)
