"""The one explicit machine of an item case: which act is possible at which stage, and where it leads.

Composed from standards.md, "States", and the law named there. What an act leaves unchanged leads to the stage itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from chain.errors import Conflict
from chain.procedure.acts import Act
from chain.procedure.facts import Fact
from chain.procedure.stages import Stage


class IllegalAct(Conflict):
    """The act is not possible at the item's stage."""

    message = "该事项当前所处阶段不能进行此操作，请刷新后按最新状态办理。"

    @classmethod
    def of(cls, stage: Stage, act: Act) -> "IllegalAct":
        """Says which stage does not allow which act."""
        return cls(f"该事项处于“{stage.label}”阶段，不能进行“{act.label}”，请刷新后按最新状态办理。")


@dataclass(frozen=True, slots=True)
class Transition:
    """``act`` at any stage of ``before`` leads to ``after``; ``None`` leaves the stage as it is."""

    act: Act
    before: frozenset[Stage]
    after: Stage | None


_S = Stage
_BEFORE_ACCEPTANCE = (_S.RECEIVED, _S.PREACCEPTED, _S.SUPPLEMENTING)
_UNDER_WAY = (_S.ACCEPTED, _S.IN_REVIEW, _S.SUSPENDED)
_ENDED_WITHOUT_DECISION = (_S.NOT_ACCEPTED, _S.NOT_REQUIRED, _S.RETURNED, _S.LAPSED, _S.FORWARDED, _S.VOIDED)
_RECEIVED_ONCE = (*_BEFORE_ACCEPTANCE, *_UNDER_WAY, _S.CONCLUDED, *_ENDED_WITHOUT_DECISION)
_OPEN = (_S.DRAFT, _S.PRERETURNED, *_BEFORE_ACCEPTANCE, *_UNDER_WAY)


def _t(act: Act, before: Iterable[Stage], after: Stage | None) -> Transition:
    return Transition(act, frozenset(before), after)


TRANSITIONS: dict[Act, Transition] = {
    transition.act: transition
    for transition in (
        _t(Act.RECEIVE, [_S.DRAFT, _S.PRERETURNED], _S.RECEIVED),
        _t(Act.PREACCEPT, [_S.RECEIVED, _S.SUPPLEMENTING], _S.PREACCEPTED),
        _t(Act.PRERETURN, [_S.RECEIVED], _S.PRERETURNED),
        _t(Act.NOTIFY_SUPPLEMENT, _BEFORE_ACCEPTANCE, _S.SUPPLEMENTING),
        _t(Act.TAKE_SUPPLEMENT, [_S.SUPPLEMENTING], None),
        _t(Act.ACCEPT, _BEFORE_ACCEPTANCE, _S.ACCEPTED),
        _t(Act.REFUSE_ACCEPTANCE, _BEFORE_ACCEPTANCE, _S.NOT_ACCEPTED),
        _t(Act.DECLARE_NOT_REQUIRED, _BEFORE_ACCEPTANCE, _S.NOT_REQUIRED),
        _t(Act.BEGIN_REVIEW, [_S.ACCEPTED], _S.IN_REVIEW),
        _t(Act.ASK_IN_REVIEW, [_S.IN_REVIEW, _S.SUSPENDED], None),
        _t(Act.ANSWER_IN_REVIEW, [_S.IN_REVIEW, _S.SUSPENDED], None),
        _t(Act.SUSPEND, [_S.IN_REVIEW], _S.SUSPENDED),
        _t(Act.RESUME, [_S.SUSPENDED], _S.IN_REVIEW),
        _t(Act.EXTEND, _UNDER_WAY, None),
        _t(Act.CONCLUDE, [_S.IN_REVIEW], _S.CONCLUDED),
        _t(Act.ANNUL, [_S.CONCLUDED], _S.IN_REVIEW),
        _t(Act.FORWARD, [_S.RECEIVED, *_UNDER_WAY], _S.FORWARDED),
        _t(Act.VOID, _OPEN, _S.VOIDED),
        _t(Act.RETURN, [_S.RECEIVED, _S.PREACCEPTED, _S.SUPPLEMENTING, *_UNDER_WAY], _S.RETURNED),
        _t(Act.WITHDRAW, _OPEN, _S.VOIDED),
        _t(Act.TOLERATE, [*_BEFORE_ACCEPTANCE, _S.ACCEPTED], None),
        _t(Act.MAKE_UP, [*_UNDER_WAY, _S.CONCLUDED], None),
        _t(Act.COMMIT, [*_BEFORE_ACCEPTANCE, _S.ACCEPTED], None),
        _t(Act.RETRACT_COMMITMENT, [*_BEFORE_ACCEPTANCE, *_UNDER_WAY], None),
        _t(Act.CHECK_COMMITMENT, [_S.CONCLUDED], None),
        _t(Act.ORDER_TO_MEND, [_S.CONCLUDED], None),
        _t(Act.MEND, [_S.CONCLUDED], None),
        _t(Act.REVOKE, [_S.CONCLUDED], None),
        _t(Act.DELIVER, [_S.CONCLUDED, _S.NOT_ACCEPTED, _S.NOT_REQUIRED, _S.RETURNED, _S.LAPSED], None),
        _t(Act.HOLD, [*_BEFORE_ACCEPTANCE, *_UNDER_WAY], None),
        _t(Act.RELEASE, [*_BEFORE_ACCEPTANCE, *_UNDER_WAY], None),
        _t(Act.LAPSE, [_S.PREACCEPTED, _S.SUPPLEMENTING, *_UNDER_WAY], _S.LAPSED),
        _t(Act.APPOINT_INSPECTION, [_S.PREACCEPTED, *_UNDER_WAY], None),
        _t(Act.INSPECT, [_S.PREACCEPTED, *_UNDER_WAY], None),
        _t(Act.PUBLISH, [_S.CONCLUDED], None),
        _t(Act.ASSIST, _RECEIVED_ONCE, None),
        _t(Act.CORRECT, _RECEIVED_ONCE, None),
        _t(Act.CHANGE, [_S.CONCLUDED], None),
        _t(Act.RENEW, [_S.CONCLUDED], None),
        _t(Act.SUSPEND_LICENCE, [_S.CONCLUDED], None),
        _t(Act.RESUME_LICENCE, [_S.CONCLUDED], None),
        _t(Act.RECALL, [_S.CONCLUDED], None),
        _t(Act.STRIP, [_S.CONCLUDED], None),
        _t(Act.CANCEL, [_S.CONCLUDED], None),
        _t(Act.ARCHIVE, [_S.CONCLUDED, *_ENDED_WITHOUT_DECISION], None),
    )
}


def follow(stage: Stage, act: Act) -> Stage:
    """The stage that ``act`` leads to. Raises :class:`IllegalAct`."""
    transition = TRANSITIONS[act]
    if stage not in transition.before:
        raise IllegalAct.of(stage, act)
    return stage if transition.after is None else transition.after


def stage_of(facts: Iterable[Fact]) -> Stage:
    """The stage after all ``facts``, in their order, from the draft on. Raises :class:`IllegalAct`."""
    stage = Stage.DRAFT
    for fact in facts:
        stage = follow(stage, fact.act)
    return stage
