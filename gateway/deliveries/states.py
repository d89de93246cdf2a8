"""Ways and states of a delivery."""

from enum import StrEnum


class DeliveryWay(StrEnum):
    """How results reach the applicant."""

    ELECTRONIC = "electronic"
    WINDOW = "window"
    POST = "post"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"electronic": "电子送达", "window": "窗口领取", "post": "邮寄送达"}[self.value]


class DeliveryState(StrEnum):
    """How far a delivery is; one that comes back by post waits again. ``void``: nothing that it was to hand over stands."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    VOID = "void"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        names = {"waiting": "待送达", "sent": "已寄出", "delivered": "已送达", "void": "无须送达"}
        return names[self.value]


OPEN = (DeliveryState.WAITING, DeliveryState.SENT)
"""States of a delivery that is still owed."""
