"""Acts of procedure on an item case: each is recorded once, with when it was done and when it counts from."""

from enum import StrEnum


class Act(StrEnum):
    """What was done."""

    RECEIVE = "receive"
    PREACCEPT = "preaccept"
    PRERETURN = "prereturn"
    NOTIFY_SUPPLEMENT = "notify_supplement"
    TAKE_SUPPLEMENT = "take_supplement"
    ACCEPT = "accept"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    DECLARE_NOT_REQUIRED = "declare_not_required"
    BEGIN_REVIEW = "begin_review"
    ASK_IN_REVIEW = "ask_in_review"
    ANSWER_IN_REVIEW = "answer_in_review"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    CONCLUDE = "conclude"
    ANNUL = "annul"
    FORWARD = "forward"
    VOID = "void"
    RETURN = "return"
    WITHDRAW = "withdraw"
    TOLERATE = "tolerate"
    MAKE_UP = "make_up"
    COMMIT = "commit"
    RETRACT_COMMITMENT = "retract_commitment"
    CHECK_COMMITMENT = "check_commitment"
    ORDER_TO_MEND = "order_to_mend"
    MEND = "mend"
    REVOKE = "revoke"
    DELIVER = "deliver"
    HOLD = "hold"
    RELEASE = "release"
    LAPSE = "lapse"
    APPOINT_INSPECTION = "appoint_inspection"
    INSPECT = "inspect"
    PUBLISH = "publish"
    ASSIST = "assist"
    CORRECT = "correct"
    CHANGE = "change"
    RENEW = "renew"
    SUSPEND_LICENCE = "suspend_licence"
    RESUME_LICENCE = "resume_licence"
    RECALL = "recall"
    STRIP = "strip"
    CANCEL = "cancel"
    ARCHIVE = "archive"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _LABELS[self]


_LABELS = {
    Act.RECEIVE: "收件",
    Act.PREACCEPT: "预受理",
    Act.PRERETURN: "预审退回",
    Act.NOTIFY_SUPPLEMENT: "一次告知补正",
    Act.TAKE_SUPPLEMENT: "补正收件",
    Act.ACCEPT: "受理",
    Act.REFUSE_ACCEPTANCE: "不予受理",
    Act.DECLARE_NOT_REQUIRED: "不受理",
    Act.BEGIN_REVIEW: "开始审查",
    Act.ASK_IN_REVIEW: "受理后补正",
    Act.ANSWER_IN_REVIEW: "受理后补正收件",
    Act.SUSPEND: "特别程序",
    Act.RESUME: "恢复审查",
    Act.EXTEND: "延期",
    Act.CONCLUDE: "作出决定",
    Act.ANNUL: "决定未生效",
    Act.FORWARD: "转报",
    Act.VOID: "作废",
    Act.RETURN: "退件",
    Act.WITHDRAW: "撤回申请",
    Act.TOLERATE: "容缺",
    Act.MAKE_UP: "容缺补齐",
    Act.COMMIT: "告知承诺",
    Act.RETRACT_COMMITMENT: "撤回承诺",
    Act.CHECK_COMMITMENT: "承诺核查",
    Act.ORDER_TO_MEND: "责令限期改正",
    Act.MEND: "已改正",
    Act.REVOKE: "撤销",
    Act.DELIVER: "送达",
    Act.HOLD: "暂停办理",
    Act.RELEASE: "继续办理",
    Act.LAPSE: "逾期终止",
    Act.APPOINT_INSPECTION: "约定联合勘验",
    Act.INSPECT: "联合勘验",
    Act.PUBLISH: "信息公示",
    Act.ASSIST: "帮办代办",
    Act.CORRECT: "更正",
    Act.CHANGE: "变更",
    Act.RENEW: "延续",
    Act.SUSPEND_LICENCE: "暂扣许可证件",
    Act.RESUME_LICENCE: "发还许可证件",
    Act.RECALL: "撤回许可",
    Act.STRIP: "吊销",
    Act.CANCEL: "注销",
    Act.ARCHIVE: "归档",
}
