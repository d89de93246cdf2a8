"""Telling an applicant something, in the transaction that does the thing."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import SystemClock
from gateway.dependencies import Context
from gateway.messages.channels import channels_on
from gateway.messages.kinds import MessageKind
from gateway.messages.states import ChannelName, DeliveryState
from gateway.store.models import Case, Contact, Message, MessageDelivery

_TOLD = select(Message).where(Message.case_no == bindparam("case_no"), Message.key == bindparam("key"))


async def tell(
    context: Context,
    session: AsyncSession,
    case: Case,
    kind: MessageKind,
    *,
    key: str,
    text: str | None = None,
    link: str | None = None,
    due_at: datetime | None = None,
    recipient: str | None = None,
) -> Message:
    """Tell the applicant of ``case`` (or the account ``recipient``) something; told before under ``key``, nothing happens.

    ``text`` is what the application shows, and only it: SMS and e-mail say the case number and what ``kind`` says to
    do. ``link`` is a path of this interface, ``due_at`` until when the applicant has to act. The caller's transaction
    has locked the case.
    """
    earlier = await session.scalar(_TOLD, {"case_no": case.case_no, "key": key})
    if earlier is not None:
        return earlier
    theme = context.catalogue.theme(case.theme).name
    message = Message(
        case_no=case.case_no,
        recipient=case.applicant_sub if recipient is None else recipient,
        kind=kind.value,
        subject=f"{kind.subject}（{theme}）",
        text=text or f"您申办的“{theme}”（办件编号{case.case_no}）：{kind.to_do}。",
        link=link or kind.link(case.case_no),
        due_at=due_at,
        key=key,
        created_at=context.now(),
    )
    session.add(message)
    await session.flush()
    session.add(_delivery(message, ChannelName.IN_APP, DeliveryState.SENT, message.created_at))
    if kind.outside:
        for channel in await _chosen(context, session, message.recipient):
            session.add(_delivery(message, channel, DeliveryState.QUEUED, None))
    await session.flush()
    return message


async def follow_account(session: AsyncSession, case_no: str, account: str) -> None:
    """What was told while a window case had no account belongs to the account that it is bound to."""
    unowned = (Message.case_no == case_no) & (Message.recipient == "")
    await session.execute(update(Message).where(unowned).values(recipient=account))


async def _chosen(context: Context, session: AsyncSession, account: str) -> list[ChannelName]:
    """Channels outside that the account chose and the office set up."""
    contact = await session.get(Contact, account) if account else None
    if contact is None:
        return []
    return [channel for channel in channels_on(context.settings) if channel.value in contact.channels]


def _delivery(
    message: Message, channel: ChannelName, state: DeliveryState, sent_at: datetime | None
) -> MessageDelivery:
    return MessageDelivery(
        message_id=message.id,
        channel=channel.value,
        state=state.value,
        next_attempt_at=SystemClock().now(),
        sent_at=sent_at,
    )
