"""What bodies asked for when it could no longer be told, for those who supervise them."""

from sqlalchemy import select
from sqlalchemy.orm import defer

from chain.errors import BadInput
from gateway.dependencies import Context
from gateway.procedure.schemas import BreachPage, BreachView
from gateway.store.models import Breach

LONGEST_PAGE = 100
_LARGEST = 2**63


class CursorInvalid(BadInput):
    """A cursor that this interface did not give out."""

    message = "翻页游标无效，请从第一页重新查询。"


async def breaches(context: Context, *, cursor: str | None, limit: int) -> BreachPage:
    """A page of breaches, without what anybody wrote. Raises ``CursorInvalid``."""
    query = select(Breach).options(defer(Breach.what)).order_by(Breach.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(Breach.id < _place(cursor))
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


def _place(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) < _LARGEST):
        raise CursorInvalid
    return int(cursor)
