"""What of a case may be rated, for whom it counts, and until when: an item once it ended, the chain once it is answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE
from chain.procedure import Stage
from gateway.dependencies import Context
from gateway.notices.numbering import NoticeKind
from gateway.procedure.record import items_of_case
from gateway.ratings.errors import AlreadyRated, NotYetRateable, RatingTimeOver
from gateway.ratings.limits import rate_by
from gateway.ratings.rows import rating_of
from gateway.store.models import Case, ItemCase, Notice


@dataclass(frozen=True, slots=True)
class Rateable:
    """One thing that may be rated. ``until`` is null while the chain has not been answered."""

    item: str
    name: str
    body: str
    until: datetime | None


async def rateable(context: Context, session: AsyncSession, case: Case) -> list[Rateable]:
    """Everything that has ended, whether it was rated or not: the chain first."""
    answer = await session.scalar(
        select(Notice).where(Notice.case_no == case.case_no, Notice.kind == NoticeKind.ANSWER.value)
    )
    until = None if answer is None else await rate_by(context, session, answer.sent_at)
    theme = context.catalogue.theme(case.theme).name
    chain = [] if answer is None else [Rateable(CHAIN_SCOPE, theme, case.lead_body, until)]
    return chain + [
        Rateable(item.item, item.name, item.body, until)
        for item in await items_of_case(session, case.case_no)
        if answer is not None or _ended(item)
    ]


async def open_now(context: Context, session: AsyncSession, case: Case, item: str) -> Rateable:
    """What may be rated now: it has ended, its time runs, and nobody rated it. The case is locked.

    Raises ``NotYetRateable``, ``RatingTimeOver``, ``AlreadyRated``.
    """
    found = next((each for each in await rateable(context, session, case) if each.item == item), None)
    if found is None:
        raise NotYetRateable
    if found.until is not None and context.now() > found.until:
        raise RatingTimeOver
    if await rating_of(session, case.case_no, item) is not None:
        raise AlreadyRated
    return found


def _ended(item: ItemCase) -> bool:
    return item.stage is not None and Stage(item.stage).ended
