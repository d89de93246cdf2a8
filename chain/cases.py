"""States, outcomes and numbers of chain cases (主题办件) and item cases (单事项办件).

Codes after the provincial case-data tables that follow GB/T 39046-2020 (standards.md, "States").
"""

import re
import secrets
from datetime import date
from enum import StrEnum


class CaseState(StrEnum):
    """State of a chain case as the read model projects it from the engine's records."""

    RECEIVED = "received"
    SUPPLEMENTING = "supplementing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REFUSED = "refused"
    RETURNED = "returned"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _STATE_LABELS[self][0]

    @property
    def national_code(self) -> str:
        """The code of the case-data standard."""
        return _STATE_LABELS[self][1]

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen in the chain."""
        return self in _ENDED_STATES


_STATE_LABELS: dict[CaseState, tuple[str, str]] = {
    CaseState.RECEIVED: ("已收件", "2"),
    CaseState.SUPPLEMENTING: ("待补正", "6"),
    CaseState.IN_PROGRESS: ("办理中", "8"),
    CaseState.COMPLETED: ("已办结", "10"),
    CaseState.REFUSED: ("不予许可", "10"),
    CaseState.RETURNED: ("退件", "13"),
    CaseState.NOT_ACCEPTED: ("不予受理", "7"),
    CaseState.WITHDRAWN: ("已撤回", "12"),
}

_ENDED_STATES = frozenset(
    {
        CaseState.COMPLETED,
        CaseState.REFUSED,
        CaseState.RETURNED,
        CaseState.NOT_ACCEPTED,
        CaseState.WITHDRAWN,
    }
)


class ItemState(StrEnum):
    """State of one item's case within the chain."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    SUPPLEMENTING = "supplementing"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    NOT_REQUIRED = "not_required"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    VOIDED = "voided"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    NOT_HANDLED = "not_handled"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _ITEM_LABELS[self]


_ITEM_LABELS: dict[ItemState, str] = {
    ItemState.PENDING: "未开始",
    ItemState.IN_PROGRESS: "审查中",
    ItemState.SUPPLEMENTING: "待补正",
    ItemState.GRANTED: "准予",
    ItemState.REFUSED: "不予许可",
    ItemState.NOT_ACCEPTED: "不予受理",
    ItemState.NOT_REQUIRED: "不受理",
    ItemState.FORWARDED: "已转报",
    ItemState.RETURNED: "退件",
    ItemState.VOIDED: "作废",
    ItemState.WITHDRAWN: "已撤回",
    ItemState.LAPSED: "逾期终止",
    ItemState.NOT_HANDLED: "未办理",
}


class Channel(StrEnum):
    """How an application came in; the case is the same afterwards."""

    ONLINE = "online"
    WINDOW = "window"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"online": "网上办理", "window": "窗口办理"}[self.value]


class Outcome(StrEnum):
    """Outcome code of a check or decision as it travels through the engine."""

    GRANTED = "granted"
    REFUSED = "refused"
    SUPPLEMENT = "supplement"
    UNDECIDED = "undecided"
    DONE = "done"
    COMPLETE = "complete"
    NOT_ACCEPTED = "not_accepted"
    NOT_REQUIRED = "not_required"
    CLOSED = "closed"
    HELD = "held"


CHAIN_SCOPE = "chain"
"""Stands in the place of an item where something concerns the whole chain (the one supplement notice)."""

_CASE_NUMBER = re.compile(r"YL\d{6}-\d{8}-[0-9A-HJKMNP-TV-Z]{10}")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_case_number(region: str, day: date) -> str:
    """A case number that cannot be guessed: ``YL<region>-<yyyymmdd>-<ten characters>``, 50 random bits at the end."""
    tail = "".join(secrets.choice(_CROCKFORD) for _ in range(10))
    return f"YL{region}-{day:%Y%m%d}-{tail}"


def is_case_number(text: str) -> bool:
    """Whether ``text`` has the form of a case number."""
    return _CASE_NUMBER.fullmatch(text) is not None


def correlation_key(case_no: str, scope: str, notice_no: str) -> str:
    """Key of a message that answers one notice: ``case_no/item/notice_no`` (a message reaches one instance only)."""
    return f"{case_no}/{scope}/{notice_no}"
