"""The life of a seal (国办发〔2025〕33号): applied for, made, filed with the public security organ, in use; suspended, lost,
destroyed. Only a seal in use signs.
"""

from enum import StrEnum

from chain.errors import Conflict


class State(StrEnum):
    """Where a seal stands."""

    APPLIED = "applied"
    MADE = "made"
    FILED = "filed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LOST = "lost"
    DESTROYED = "destroyed"

    @property
    def label(self) -> str:
        """In Chinese."""
        return _LABELS[self]


_LABELS = {
    State.APPLIED: "已申请",
    State.MADE: "已制作",
    State.FILED: "已备案",
    State.ACTIVE: "使用中",
    State.SUSPENDED: "已暂停使用",
    State.LOST: "已挂失",
    State.DESTROYED: "已销毁",
}


class Step(StrEnum):
    """What moves a seal on."""

    APPLY = "apply"
    MAKE = "make"
    FILE = "file"
    ACTIVATE = "activate"
    SUSPEND = "suspend"
    RESUME = "resume"
    REPORT_LOSS = "report-loss"
    DESTROY = "destroy"

    @property
    def label(self) -> str:
        """In Chinese."""
        return _STEP_LABELS[self]


_STEP_LABELS = {
    Step.APPLY: "申请",
    Step.MAKE: "制作",
    Step.FILE: "备案",
    Step.ACTIVATE: "启用",
    Step.SUSPEND: "暂停使用",
    Step.RESUME: "恢复使用",
    Step.REPORT_LOSS: "挂失",
    Step.DESTROY: "销毁",
}

_MADE = frozenset({State.MADE, State.FILED, State.ACTIVE, State.SUSPENDED})
_MOVES: dict[Step, tuple[frozenset[State], State]] = {
    Step.MAKE: (frozenset({State.APPLIED}), State.MADE),
    Step.FILE: (frozenset({State.MADE}), State.FILED),
    Step.ACTIVATE: (frozenset({State.FILED}), State.ACTIVE),
    Step.SUSPEND: (frozenset({State.ACTIVE}), State.SUSPENDED),
    Step.RESUME: (frozenset({State.SUSPENDED}), State.ACTIVE),
    Step.REPORT_LOSS: (_MADE, State.LOST),
    Step.DESTROY: (_MADE | {State.APPLIED, State.LOST}, State.DESTROYED),
}


class StepNotPossible(Conflict):
    """The seal does not stand where this step begins."""

    message = "印章目前的状态不能办理这一步。"


def after(state: State | None, step: Step) -> State:
    """Where a seal stands after a step; ``None`` is a seal that is not there yet. Raises :class:`StepNotPossible`."""
    if step is Step.APPLY and state is None:
        return State.APPLIED
    if step in _MOVES and state in _MOVES[step][0]:
        return _MOVES[step][1]
    stands = "尚未申请" if state is None else state.label
    raise StepNotPossible(f"该印章{stands}，不能办理{step.label}。")
