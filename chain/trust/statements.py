"""What a revocation list or a status answer states about one certificate, in one form for both."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chain.clock import BEIJING

WITHOUT_NEXT = timedelta(days=1)
"""How long a statement counts as current that does not say when the next one comes (RFC 6960, 4.2.2.1 leaves it open)."""


class Reason(StrEnum):
    """Why a certificate was revoked (RFC 5280, 5.3.1); the value is the name in snake case."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "key_compromise"
    CA_COMPROMISE = "ca_compromise"
    AFFILIATION_CHANGED = "affiliation_changed"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessation_of_operation"
    CERTIFICATE_HOLD = "certificate_hold"
    PRIVILEGE_WITHDRAWN = "privilege_withdrawn"
    AA_COMPROMISE = "aa_compromise"

    @property
    def label(self) -> str:
        """In Chinese."""
        return _LABELS[self]

    @property
    def spares_earlier_stamps(self) -> bool:
        """Whether tokens of a time stamp authority that were made before remain good (RFC 3161, chapter 4)."""
        return self in _ORDERLY


_LABELS = {
    Reason.UNSPECIFIED: "未说明",
    Reason.KEY_COMPROMISE: "密钥泄露",
    Reason.CA_COMPROMISE: "认证机构密钥泄露",
    Reason.AFFILIATION_CHANGED: "隶属关系变更",
    Reason.SUPERSEDED: "已被替换",
    Reason.CESSATION_OF_OPERATION: "停止使用",
    Reason.CERTIFICATE_HOLD: "暂停使用",
    Reason.PRIVILEGE_WITHDRAWN: "权限被撤销",
    Reason.AA_COMPROMISE: "属性机构密钥泄露",
}
# The RFC names "unspecified" among these when the reason is stated; absent, it says to take the worse.
_ORDERLY = {Reason.AFFILIATION_CHANGED, Reason.SUPERSEDED, Reason.CESSATION_OF_OPERATION}


@dataclass(frozen=True, slots=True)
class Revocation:
    """From when on a certificate no longer counts (the earlier of revocation and invalidity date), and why."""

    since: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Statement:
    """``revocation`` is ``None`` when the certificate is said to be good; all moments are aware.

    ``complete`` is false for a list of some reasons only: what is not on it may be revoked for another.
    """

    source: str
    this_update: datetime
    next_update: datetime | None
    revocation: Revocation | None
    complete: bool = True

    def current_at(self, moment: datetime) -> bool:
        """Whether this was the latest word at the moment."""
        return self.this_update <= moment <= (self.next_update or self.this_update + WITHOUT_NEXT)


def in_words(moment: datetime) -> str:
    """A moment as it is written in reasons: Beijing time, to the second."""
    # The last day of the calendar, which RFC 5280, 4.1.2.5 has for what never ends, is told as it is written.
    with suppress(OverflowError):
        moment = moment.astimezone(BEIJING)
    return moment.strftime("%Y-%m-%d %H:%M:%S")
