"""What a mandate may allow, where it stands, and what happens to it: the codes and their Chinese names."""

from enum import StrEnum


class MandateAct(StrEnum):
    """What an agent may be authorised to do; nothing else is meant along with it."""

    SUBMIT = "submit"
    READ = "read"
    SUPPLEMENT = "supplement"
    """Answering notices, and bringing what was to come later (容缺补齐)."""
    UNDERTAKE = "undertake"
    """Signing undertakings and commitments, and taking a commitment back."""
    WITHDRAW = "withdraw"
    """Taking an application, or one item of it, back; saying whether a case on hold goes on."""
    RECEIVE = "receive"
    """Results: certificates and what is delivered."""
    CHANGE = "change"
    """Asking for 变更, 延续, 注销 and corrections after a decision."""
    RATE = "rate"
    ASSIST = "assist"
    """帮办代办: acting in an outside national or provincial system; given to a body, and alone."""

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _ACTS[self]


_ACTS = {
    MandateAct.SUBMIT: "提交申请",
    MandateAct.READ: "查阅办件",
    MandateAct.SUPPLEMENT: "补正、补齐材料",
    MandateAct.UNDERTAKE: "签署、撤回承诺",
    MandateAct.WITHDRAW: "撤回申请",
    MandateAct.RECEIVE: "领取办理结果",
    MandateAct.CHANGE: "申请变更、延续、注销、更正",
    MandateAct.RATE: "评价",
    MandateAct.ASSIST: "在外部系统帮办代办",
}


class MandateState(StrEnum):
    """Where a mandate stands; whether its time has come and is not over is another question."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REVOKED = "revoked"
    RESIGNED = "resigned"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _STATES[self]


_STATES = {
    MandateState.OFFERED: "待受托人接受",
    MandateState.ACCEPTED: "已接受",
    MandateState.REFUSED: "受托人已谢绝",
    MandateState.REVOKED: "委托人已撤销",
    MandateState.RESIGNED: "受托人已辞去委托",
}

NOT_BEGUN, OVER = "尚未生效", "已到期"
"""What people read of an accepted mandate outside its time."""


class MandateEventKind(StrEnum):
    """What happened to a mandate, or under it."""

    OFFER = "offer"
    ACCEPT = "accept"
    REFUSE = "refuse"
    REVOKE = "revoke"
    RESIGN = "resign"
    USE = "use"
    """The agent did something under it."""

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _EVENTS[self]


_EVENTS = {
    MandateEventKind.OFFER: "委托人出具委托",
    MandateEventKind.ACCEPT: "受托人接受委托",
    MandateEventKind.REFUSE: "受托人谢绝委托",
    MandateEventKind.REVOKE: "委托人撤销委托",
    MandateEventKind.RESIGN: "受托人辞去委托",
    MandateEventKind.USE: "受托人办理",
}


class SystemLevel(StrEnum):
    """Whose system an official assists in."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return "国家" if self is SystemLevel.NATIONAL else "省"
