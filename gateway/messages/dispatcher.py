"""A background task of every gateway that hands messages to their channels until they took them, or it gives up.

Delivered at least once: an attempt whose answer was lost is made again under the same reference.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client import Counter
from sqlalchemy import select

from chain.clock import Clock
from chain.errors import ChainError
from gateway.messages.channels import Channel, ChannelAway, Letter
from gateway.messages.kinds import MessageKind
from gateway.messages.states import WAITING, ChannelName, DeliveryState
from gateway.outbox.leasing import LeasedQueue, free_and_due, pause
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.models import Contact, Message, MessageDelivery

logger = logging.getLogger(__name__)

_deliveries = Counter(
    "yilian_message_deliveries_total", "Attempts to hand a message to a channel", ["channel", "result"]
)
_DUE = (
    select(MessageDelivery)
    .where(MessageDelivery.state.in_([state.value for state in WAITING]), free_and_due(MessageDelivery))
    .order_by(MessageDelivery.next_attempt_at, MessageDelivery.id)
)


class NoAddress(ChainError):
    """The applicant took the address or the choice of the channel back, or the office the channel."""

    message = "申请人未设置或者已取消该接收方式。"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a message is tried; pauses in seconds, twice as long each time up to the longest."""

    attempts: int
    first_pause: float
    longest_pause: float

    @classmethod
    def of(cls, settings: Settings) -> "RetryPolicy":
        """The office's."""
        return cls(settings.message_attempts, settings.message_first_pause, settings.message_longest_pause)


class MessageDispatcher(LeasedQueue[MessageDelivery]):
    """Delivers what waits for ``channels``. ``now`` is the clock by which people read when it was sent."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[ChannelName, Channel],
        policy: RetryPolicy,
        *,
        public_url: str,
        now: Clock,
        concurrency: int = 16,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(
            database,
            MessageDelivery,
            _DUE,
            woken=asyncio.Event(),
            concurrency=concurrency,
            clock=clock,
        )
        self._channels = channels
        self._policy = policy
        self._public_url = public_url.rstrip("/")
        self._now = now

    async def _handle(self, row: MessageDelivery) -> None:
        try:
            await self._send(row)
        except ChannelAway as error:
            await self._failed(row, error, last=row.attempts >= self._policy.attempts)
        except ChainError as error:
            await self._failed(row, error, last=True)
        else:
            _deliveries.labels(row.channel, "sent").inc()
            async with self._database.write() as session:
                values = {"state": DeliveryState.SENT.value, "sent_at": self._now.now(), "error_code": None}
                await self._release(session, row, values)

    async def _send(self, row: MessageDelivery) -> None:
        name = ChannelName(row.channel)
        async with self._database.read() as session:
            message = await session.get_one(Message, row.message_id)
            contact = await session.get(Contact, message.recipient)
        channel = self._channels.get(name)
        address = None if contact is None or name.value not in contact.channels else _address(contact, name)
        if channel is None or address is None:
            raise NoAddress
        try:
            await channel.send(address, self._letter(message))
        except ChainError:
            raise
        except Exception as error:  # noqa: BLE001 - an adapter of the office may fail on anything
            # That counts as an attempt like any other; only the kind is told, because the words may name the address.
            logger.warning("channel %s failed: %s", name.value, type(error).__name__)
            raise ChannelAway from None

    def _letter(self, message: Message) -> Letter:
        """The least: case number, what to do, until when, where."""
        kind = MessageKind(message.kind)
        until = "" if message.due_at is None else f"，截止{message.due_at:%Y年%m月%d日}"
        text = f"办件{message.case_no}：{kind.to_do}{until}。{self._public_url}"
        return Letter(f"yilian-message-{message.id}", f"办件{message.case_no}：{kind.subject}", text)

    async def _failed(self, row: MessageDelivery, error: ChainError, *, last: bool) -> None:
        state = DeliveryState.GIVEN_UP if last else DeliveryState.FAILED
        _deliveries.labels(row.channel, state.value).inc()
        (logger.error if last else logger.info)(
            "message %d over %s %s: %s", row.message_id, row.channel, state.value, error.code
        )
        wait = pause(row.attempts - 1, first=self._policy.first_pause, longest=self._policy.longest_pause)
        values = {
            "state": state.value,
            "error_code": error.code,
            "next_attempt_at": self._clock.now() + wait,
        }
        async with self._database.write() as session:
            await self._release(session, row, values)


def _address(contact: Contact, channel: ChannelName) -> str | None:
    return contact.sms if channel is ChannelName.SMS else contact.email
