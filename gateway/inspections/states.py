"""States of a joint inspection."""

from enum import StrEnum


class InspectionState(StrEnum):
    """An appointment stands unless the applicant asks for another time, once; silence leaves it as it is.

    It is called off when every item that it was made for ended.
    """

    APPOINTED = "appointed"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    RECORDED = "recorded"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _LABELS[self]


_LABELS = {
    InspectionState.APPOINTED: "已约定，等待申请人确认",
    InspectionState.ASKED: "申请人要求改期",
    InspectionState.CONFIRMED: "申请人已确认",
    InspectionState.RECORDED: "已形成勘验记录",
    InspectionState.CANCELLED: "已取消",
}
STANDING = (InspectionState.APPOINTED, InspectionState.CONFIRMED)
"""States in which a time and place hold."""
OPEN = (*STANDING, InspectionState.ASKED)
"""States of an inspection that is still to come."""
