"""Decisions as the public finds them, and taking one down."""

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.procedure import Act
from gateway.cases.idempotency import Slot, once
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.publicity import schemas
from gateway.publicity.errors import PageUnknown, PublicationNotFound, PublicationWithdrawn
from gateway.publicity.opening import withdraw
from gateway.publicity.states import PublicationState
from gateway.store.models import Case, Publication

LONGEST_PAGE = 100
_LARGEST = 2**63


async def listing(
    context: Context, *, body: str | None, q: str | None, cursor: str | None, limit: int
) -> schemas.PublicationPage:
    """A page of what is public, of one body or all, with ``q`` in its holder, numbers or licence. Raises ``PageUnknown``."""
    query = _public().order_by(Publication.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(Publication.id < _place(cursor))
    if body is not None:
        query = query.where(Publication.body == body)
    if q is not None and q.strip():
        columns = (
            Publication.holder,
            Publication.document_number,
            Publication.certificate_number,
            Publication.licence,
        )
        query = query.where(or_(*(column.contains(q.strip(), autoescape=True) for column in columns)))
    async with context.database.count() as session:
        rows = list(await session.scalars(query))
    shown = rows[:limit]
    return schemas.PublicationPage(
        publications=[_view(context, row) for row in shown],
        next_cursor=str(shown[-1].id) if len(rows) > limit else None,
    )


async def publication(context: Context, number: int) -> schemas.PublicationView:
    """One that is public. Raises ``PublicationNotFound``."""
    async with context.database.read() as session:
        found = await session.scalar(_public().where(Publication.id == number)) if number < _LARGEST else None
    if found is None:
        raise PublicationNotFound
    return _view(context, found)


async def take_down(
    context: Context, caller: Caller, number: int, key: str, request: schemas.Withdrawal
) -> dict[str, Any]:
    """The head of the body has it taken down: an objection holds, or the decision was corrected.

    Raises ``PublicationNotFound``, ``PublicationWithdrawn``, ``IdempotencyKeyReused``.
    """
    slot = Slot.of(caller.sub, f"POST /publicity/{number}/withdrawal", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        found = await session.get(Publication, number) if number < _LARGEST else None
        if found is None or found.body != caller.body:
            raise PublicationNotFound
        await session.get_one(Case, found.case_no, with_for_update=True)
        await session.refresh(found)
        if found.state == PublicationState.WITHDRAWN:
            raise PublicationWithdrawn
        now = context.now()
        await withdraw(session, found, request.reason, now)
        await put_on_record(
            session,
            caller,
            Role.HEAD,
            "publicity.withdraw",
            at=now,
            case_no=found.case_no,
            detail={"publication": number, "item": found.item},
        )
        state = PublicationState.WITHDRAWN
        return schemas.Withdrawn(
            id=number, state=state.value, state_name=state.label, withdrawn_at=now
        ).model_dump(mode="json")

    return await once(context, slot, store)


def _public() -> Select[Publication]:
    return select(Publication).where(Publication.state == PublicationState.PUBLISHED.value)


def _view(context: Context, row: Publication) -> schemas.PublicationView:
    body = context.catalogue.body(row.body)
    return schemas.PublicationView.model_validate(
        {
            **{
                name: getattr(row, name)
                for name in schemas.PublicationView.model_fields
                if hasattr(Publication, name)
            },
            "act_name": "准予许可" if row.act == Act.CONCLUDE else Act(row.act).label,
            "body_name": body.name,
            "body_uscc": body.uscc,
        }
    )


def _place(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) < _LARGEST):
        raise PageUnknown
    return int(cursor)
