"""Yellow and red cards as officers, the head of their body and supervisors see them."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import NotFound
from chain.limits import ClockKind, ClockState
from gateway.cases.views import body_name
from gateway.clocks import schemas
from gateway.cursors import number_of
from gateway.dependencies import Caller, Context, Role
from gateway.matters.cards import clock_label
from gateway.on_record import put_on_record
from gateway.store.models import Card, ItemCase

LONGEST_PAGE = 100
WHOLE = "全部事项"
"""What a card of the chain's joint limit is about."""
_LARGEST_ID = 2**63


class CardNotFound(NotFound):
    """No such card, or one of another body."""

    message = "没有找到该预警信息，或它不属于您所在的部门。"


async def cards(context: Context, caller: Caller, *, cursor: str | None, limit: int) -> schemas.CardPage:
    """Cards of the caller's body, all for a supervisor; newest first. Raises ``CursorInvalid``."""
    query = _visible(caller).order_by(Card.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(Card.id < number_of(cursor))
    async with context.database.read() as session:
        rows = (await session.execute(query)).all()
    shown = rows[:limit]
    return schemas.CardPage(
        cards=[_view(context, caller, card, name) for card, name in shown],
        next_cursor=str(shown[-1][0].id) if len(rows) > limit else None,
    )


async def seen(context: Context, caller: Caller, card_id: int) -> schemas.CardView:
    """Note that the caller read the card, once. Raises ``CardNotFound``."""
    async with context.database.write() as session:
        card, name = await _card(session, caller, card_id)
        if all(each["by"] != caller.sub for each in card.seen):
            now, role = context.now(), _role(caller)
            card.seen = [*card.seen, {"by": caller.sub, "role": role.value, "at": now.isoformat()}]
            await put_on_record(
                session,
                caller,
                role,
                "card.seen",
                at=now,
                case_no=card.case_no,
                detail={"item": card.item, "clock": card.clock, "colour": card.colour},
            )
        return _view(context, caller, card, name)


async def _card(session: AsyncSession, caller: Caller, card_id: int) -> tuple[Card, str]:
    query = _visible(caller).where(Card.id == card_id).with_for_update(of=Card)
    row = (await session.execute(query)).first() if 0 < card_id < _LARGEST_ID else None
    if row is None:
        raise CardNotFound
    return row[0], row[1]


def _visible(caller: Caller) -> Select[Card, str]:
    found = select(Card, ItemCase.name).join(
        ItemCase, (ItemCase.case_no == Card.case_no) & (ItemCase.item == Card.item)
    )
    return found if caller.has(Role.SUPERVISOR) else found.where(Card.body == caller.body)


def _role(caller: Caller) -> Role:
    return next(role for role in (Role.HEAD, Role.OFFICER, Role.SUPERVISOR) if caller.has(role))


def _view(context: Context, caller: Caller, card: Card, item_name: str) -> schemas.CardView:
    whole = card.clock == ClockKind.JOINT
    return schemas.CardView(
        id=card.id,
        case_no=card.case_no,
        item=None if whole else card.item,
        item_name=WHOLE if whole else item_name,
        body=card.body,
        body_name=body_name(context.catalogue, card.body),
        clock=card.clock,
        clock_name=clock_label(card.clock),
        colour=card.colour,
        colour_name=ClockState(card.colour).label,
        due_at=card.due_at,
        shown_at=card.shown_at,
        seen=[schemas.Seen(role=each["role"], at=each["at"]) for each in card.seen],
        seen_by_me=any(each["by"] == caller.sub for each in card.seen),
    )
