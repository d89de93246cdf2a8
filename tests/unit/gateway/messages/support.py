"""What the applicant of a case was told."""

from collections import Counter

from sqlalchemy import select

from gateway.messages.kinds import MessageKind
from gateway.store.models import Message
from tests.unit.gateway.portal import Portal


async def messages_of(portal: Portal, case_no: str, *kinds: MessageKind) -> list[Message]:
    """The messages about a case, of ``kinds`` if any are named, in their order."""
    async with portal.context.database.read() as session:
        rows = await session.scalars(select(Message).where(Message.case_no == case_no).order_by(Message.id))
        return [row for row in rows if not kinds or MessageKind(row.kind) in kinds]


async def counted(portal: Portal, case_no: str, *kinds: MessageKind) -> Counter[str]:
    """How many messages of each kind."""
    return Counter(row.kind for row in await messages_of(portal, case_no, *kinds))
