"""The life of an authorised use (共享授权): one machine, who may take which step from which state."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from gateway.identity.callers import Role

Side = Literal["user", "provider"]
"""The body that uses what is shared, and the body that provides it."""


class GrantState(StrEnum):
    """Where a use stands; whether its days are over is another question, asked of its date."""

    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _STATES[self]


_STATES = {
    GrantState.APPLIED: "待提供方审核",
    GrantState.GRANTED: "已授权",
    GrantState.REFUSED: "未予授权",
    GrantState.WITHDRAWN: "使用方已撤回",
    GrantState.REVOKED: "提供方已收回",
}
OVER = "授权已到期"
"""What people read of a granted use whose last day is over."""


class GrantStep(StrEnum):
    """What happens to a use."""

    APPLY = "apply"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _STEPS[self]


_STEPS = {
    GrantStep.APPLY: "使用方申请",
    GrantStep.GRANT: "提供方授权",
    GrantStep.REFUSE: "提供方不予授权",
    GrantStep.WITHDRAW: "使用方撤回",
    GrantStep.REVOKE: "提供方收回授权",
}


@dataclass(frozen=True, slots=True)
class Move:
    """Which side takes a step, in which roles, from which states, to which one."""

    side: Side
    roles: frozenset[Role]
    before: frozenset[GrantState]
    after: GrantState


_OFFICIALS = frozenset({Role.OFFICER, Role.HEAD})
_HEAD = frozenset({Role.HEAD})
_OPEN = frozenset({GrantState.APPLIED})
_IN_FORCE = frozenset({GrantState.GRANTED})

MACHINE: Mapping[GrantStep, Move] = {
    GrantStep.APPLY: Move("user", _OFFICIALS, frozenset(), GrantState.APPLIED),
    GrantStep.GRANT: Move("provider", _HEAD, _OPEN, GrantState.GRANTED),
    GrantStep.REFUSE: Move("provider", _HEAD, _OPEN, GrantState.REFUSED),
    GrantStep.WITHDRAW: Move("user", _OFFICIALS, _OPEN | _IN_FORCE, GrantState.WITHDRAWN),
    GrantStep.REVOKE: Move("provider", _HEAD, _IN_FORCE, GrantState.REVOKED),
}
