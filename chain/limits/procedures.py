"""Procedures during which a clock stands still.

行政许可法 §45 names the only ones whose time is not counted in the statutory limit, and wants the time they need told in
writing. All others (补正 after acceptance, 公示, 核实, 挂起) have no such basis: they stop the promised clock only.
"""

from enum import StrEnum


class Procedure(StrEnum):
    """Why a clock stands still; the value is the code in an act's ``procedure``."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION_TEST = "inspection_test"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"
    SUPPLEMENT = "supplement"
    PUBLICITY = "publicity"
    VERIFICATION = "verification"
    SUSPENSION = "suspension"
    HOLD = "hold"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _LABELS[self]

    @property
    def statutory(self) -> bool:
        """Whether its time is not counted in the statutory limit either (行政许可法 §45)."""
        return self in _STATUTORY


_LABELS = {
    Procedure.HEARING: "听证",
    Procedure.TENDER: "招标",
    Procedure.AUCTION: "拍卖",
    Procedure.INSPECTION_TEST: "检验",
    Procedure.TESTING: "检测",
    Procedure.QUARANTINE: "检疫",
    Procedure.APPRAISAL: "鉴定",
    Procedure.EXPERT_REVIEW: "专家评审",
    Procedure.SUPPLEMENT: "补正",
    Procedure.PUBLICITY: "公示",
    Procedure.VERIFICATION: "核实",
    Procedure.SUSPENSION: "挂起",
    Procedure.HOLD: "暂停办理",
}

_STATUTORY = frozenset(
    {
        Procedure.HEARING,
        Procedure.TENDER,
        Procedure.AUCTION,
        Procedure.INSPECTION_TEST,
        Procedure.TESTING,
        Procedure.QUARANTINE,
        Procedure.APPRAISAL,
        Procedure.EXPERT_REVIEW,
    }
)
