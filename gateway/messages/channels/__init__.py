"""Channels to an applicant besides the application itself, each set up by configuration."""

from gateway.messages.channels.protocol import Channel, ChannelAway, Letter, LetterRefused
from gateway.messages.channels.registry import channels_on, open_channels

__all__ = ["Channel", "ChannelAway", "Letter", "LetterRefused", "channels_on", "open_channels"]
