"""Codes of the case-data exchange that follows GB/T 39046-2020, read from acts.

The code lists (node result, special procedure, completion, case type) were read in the provincial exchange tables
(standards.md, "Case data"). Which act gives which code is from memory: the standard's text was not at hand.
"""

from collections.abc import Iterable
from enum import StrEnum

from chain.procedure.acts import Act
from chain.procedure.facts import Fact


class NodeResult(StrEnum):
    """环节结果: what one act came to."""

    DISAGREED = "0"
    AGREED = "1"
    NOT_REQUIRED = "2"
    NOT_ACCEPTED = "3"
    ACCEPTED = "4"
    SUPPLEMENT = "5"
    SPECIAL_PROCEDURE = "6"
    SENT_BACK = "7"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        names = ("不同意", "同意", "不受理", "不予受理", "受理", "补齐补正", "特别程序", "退回")
        return names[int(self.value)]


class SpecialProcedure(StrEnum):
    """特别程序: why a clock stood still, or what the precheck sent back."""

    SUPPLEMENT = "1"
    HEARING = "2"
    PUBLICITY = "3"
    VERIFICATION = "4"
    SUSPENSION = "5"
    PRECHECK_SUPPLEMENT = "6"
    PRECHECK_REFUSED = "7"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        names = ("补齐补正", "听证", "公示", "核实", "挂起", "预审补正", "预审驳回")
        return names[int(self.value) - 1]


class Completion(StrEnum):
    """办结结果: how an item case ended."""

    ISSUED = "0"
    REFUSED = "1"
    VOIDED = "2"
    DELETED = "3"
    FORWARDED = "4"
    RETURNED = "5"
    NOT_ACCEPTED = "6"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return ("出证", "不予许可", "作废", "删除", "转报", "退件", "不予受理")[int(self.value)]


class CaseType(StrEnum):
    """办件类型."""

    INSTANT = "1"
    PROMISED = "2"
    JOINT = "3"
    REPORTED = "4"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return ("即办", "承诺", "联办", "上报")[int(self.value) - 1]


_NODES = {
    Act.PRERETURN: NodeResult.SENT_BACK,
    Act.NOTIFY_SUPPLEMENT: NodeResult.SUPPLEMENT,
    Act.ACCEPT: NodeResult.ACCEPTED,
    Act.REFUSE_ACCEPTANCE: NodeResult.NOT_ACCEPTED,
    Act.DECLARE_NOT_REQUIRED: NodeResult.NOT_REQUIRED,
    Act.ASK_IN_REVIEW: NodeResult.SUPPLEMENT,
    Act.SUSPEND: NodeResult.SPECIAL_PROCEDURE,
    Act.RETURN: NodeResult.SENT_BACK,
    Act.LAPSE: NodeResult.SENT_BACK,
    Act.HOLD: NodeResult.SPECIAL_PROCEDURE,
}
_COMPLETIONS = {
    Act.FORWARD: Completion.FORWARDED,
    Act.VOID: Completion.VOIDED,
    Act.WITHDRAW: Completion.VOIDED,
    Act.RETURN: Completion.RETURNED,
    Act.LAPSE: Completion.RETURNED,
    Act.REFUSE_ACCEPTANCE: Completion.NOT_ACCEPTED,
    Act.DECLARE_NOT_REQUIRED: Completion.RETURNED,
}
_PROCEDURES = {
    "hearing": SpecialProcedure.HEARING,
    "publicity": SpecialProcedure.PUBLICITY,
    "verification": SpecialProcedure.VERIFICATION,
}
_ENDS = {
    Act.NOTIFY_SUPPLEMENT: Act.TAKE_SUPPLEMENT,
    Act.ASK_IN_REVIEW: Act.ANSWER_IN_REVIEW,
    Act.SUSPEND: Act.RESUME,
    Act.HOLD: Act.RELEASE,
}


def node_result(fact: Fact) -> NodeResult | None:
    """What the act came to; ``None`` for one that brings no result of its own."""
    if fact.act is Act.CONCLUDE:
        granted = fact.detail.get("outcome") == "granted"
        return NodeResult.AGREED if granted else NodeResult.DISAGREED
    return _NODES.get(fact.act)


def special_procedure(fact: Fact) -> SpecialProcedure | None:
    """The special procedure that the act begins; one without a code of its own is 挂起."""
    match fact.act:
        case Act.NOTIFY_SUPPLEMENT | Act.ASK_IN_REVIEW:
            return SpecialProcedure.SUPPLEMENT
        case Act.PRERETURN:
            return SpecialProcedure.PRECHECK_REFUSED
        case Act.SUSPEND:
            return _PROCEDURES.get(str(fact.detail.get("procedure")), SpecialProcedure.SUSPENSION)
        case Act.HOLD:
            return SpecialProcedure.SUSPENSION
    return None


def end_of_procedure(begun: Fact, later: Iterable[Fact]) -> Fact | None:
    """The act among the ``later`` ones that ended the procedure; ``None`` while it runs."""
    ending = _ENDS.get(begun.act)
    number = begun.detail.get("notice_no")
    return next(
        (fact for fact in later if fact.act is ending and fact.detail.get("notice_no") == number), None
    )


def completion(fact: Fact) -> Completion | None:
    """How the item case ended with the act; ``None`` for an act that ends nothing."""
    if fact.act is Act.CONCLUDE:
        return Completion.ISSUED if fact.detail.get("outcome") == "granted" else Completion.REFUSED
    return _COMPLETIONS.get(fact.act)
