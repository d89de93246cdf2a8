"""An applicant's own messages: listed, opened, marked as read. Opening one is on record and counts as delivered."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cursors import number_of
from gateway.dependencies import Caller, Context, Role
from gateway.messages import schemas
from gateway.messages.errors import MessageNotFound
from gateway.messages.states import ChannelName, DeliveryState
from gateway.on_record import put_on_record
from gateway.store.models import Message, MessageDelivery

LONGEST_PAGE = 100
_LARGEST_ID = 2**63


async def listing(
    context: Context, caller: Caller, *, unread: bool, cursor: str | None, limit: int
) -> schemas.MessagePage:
    """The caller's messages, newest first, without their texts. Raises ``CursorInvalid``."""
    own = Message.recipient == caller.sub
    query = select(Message).where(own).order_by(Message.id.desc()).limit(limit + 1)
    if unread:
        query = query.where(Message.read_at.is_(None))
    if cursor is not None:
        query = query.where(Message.id < number_of(cursor))
    async with context.database.read() as session:
        rows = list(await session.scalars(query))
        waiting = select(func.count()).select_from(Message).where(own, Message.read_at.is_(None))
        count = await session.scalar(waiting) or 0
    shown = rows[:limit]
    return schemas.MessagePage(
        messages=[schemas.MessageLine.model_validate(_line(row)) for row in shown],
        unread=count,
        next_cursor=str(shown[-1].id) if len(rows) > limit else None,
    )


async def opened(context: Context, caller: Caller, message_id: int) -> schemas.MessageView:
    """Open one, or mark it as read; done again, nothing changes but the line on record. Raises ``MessageNotFound``."""
    async with context.database.write() as session:
        message = await _own(session, caller, message_id)
        deliveries = await _deliveries(session, message)
        now = context.now()
        if message.read_at is None:
            message.read_at = now
            for each in deliveries:
                if each.channel == ChannelName.IN_APP:
                    each.state, each.delivered_at = DeliveryState.DELIVERED, now
        await put_on_record(
            session,
            caller,
            Role.APPLICANT,
            "message.read",
            at=now,
            case_no=message.case_no,
            detail={"message": message.id},
        )
    return schemas.MessageView.model_validate(
        {
            **_line(message),
            "text": message.text,
            "link": message.link,
            "deliveries": [_delivery(each) for each in deliveries],
        }
    )


async def _own(session: AsyncSession, caller: Caller, message_id: int) -> Message:
    query = select(Message).where(Message.id == message_id, Message.recipient == caller.sub).with_for_update()
    found = await session.scalar(query) if 0 < message_id < _LARGEST_ID else None
    if found is None:
        raise MessageNotFound
    return found


async def _deliveries(session: AsyncSession, message: Message) -> list[MessageDelivery]:
    query = select(MessageDelivery).where(MessageDelivery.message_id == message.id)
    return list(await session.scalars(query.order_by(MessageDelivery.id)))


def _line(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "case_no": message.case_no,
        "kind": message.kind,
        "subject": message.subject,
        "created_at": message.created_at,
        "due_at": message.due_at,
        "read_at": message.read_at,
    }


def _delivery(row: MessageDelivery) -> dict[str, object]:
    return {
        "channel": row.channel,
        "channel_name": ChannelName(row.channel).label,
        "state": row.state,
        "state_name": DeliveryState(row.state).label,
        "attempts": row.attempts,
        "sent_at": row.sent_at,
        "delivered_at": row.delivered_at,
    }
