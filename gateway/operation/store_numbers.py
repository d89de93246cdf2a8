"""Numbers that stand in the store. Every gateway shows the same ones: take the highest of them, never their sum."""

import logging
import time
from datetime import timedelta
from weakref import WeakKeyDictionary

from prometheus_client import Gauge
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CaseState
from chain.clock import SystemClock
from chain.errors import ChainError
from gateway.dependencies import Context
from gateway.documents.drafting import DRAFTED
from gateway.messages.states import OUTSIDE, WAITING, DeliveryState
from gateway.publicity.reporting import PATIENCE, UNTOLD
from gateway.readmodel.queries import position
from gateway.store.database import Database
from gateway.store.models import (
    EVERYBODY,
    AuditEntry,
    Document,
    ListedCase,
    MessageDelivery,
    OutboxMessage,
    PublicationReport,
    RmIncident,
    RmTaskGroup,
    RmUserTask,
)

logger = logging.getLogger(__name__)

COUNT_EVERY = 60.0
"""Seconds between two counts of what may be many rows, however often somebody asks."""

_open_rows = Gauge("yilian_outbox_open", "Rows of the outbox that the engine has not taken yet")
_oldest = Gauge("yilian_outbox_oldest_seconds", "Age of the oldest open row of the outbox, in seconds")
_failed = Gauge("yilian_outbox_failed", "Rows of the outbox that the engine refused for good")
_lag = Gauge("yilian_read_model_lag_seconds", "From the engine's record to the read model, last batch")
_as_of = Gauge("yilian_read_model_as_of_seconds", "Time of the last record, in seconds of the epoch")
_cases = Gauge("yilian_cases", "Cases by state", ["state"])
_tasks = Gauge("yilian_tasks_open", "Tasks at the desk of a body", ["body"])
_overdue = Gauge("yilian_tasks_overdue", "Tasks at the desk of a body past their due date", ["body"])
_incidents = Gauge("yilian_incidents_open", "Incidents that wait for an operator")
_unsealed = Gauge("yilian_documents_unsealed", "Documents that wait for their seal")
_waiting = Gauge("yilian_messages_waiting", "Messages that wait to be sent", ["channel"])
_given_up = Gauge("yilian_messages_given_up", "Messages that were given up", ["channel"])
_untold = Gauge("yilian_publication_reports_waiting", "Decisions that the credit platform has not taken yet")
_stuck = Gauge("yilian_publication_reports_stuck", "Those of them that it was told in vain time after time")
_reachable = Gauge("yilian_store_reachable", "1 while the store answers; 0: its other numbers stand still")
_audit = Gauge("yilian_audit_lines", "Number of the last line of the audit log; it never falls")

_counted_at: WeakKeyDictionary[Database, float] = WeakKeyDictionary()


async def refresh(context: Context) -> None:
    """Bring the numbers up to date: what is cheap at once, what may be many rows once a minute.

    A store that is away is one of the numbers: this process still has others to show.
    """
    try:
        await _refresh(context)
    except (SQLAlchemyError, ChainError, OSError) as error:
        _reachable.set(0)
        logger.warning("the store cannot be counted", extra={"code": type(error).__name__})
    else:
        _reachable.set(1)


async def _refresh(context: Context) -> None:
    now = time.monotonic()
    due = now - _counted_at.get(context.database, -COUNT_EVERY) >= COUNT_EVERY
    async with context.database.count() as session:
        await _read(session)
        if due:
            await _count(session)
            await _count_messages(session)
            await _count_reports(session)
            await _count_desks(session, context)
            _counted_at[context.database] = now


async def _read(session: AsyncSession) -> None:
    is_open = OutboxMessage.done_at.is_(None) & OutboxMessage.failed_code.is_(None)
    rows = select(func.count(), func.min(OutboxMessage.created_at)).select_from(OutboxMessage).where(is_open)
    count, oldest = (await session.execute(rows)).one()
    age = SystemClock().now() - oldest if count else timedelta()
    _open_rows.set(count)
    _oldest.set(age.total_seconds())
    at = await position(session)
    _lag.set(at.lag_ms / 1000)
    _as_of.set(at.as_of.timestamp() if at.as_of is not None else 0)
    _audit.set(await session.scalar(select(func.max(AuditEntry.seq))) or 0)


async def _count(session: AsyncSession) -> None:
    refused = OutboxMessage.failed_code.is_not(None)
    _failed.set(await session.scalar(select(func.count()).select_from(OutboxMessage).where(refused)) or 0)
    waiting = RmIncident.state == "open"
    _incidents.set(await session.scalar(select(func.count()).select_from(RmIncident).where(waiting)) or 0)
    drafted = Document.state == DRAFTED
    _unsealed.set(await session.scalar(select(func.count()).select_from(Document).where(drafted)) or 0)
    by_state = (
        select(ListedCase.state, func.count()).where(ListedCase.body == EVERYBODY).group_by(ListedCase.state)
    )
    rows = (await session.execute(by_state)).all()
    for known in CaseState:
        _cases.labels(known.value).set(0)
    for state, count in rows:
        _cases.labels(state).set(count)


async def _count_messages(session: AsyncSession) -> None:
    state, channel = MessageDelivery.state, MessageDelivery.channel
    for gauge, counted in ((_waiting, state.in_(WAITING)), (_given_up, state == DeliveryState.GIVEN_UP)):
        rows = await session.execute(select(channel, func.count()).where(counted).group_by(channel))
        found = {name: int(count) for name, count in rows}
        for name in OUTSIDE:
            gauge.labels(name.value).set(found.get(name.value, 0))


async def _count_reports(session: AsyncSession) -> None:
    stuck = func.count().filter(PublicationReport.attempts >= PATIENCE)
    waiting, in_vain = (await session.execute(select(func.count(), stuck).where(UNTOLD))).one()
    _untold.set(waiting)
    _stuck.set(in_vain)


async def _count_desks(session: AsyncSession, context: Context) -> None:
    bodies = [body.code for body in context.catalogue.bodies()]
    past = func.count().filter(RmUserTask.due_at < context.now())
    desks = (
        select(RmTaskGroup.body, func.count(), past)
        .join(RmUserTask, RmUserTask.key == RmTaskGroup.task_key)
        .where(RmTaskGroup.body.in_(bodies), RmTaskGroup.open.is_(True))
        .group_by(RmTaskGroup.body)
    )
    found = {body: (waiting, late) for body, waiting, late in await session.execute(desks)}
    for body in bodies:
        waiting, late = found.get(body, (0, 0))
        _tasks.labels(body).set(waiting)
        _overdue.labels(body).set(late)
