"""How far a message is on one channel."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """State of one delivery."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given_up"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _LABELS[self]


_LABELS = {
    DeliveryState.QUEUED: "等待发送",
    DeliveryState.SENT: "已发送",
    DeliveryState.DELIVERED: "已送达",
    DeliveryState.FAILED: "发送失败，稍后重试",
    DeliveryState.GIVEN_UP: "未能送达，已停止发送",
}

WAITING = (DeliveryState.QUEUED, DeliveryState.FAILED)
"""States that are still to be sent."""


class ChannelName(StrEnum):
    """A way to the applicant."""

    IN_APP = "in_app"
    SMS = "sms"
    EMAIL = "email"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"in_app": "站内消息", "sms": "短信", "email": "电子邮件"}[self.value]


OUTSIDE = (ChannelName.SMS, ChannelName.EMAIL)
"""Channels that leave the application; each must be set up by the office and chosen by the applicant."""
