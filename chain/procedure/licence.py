"""The machine of what was granted, after the decision: which act is possible while the licence stands how.

变更 (行政许可法 §49), 延续 (§50), 撤回 (§8), 撤销 (§69), 吊销 (a penalty), 注销 (§70) are six acts of
their own; 暂扣 (行政处罚法 §9, a penalty too) takes a licence away for a time, 发还 gives it back. While it is away it is
not changed, but its time runs on, so that it can be renewed. What was recalled, revoked or stripped can only be cancelled
any more; what was cancelled is gone for good. A licence whose time is over is not changed, renewed, suspended, recalled
or stripped, but what should never have been granted can still be revoked. The same holds for what is granted without
being a licence (行政确认, services).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from chain.errors import Conflict
from chain.procedure.acts import Act
from chain.procedure.facts import Fact

GRANTED, REFUSED = "granted", "refused"


class LicenceState(StrEnum):
    """How what was granted stands today."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    RECALLED = "recalled"
    REVOKED = "revoked"
    STRIPPED = "stripped"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _LABELS[self]


_LABELS = {
    LicenceState.IN_FORCE: "有效",
    LicenceState.SUSPENDED: "已暂扣",
    LicenceState.EXPIRED: "有效期已届满",
    LicenceState.RECALLED: "已撤回",
    LicenceState.REVOKED: "已撤销",
    LicenceState.STRIPPED: "已吊销",
    LicenceState.CANCELLED: "已注销",
}


class CancelGround(StrEnum):
    """Why a licence is cancelled (行政许可法 §70)."""

    EXPIRED = "expired"
    HOLDER_ENDED = "holder_ended"
    RECALLED = "recalled"
    REVOKED = "revoked"
    STRIPPED = "stripped"
    IMPOSSIBLE = "impossible"
    ON_REQUEST = "on_request"

    @property
    def label(self) -> str:
        """The ground in the words of the law."""
        return _GROUNDS[self]


_GROUNDS = {
    CancelGround.EXPIRED: "有效期届满未延续",
    CancelGround.HOLDER_ENDED: "持证的公民死亡或者丧失行为能力，法人或者其他组织依法终止",
    CancelGround.RECALLED: "被依法撤回",
    CancelGround.REVOKED: "被依法撤销",
    CancelGround.STRIPPED: "证照被依法吊销",
    CancelGround.IMPOSSIBLE: "因不可抗力无法实施",
    CancelGround.ON_REQUEST: "持证人申请注销",
}


class NotInForce(Conflict):
    """The act is not possible as the licence stands."""

    message = "该许可当前的状态不能进行此操作，请刷新后按最新状态办理。"

    @classmethod
    def of(cls, state: LicenceState, act: Act) -> "NotInForce":
        """Says how the licence stands and what is not possible."""
        return cls(f"该许可{state.label}，不能进行“{act.label}”，请刷新后按最新状态办理。")


class GroundDoesNotFit(Conflict):
    """The ground of a cancellation says something else than the record."""

    message = "注销的情形与该许可当前的状态不一致，请核对后重新选择。"


class NothingGranted(Conflict):
    """Nothing was granted, so there is nothing to change, renew or end."""

    message = "该事项没有作出准予决定，不能办理变更、延续、撤回、撤销、吊销或者注销。"


@dataclass(frozen=True, slots=True)
class LicenceTransition:
    """``act`` in any state of ``before`` leads to ``after``; ``None`` leaves the state as it is."""

    act: Act
    before: frozenset[LicenceState]
    after: LicenceState | None


_S = LicenceState


def _t(act: Act, before: Iterable[LicenceState], after: LicenceState | None) -> LicenceTransition:
    return LicenceTransition(act, frozenset(before), after)


LICENCE_TRANSITIONS: dict[Act, LicenceTransition] = {
    transition.act: transition
    for transition in (
        _t(Act.CHANGE, [_S.IN_FORCE], None),
        _t(Act.RENEW, [_S.IN_FORCE, _S.SUSPENDED], None),
        _t(Act.SUSPEND_LICENCE, [_S.IN_FORCE], _S.SUSPENDED),
        _t(Act.RESUME_LICENCE, [_S.SUSPENDED], _S.IN_FORCE),
        _t(Act.RECALL, [_S.IN_FORCE, _S.SUSPENDED], _S.RECALLED),
        _t(Act.REVOKE, [_S.IN_FORCE, _S.SUSPENDED, _S.EXPIRED], _S.REVOKED),
        _t(Act.STRIP, [_S.IN_FORCE, _S.SUSPENDED], _S.STRIPPED),
        _t(
            Act.CANCEL,
            [_S.IN_FORCE, _S.SUSPENDED, _S.EXPIRED, _S.RECALLED, _S.REVOKED, _S.STRIPPED],
            _S.CANCELLED,
        ),
    )
}
"""Every act after a decision that concerns what was granted."""

_G = CancelGround
_STANDING = frozenset({_S.IN_FORCE, _S.SUSPENDED, _S.EXPIRED})
CANCEL_GROUNDS: dict[CancelGround, frozenset[LicenceState]] = {
    _G.EXPIRED: frozenset({_S.EXPIRED}),
    _G.HOLDER_ENDED: _STANDING,
    _G.RECALLED: frozenset({_S.RECALLED}),
    _G.REVOKED: frozenset({_S.REVOKED}),
    _G.STRIPPED: frozenset({_S.STRIPPED}),
    _G.IMPOSSIBLE: _STANDING,
    _G.ON_REQUEST: _STANDING,
}
"""In which states each ground may be named."""


def licence_after(state: LicenceState, act: Act) -> LicenceState:
    """The state that ``act`` leads to. Raises :class:`NotInForce`."""
    transition = LICENCE_TRANSITIONS[act]
    if state not in transition.before:
        raise NotInForce.of(state, act)
    return state if transition.after is None else transition.after


def check_ground(state: LicenceState, ground: CancelGround) -> None:
    """Raises :class:`GroundDoesNotFit` unless ``ground`` may be named for a licence in ``state``."""
    if state not in CANCEL_GROUNDS[ground]:
        raise GroundDoesNotFit


def licence_state(facts: Iterable[Fact], *, expired: bool) -> LicenceState | None:
    """How the licence stands after all ``facts``; ``None`` when nothing was granted.

    ``expired``: its time is over today, which counts for a licence that nothing else ended.
    """
    state: LicenceState | None = None
    for fact in facts:
        if fact.act is Act.CONCLUDE:
            state = LicenceState.IN_FORCE if fact.detail.get("outcome") == GRANTED else None
        elif fact.act is Act.ANNUL:
            state = None
        elif fact.act in LICENCE_TRANSITIONS and state is not None and _takes_effect(fact):
            state = LICENCE_TRANSITIONS[fact.act].after or state
    return _S.EXPIRED if state in (_S.IN_FORCE, _S.SUSPENDED) and expired else state


def _takes_effect(fact: Fact) -> bool:
    """Whether it is not the refusal of what the holder asked for."""
    return fact.detail.get("outcome") != REFUSED
