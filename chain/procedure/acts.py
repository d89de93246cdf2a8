"""Acts of procedure on an item case: each is recorded once, with when it was done and when it counts from."""

from enum import StrEnum
from typing import Self


class Act(StrEnum):
    """What was done. ``label`` is its Chinese name."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """A code with the Chinese name that people read."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    RECEIVE = ("receive", "收件")
    PREACCEPT = ("preaccept", "预受理")
    PRERETURN = ("prereturn", "预审退回")
    NOTIFY_SUPPLEMENT = ("notify_supplement", "一次告知补正")
    TAKE_SUPPLEMENT = ("take_supplement", "补正收件")
    ACCEPT = ("accept", "受理")
    REFUSE_ACCEPTANCE = ("refuse_acceptance", "不予受理")
    DECLARE_NOT_REQUIRED = ("declare_not_required", "不受理")
    BEGIN_REVIEW = ("begin_review", "开始审查")
    ASK_IN_REVIEW = ("ask_in_review", "受理后补正")
    ANSWER_IN_REVIEW = ("answer_in_review", "受理后补正收件")
    SUSPEND = ("suspend", "特别程序")
    RESUME = ("resume", "恢复审查")
    EXTEND = ("extend", "延期")
    CONCLUDE = ("conclude", "作出决定")
    FORWARD = ("forward", "转报")
    VOID = ("void", "作废")
    RETURN = ("return", "退件")
    WITHDRAW = ("withdraw", "撤回申请")
    TOLERATE = ("tolerate", "容缺")
    MAKE_UP = ("make_up", "容缺补齐")
    COMMIT = ("commit", "告知承诺")
    RETRACT_COMMITMENT = ("retract_commitment", "撤回承诺")
    CHECK_COMMITMENT = ("check_commitment", "承诺核查")
    ORDER_TO_MEND = ("order_to_mend", "责令限期改正")
    MEND = ("mend", "已改正")
    REVOKE = ("revoke", "撤销")
    DELIVER = ("deliver", "送达")
