"""Numbers of notices within a case: ASCII, because they travel in the engine's correlation keys."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is."""

    SUPPLEMENT = "supplement"
    ANSWER = "answer"
    REMINDER = "reminder"


_PREFIX = {NoticeKind.SUPPLEMENT: "BZ", NoticeKind.ANSWER: "DF", NoticeKind.REMINDER: "TX"}


def notice_number(kind: NoticeKind, earlier: int) -> str:
    """The number after ``earlier`` notices of the same kind in the case: ``BZ01``, ``DF01``."""
    return f"{_PREFIX[kind]}{earlier + 1:02d}"
