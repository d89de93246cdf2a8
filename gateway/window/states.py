"""States of a paper between applicant, window and bodies."""

from enum import StrEnum


class PaperState(StrEnum):
    """Where a paper stands; it may be handed on any number of times, and is returned once."""

    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"taken": "窗口已收取", "handed_over": "已移交", "returned": "已退还申请人"}[self.value]
