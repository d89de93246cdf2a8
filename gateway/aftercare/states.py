"""What holders ask for after a decision, and how far it is."""

from enum import StrEnum

from chain.procedure import Act


class RequestKind(StrEnum):
    """What is asked for."""

    CHANGE = "change"
    RENEW = "renew"
    CANCEL = "cancel"

    @property
    def act(self) -> Act:
        """The act that grants or refuses it."""
        return Act(self.value)

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {"change": "变更", "renew": "延续", "cancel": "注销"}[self.value]


class RequestState(StrEnum):
    """How far it is. ``silently_granted``: not decided before the end, so granted (行政许可法 §50). ``lapsed``: without
    object, because what was granted ended."""

    OPEN = "open"
    GRANTED = "granted"
    SILENTLY_GRANTED = "silently_granted"
    REFUSED = "refused"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _STATES[self]


_STATES = {
    RequestState.OPEN: "办理中",
    RequestState.GRANTED: "已准予",
    RequestState.SILENTLY_GRANTED: "逾期未作决定，视为准予延续",
    RequestState.REFUSED: "不予准予",
    RequestState.LAPSED: "许可已终止，不再办理",
}
