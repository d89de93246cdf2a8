"""What a channel is given and how it says that it could not deliver."""

from dataclasses import dataclass
from typing import Protocol

from chain.errors import ChainError


class ChannelAway(ChainError):
    """The channel cannot be reached or does not take anything now: it is tried again."""

    message = "消息通道暂时不可用。"


class LetterRefused(ChainError):
    """The channel will never take this one: the address is wrong, say."""

    message = "消息通道拒绝了这条消息。"


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out: the least that tells the applicant what to do. ``reference`` is the same for each attempt."""

    reference: str
    subject: str
    text: str


class Channel(Protocol):
    """A way out of the application."""

    async def send(self, address: str, letter: Letter) -> None:
        """Hand the letter over for ``address`` within the channel's own time limit.

        Raises ``ChannelAway``, ``LetterRefused``; neither carries the address.
        """
        ...
