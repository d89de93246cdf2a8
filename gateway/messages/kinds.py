"""What an applicant can be told: its subject, what to do, where it is followed up, whether it leaves the application.

What goes out by SMS or e-mail passes through other hands, so it says no more than the case number and what to do.
"""

from dataclasses import dataclass
from enum import StrEnum


class MessageKind(StrEnum):
    """One kind of message."""

    SUPPLEMENT = "supplement"
    """补正: something is missing (行政许可法 §32)."""
    REMINDER = "reminder"
    """容缺: a tolerated material is still to come."""
    MEND = "mend"
    """A false commitment is to be mended."""
    UNMET = "unmet"
    """What was owed did not come in time: what followed."""
    HOLD = "hold"
    """暂停办理: the applicant says whether the others go on."""
    ANNULLED = "annulled"
    """A decision did not take effect: what that means for its item, and for the others."""
    APPOINTMENT = "appointment"
    """联合勘验: made, moved or called off."""
    DOCUMENT = "document"
    """A document of the case was issued."""
    ITEM_RESULT = "item_result"
    """An item was decided, where the theme tells each at once."""
    ANSWER = "answer"
    """统一反馈: the one answer of the chain."""
    DELIVERY = "delivery"
    """送达 of a result: ready, on its way, received."""
    CERTIFICATE = "certificate"
    """A certificate was changed, renewed, suspended, given back, recalled, revoked or cancelled after the decision."""
    RELIED_ON = "relied_on"
    """A certificate that stands for a material counts no more."""
    CORRECTION = "correction"
    """A clerical mistake was corrected."""
    MANDATE = "mandate"
    """Somebody was given, or lost, the power to act in the case."""
    ASSISTANCE = "assistance"
    """帮办代办: what was done on the applicant's behalf."""
    RATING = "rating"
    """好差评: what became of a rating."""

    @property
    def subject(self) -> str:
        """What stands above the message."""
        return _WORDING[self].subject

    @property
    def to_do(self) -> str:
        """What happened and what to do, in one sentence without anything personal."""
        return _WORDING[self].to_do

    @property
    def outside(self) -> bool:
        """Whether it leaves the application: what the applicant should know without looking."""
        return _WORDING[self].outside

    def link(self, case_no: str) -> str:
        """Where it is followed up when nothing closer was named."""
        return f"/cases/{case_no}{_WORDING[self].place}"


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    to_do: str
    place: str = "/status"
    outside: bool = True


_WORDING = {
    MessageKind.SUPPLEMENT: _Words(
        "请补正申请材料", "申请材料需要补正，请登录查看补正告知书并按期补正", "/notices"
    ),
    MessageKind.REMINDER: _Words(
        "请补齐容缺材料", "容缺受理的材料尚未补齐，请登录查看并按期补交", "/obligations"
    ),
    MessageKind.MEND: _Words("责令限期改正", "承诺经核查不属实，请登录查看并按期改正", "/obligations"),
    MessageKind.UNMET: _Words(
        "未按承诺履行的处理结果", "承诺事项逾期未履行，已按承诺书处理，请登录查看", "/obligations"
    ),
    MessageKind.HOLD: _Words("请确认是否继续办理", "部分事项已经结束，其余事项暂停办理，请登录确认是否继续"),
    MessageKind.ANNULLED: _Words("决定未生效", "有一项决定没有生效，请登录查看对各事项的影响"),
    MessageKind.APPOINTMENT: _Words("现场勘验安排", "现场勘验安排有更新，请登录查看"),
    MessageKind.DOCUMENT: _Words("文书已出具", "有新的文书，请登录查看", "/documents", outside=False),
    MessageKind.ITEM_RESULT: _Words("事项已有办理结果", "其中一个事项已有办理结果，请登录查看"),
    MessageKind.ANSWER: _Words("办理结果统一反馈", "已经办结，请登录查看全部办理结果"),
    MessageKind.DELIVERY: _Words("办理结果送达", "办理结果的领取、寄送有更新，请登录查看"),
    MessageKind.CERTIFICATE: _Words("证照状态变更", "证照状态有变更，请登录查看决定和救济途径", "/documents"),
    MessageKind.RELIED_ON: _Words("所引用的证照状态变更", "申请时引用的电子证照状态有变更，请登录查看"),
    MessageKind.CORRECTION: _Words("文书更正", "文书或者证照中的笔误已经更正，请登录查看", "/documents"),
    MessageKind.MANDATE: _Words("授权委托变动", "授权委托有变动，请登录核对；非本人操作的请立即联系受理窗口"),
    MessageKind.ASSISTANCE: _Words("帮办代办进展", "帮办代办有新的进展，请登录查看", outside=False),
    MessageKind.RATING: _Words("评价处理结果", "您的评价已有处理结果，请登录查看", "/ratings"),
}
