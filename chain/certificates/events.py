"""What can happen to a certificate, and what it is worth after it: its status follows from its events alone."""

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """What became of a version of a certificate; whether its time is over is asked of its date besides."""

    VALID = "valid"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    RECALLED = "recalled"
    REVOKED = "revoked"
    STRIPPED = "stripped"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """One event in the life of a version. ``EXPIRED`` is never recorded: it follows from the date."""

    ISSUED = "issued"
    CHANGED = "changed"
    RENEWED = "renewed"
    CORRECTED = "corrected"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    EXPIRED = "expired"
    RECALLED = "recalled"
    REVOKED = "revoked"
    STRIPPED = "stripped"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _LABELS[self]


_LABELS = {
    Event.ISSUED: "制发",
    Event.CHANGED: "变更",
    Event.RENEWED: "延续",
    Event.CORRECTED: "更正",
    Event.SUSPENDED: "暂扣",
    Event.RESUMED: "暂扣发还",
    Event.EXPIRED: "过期失效",
    Event.RECALLED: "撤回",
    Event.REVOKED: "撤销",
    Event.STRIPPED: "吊销",
    Event.CANCELLED: "注销",
    Event.SUPERSEDED: "由新版本替代",
}
_AFTER = {
    Event.SUSPENDED: Status.SUSPENDED,
    Event.RESUMED: Status.VALID,
    Event.RECALLED: Status.RECALLED,
    Event.REVOKED: Status.REVOKED,
    Event.STRIPPED: Status.STRIPPED,
    Event.CANCELLED: Status.CANCELLED,
    Event.SUPERSEDED: Status.SUPERSEDED,
}
"""Where an event leads; what is not named leaves the version worth what it was."""


def status_after(status: Status, event: Event) -> Status:
    """What a version in ``status`` is worth after ``event``."""
    return _AFTER.get(event, status)


def status_of(events: Iterable[Event]) -> Status:
    """What a version is worth after all its events, in their order."""
    status = Status.VALID
    for event in events:
        status = status_after(status, event)
    return status
