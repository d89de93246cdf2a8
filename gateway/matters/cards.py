"""Cards of time limits, of an item's clocks and of matters: what a body and its head are told of what nears its end or has
passed it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import ClockKind, ClockState
from gateway.store.models import Card

_SHOWN = select(Card.id).where(
    Card.case_no == bindparam("case_no"),
    Card.item == bindparam("item"),
    Card.clock == bindparam("clock"),
    Card.colour == bindparam("colour"),
    Card.due_at == bindparam("due_at"),
)


class MatterClock(StrEnum):
    """Which limit a card speaks of (``cards.clock``)."""

    DELIVERY = "delivery"
    PUBLICITY = "publicity"
    INSPECTION = "inspection"
    GROUND = "ground"
    """What was ended because of another item's end lost its ground: its leading body decides on it."""
    RELIED_ON = "relied_on"
    """A certificate on which an item relies counts no more: the item's officers look at it."""
    TERM_OVER = "term_over"
    """A licence was taken away for a time that is over: nobody gives it back by the clock, its officers do."""

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {
            "delivery": "送达时限",
            "publicity": "公示时限",
            "inspection": "联合勘验时限",
            "ground": "终止、撤销的依据已不存在，须重新处理",
            "relied_on": "所引用的电子证照已暂扣或者失效，须核实",
            "term_over": "暂扣期限已经届满，须办理发还或者另行决定",
        }[self.value]


def clock_label(clock: str) -> str:
    """The Chinese name of the limit that a card speaks of."""
    return MatterClock(clock).label if clock in set(MatterClock) else ClockKind(clock).label


async def show_card(
    session: AsyncSession,
    case_no: str,
    item: str,
    body: str,
    clock: ClockKind | MatterClock,
    colour: ClockState,
    due_at: datetime,
    now: datetime,
) -> None:
    """Show a card to the officers of ``body`` and its head, once. The case is locked."""
    card = {
        "case_no": case_no,
        "item": item,
        "clock": clock.value,
        "colour": colour.value,
        "due_at": due_at,
    }
    if await session.scalar(_SHOWN, card) is None:
        session.add(Card(**card, body=body, shown_at=now, seen=[]))
