"""How far a case is on its way into the archive."""

from enum import StrEnum


class ArchiveState(StrEnum):
    """``checking`` while something stands in the way, ``ready`` for its package, ``packed``, ``reduced`` afterwards; of a
    case, and of each supplement to it."""

    CHECKING = "checking"
    READY = "ready"
    PACKED = "packed"
    REDUCED = "reduced"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _LABELS[self]

    @property
    def filed(self) -> bool:
        """Whether the package is there."""
        return self in (ArchiveState.PACKED, ArchiveState.REDUCED)


_LABELS = {
    ArchiveState.CHECKING: "待整改",
    ArchiveState.READY: "待归档",
    ArchiveState.PACKED: "已归档",
    ArchiveState.REDUCED: "已归档，个人信息已精简",
}


class Severity(StrEnum):
    """Whether a finding stands in the way of archiving, or is told only."""

    MUST = "must"
    SHOULD = "should"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"must": "应当整改", "should": "建议核对"}[self.value]
