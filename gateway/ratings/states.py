"""Grades, states of a rating, and the steps of one that is followed up: one table of what leads where.

Five grades, the last two of which are bad; a bad one by name is revisited in every case, verified, mended and
answered: 鲁政办发〔2020〕10号.
"""

from collections.abc import Mapping
from enum import StrEnum

from chain.errors import Conflict


class Grade(StrEnum):
    """One of the five grades."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _GRADES[self]

    @property
    def bad(self) -> bool:
        """Whether it is a bad rating (差评)."""
        return self in (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)


_GRADES = {
    Grade.VERY_SATISFIED: "非常满意",
    Grade.SATISFIED: "满意",
    Grade.FAIR: "基本满意",
    Grade.DISSATISFIED: "不满意",
    Grade.VERY_DISSATISFIED: "非常不满意",
}


class RateChannel(StrEnum):
    """How a rating came in."""

    ONLINE = "online"
    WINDOW = "window"
    QR = "qr"
    NONE = "none"
    """Nobody rated."""

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"online": "网上", "window": "窗口", "qr": "扫码", "none": "未评价"}[self.value]


class RatingState(StrEnum):
    """Where a rating stands."""

    GIVEN = "given"
    """Nothing is to be done about it."""
    VERIFYING = "verifying"
    MENDING = "mending"
    ANSWERING = "answering"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    """Let lapse: the body did not do what it had to."""
    APPEALED = "appealed"
    REJECTED = "rejected"
    """Found wrong or malicious: it does not count."""
    UNRATED = "unrated"
    """Nobody rated in time. Rating is free, so this is neither a good nor a bad one and counts as none."""

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _STATES[self]

    @property
    def followed(self) -> bool:
        """Whether a step is open."""
        return self in _OPEN


_STATES = {
    RatingState.GIVEN: "已评价",
    RatingState.VERIFYING: "待回访核实",
    RatingState.MENDING: "待整改",
    RatingState.ANSWERING: "待反馈",
    RatingState.ANSWERED: "已整改反馈",
    RatingState.LAPSED: "逾期未处理",
    RatingState.APPEALED: "申诉复核中",
    RatingState.REJECTED: "经复核不予采纳",
    RatingState.UNRATED: "未评价",
}
_OPEN = frozenset({RatingState.VERIFYING, RatingState.MENDING, RatingState.ANSWERING, RatingState.APPEALED})


class Step(StrEnum):
    """What was done about a rating."""

    GIVE = "give"
    SUPPLEMENT = "supplement"
    VERIFY = "verify"
    MEND = "mend"
    ANSWER = "answer"
    APPEAL = "appeal"
    REVIEW = "review"
    OVERDUE = "overdue"
    SEEN = "seen"
    LAPSE = "lapse"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _STEPS[self]


_STEPS = {
    Step.GIVE: "评价",
    Step.SUPPLEMENT: "追加评价",
    Step.VERIFY: "回访核实",
    Step.MEND: "整改",
    Step.ANSWER: "反馈",
    Step.APPEAL: "申诉",
    Step.REVIEW: "复核",
    Step.OVERDUE: "超期预警",
    Step.SEEN: "预警已阅",
    Step.LAPSE: "逾期未处理",
}


class StepNotPossible(Conflict):
    """The rating stands elsewhere."""

    message = "该评价目前不能进行此操作，请刷新后按最新状态办理。"


WELL_FOUNDED, UNFOUNDED = "well_founded", "unfounded"
"""What verifying found: to be mended, or without a basis in law, to be explained."""
UPHELD, DISMISSED = "upheld", "dismissed"
"""What a review made of an appeal."""

_S, _T = RatingState, Step
_NEXT: Mapping[tuple[RatingState, Step, str | None], RatingState] = {
    (_S.VERIFYING, _T.VERIFY, WELL_FOUNDED): _S.MENDING,
    (_S.VERIFYING, _T.VERIFY, UNFOUNDED): _S.ANSWERING,
    (_S.MENDING, _T.MEND, None): _S.ANSWERING,
    (_S.ANSWERING, _T.ANSWER, None): _S.ANSWERED,
    (_S.GIVEN, _T.APPEAL, None): _S.APPEALED,
    (_S.VERIFYING, _T.APPEAL, None): _S.APPEALED,
    (_S.MENDING, _T.APPEAL, None): _S.APPEALED,
    (_S.APPEALED, _T.REVIEW, UPHELD): _S.REJECTED,
    (_S.APPEALED, _T.REVIEW, DISMISSED): _S.VERIFYING,
    (_S.VERIFYING, _T.LAPSE, None): _S.LAPSED,
    (_S.MENDING, _T.LAPSE, None): _S.LAPSED,
    (_S.ANSWERING, _T.LAPSE, None): _S.LAPSED,
}


def follow(state: RatingState, step: Step, result: str | None = None) -> RatingState:
    """Where ``step`` leads. Raises ``StepNotPossible``."""
    after = _NEXT.get((state, step, result))
    if after is None:
        raise StepNotPossible
    return after


def first_state(grade: Grade, *, named: bool) -> RatingState:
    """Where a fresh rating stands: a bad one by name is followed up in every case."""
    return RatingState.VERIFYING if grade.bad and named else RatingState.GIVEN


class Tag(StrEnum):
    """What a rating is about."""

    ATTITUDE = "attitude"
    SPEED = "speed"
    COMPETENCE = "competence"
    ONCE = "once"
    GUIDANCE = "guidance"
    MATERIALS = "materials"
    VISITS = "visits"
    SYSTEM = "system"
    INTEGRITY = "integrity"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _TAGS[self]


_TAGS = {
    Tag.ATTITUDE: "服务态度",
    Tag.SPEED: "办理效率",
    Tag.COMPETENCE: "业务熟练",
    Tag.ONCE: "一次办成",
    Tag.GUIDANCE: "指引清楚",
    Tag.MATERIALS: "要求提供材料",
    Tag.VISITS: "跑动次数",
    Tag.SYSTEM: "系统好用",
    Tag.INTEGRITY: "廉洁公正",
}
