"""What bodies asked for when it could no longer be told, for those who supervise them."""

from sqlalchemy import select
from sqlalchemy.orm import defer

from gateway.cursors import number_of
from gateway.dependencies import Context
from gateway.procedure.schemas import BreachPage, BreachView
from gateway.store.models import Breach

LONGEST_PAGE = 100


async def breaches(context: Context, *, cursor: str | None, limit: int) -> BreachPage:
    """A page of breaches, without what anybody wrote. Raises ``CursorInvalid``."""
    query = select(Breach).options(defer(Breach.what)).order_by(Breach.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(Breach.id < number_of(cursor))
    async with context.database.read() as session:
        rows = list(await session.scalars(query))
    shown = rows[:limit]
    return BreachPage(
        breaches=[
            BreachView(
                case_no=row.case_no,
                item=row.item,
                body=row.body,
                notice_no=row.notice_no,
                kind=row.kind,
                target=row.target,
                at=row.at,
            )
            for row in shown
        ],
        next_cursor=str(shown[-1].id) if len(rows) > limit else None,
    )
