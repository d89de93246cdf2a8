"""The raw view: instances as the engine's records tell them."""

from sqlalchemy import select

from chain.errors import BadInput, NotFound
from gateway.dependencies import Context
from gateway.instances.schemas import (
    ElementView,
    IncidentPage,
    IncidentView,
    InstancePage,
    InstanceSummary,
    InstanceView,
)
from gateway.readmodel import queries
from gateway.store.models import RmElement, RmIncident, RmInstance

MOST_ELEMENTS = 2000
_LARGEST_KEY = 2**63 - 1


class KeyInvalid(BadInput):
    """A key or cursor that is no number of the engine."""

    message = "编号或游标应为流程引擎给出的数字。"


class InstanceNotFound(NotFound):
    """No instance of that key in the read model."""

    message = "未找到该流程实例，请核对编号；刚启动的实例请稍后再查。"


def key_of(text: str) -> int:
    """The engine's key that ``text`` stands for. Raises ``KeyInvalid``."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST_KEY))):
        raise KeyInvalid
    key = int(text)
    if key > _LARGEST_KEY:
        raise KeyInvalid
    return key


async def instances(
    context: Context, *, process: str | None, state: str | None, cursor: str | None, limit: int
) -> InstancePage:
    """A page of instances in the order of their keys."""
    after = key_of(cursor) if cursor is not None else 0
    async with context.database.read() as session:
        rows = await queries.instances(session, process_id=process, state=state, after=after, limit=limit + 1)
    return InstancePage(
        instances=[_summary(row) for row in rows[:limit]],
        next_cursor=str(rows[limit - 1].key) if len(rows) > limit else None,
    )


async def instance(context: Context, key: str) -> InstanceView:
    """One instance with its elements, the instances it called, and its incidents. Raises ``InstanceNotFound``."""
    number = key_of(key)
    async with context.database.read() as session:
        row = await queries.instance(session, number)
        if row is None:
            raise InstanceNotFound
        elements = await session.scalars(
            select(RmElement)
            .where(RmElement.instance_key == number)
            .order_by(RmElement.key)
            .limit(MOST_ELEMENTS)
        )
        called = await session.scalars(
            select(RmInstance)
            .where(RmInstance.root_key == row.root_key, RmInstance.parent_key == number)
            .order_by(RmInstance.key)
        )
        incidents = await session.scalars(
            select(RmIncident).where(RmIncident.instance_key == number).order_by(RmIncident.key)
        )
        return InstanceView(
            **_summary(row).model_dump(),
            elements=[_element(each) for each in elements],
            called=[_summary(each) for each in called],
            incidents=[incident_view(each) for each in incidents],
        )


async def incidents(context: Context, *, state: str, cursor: str | None, limit: int) -> IncidentPage:
    """A page of incidents, the oldest first."""
    after = key_of(cursor) if cursor is not None else 0
    async with context.database.read() as session:
        rows = await queries.incidents(session, state=state, after=after, limit=limit + 1)
    return IncidentPage(
        incidents=[incident_view(row) for row in rows[:limit]],
        next_cursor=str(rows[limit - 1].key) if len(rows) > limit else None,
    )


def incident_view(row: RmIncident) -> IncidentView:
    """An incident as it is shown."""
    return IncidentView(
        key=str(row.key),
        instance_key=str(row.instance_key),
        process_id=row.process_id,
        element_id=row.element_id,
        job_key=None if row.job_key is None else str(row.job_key),
        error_type=row.error_type,
        message=row.message,
        state=row.state,
        created_at=row.created_at,
        resolved_at=row.resolved_at,
    )


def _summary(row: RmInstance) -> InstanceSummary:
    return InstanceSummary(
        key=str(row.key),
        process_id=row.process_id,
        version=row.version,
        parent_key=None if row.parent_key is None else str(row.parent_key),
        case_no=row.case_no,
        state=row.state,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _element(row: RmElement) -> ElementView:
    return ElementView(
        key=str(row.key),
        element_id=row.element_id,
        type=row.element_type,
        state=row.state,
        entered_at=row.entered_at,
        left_at=row.left_at,
    )
