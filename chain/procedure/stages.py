"""Stages of an item case, with the codes of the case-data standard (GB/T 39046-2020, standards.md, "States")."""

from collections.abc import Collection
from enum import StrEnum


class Stage(StrEnum):
    """Where an item case stands in law; the engine's log says where it stands in the chain."""

    DRAFT = "draft"
    RECEIVED = "received"
    PREACCEPTED = "preaccepted"
    PRERETURNED = "prereturned"
    ACCEPTED = "accepted"
    SUPPLEMENTING = "supplementing"
    NOT_ACCEPTED = "not_accepted"
    IN_REVIEW = "in_review"
    SUSPENDED = "suspended"
    CONCLUDED = "concluded"
    FORWARDED = "forwarded"
    VOIDED = "voided"
    RETURNED = "returned"
    NOT_REQUIRED = "not_required"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return _LABELS[self][0]

    @property
    def national_code(self) -> str:
        """The code of the case-data standard; 不受理 has none of its own and leaves as 退件, with node result 2."""
        return _LABELS[self][1]

    @property
    def ended(self) -> bool:
        """Whether the review is over; what follows (delivery, revocation …) is an act of its own."""
        return self in _ENDED


_LABELS = {
    Stage.DRAFT: ("草稿", "1"),
    Stage.RECEIVED: ("收件", "2"),
    Stage.PREACCEPTED: ("预受理", "3"),
    Stage.PRERETURNED: ("预受理退回", "4"),
    Stage.ACCEPTED: ("受理", "5"),
    Stage.SUPPLEMENTING: ("补正补齐", "6"),
    Stage.NOT_ACCEPTED: ("不予受理", "7"),
    Stage.IN_REVIEW: ("在办", "8"),
    Stage.SUSPENDED: ("挂起", "9"),
    Stage.CONCLUDED: ("办结", "10"),
    Stage.FORWARDED: ("转报", "11"),
    Stage.VOIDED: ("作废", "12"),
    Stage.RETURNED: ("退件", "13"),
    Stage.NOT_REQUIRED: ("不受理", "13"),
    Stage.LAPSED: ("逾期终止", "13"),
}

_ENDED = frozenset(
    {
        Stage.NOT_ACCEPTED,
        Stage.CONCLUDED,
        Stage.FORWARDED,
        Stage.VOIDED,
        Stage.RETURNED,
        Stage.NOT_REQUIRED,
        Stage.LAPSED,
    }
)

_ORDER = (Stage.SUPPLEMENTING, Stage.IN_REVIEW, Stage.SUSPENDED, Stage.ACCEPTED)


def chain_stage(stages: Collection[Stage]) -> Stage:
    """The stage of a chain case, which follows from its items'.

    All at one stage: that stage. All ended: concluded when one was, else what ended the first. An open supplement of one
    item is the chain's; then review (on hold only when nothing else is under way); then acceptance; else it is received.
    """
    if not stages:
        return Stage.DRAFT
    distinct = set(stages)
    if len(distinct) == 1:
        return distinct.pop()
    if all(stage.ended for stage in stages):
        return Stage.CONCLUDED if Stage.CONCLUDED in distinct else next(iter(stages))
    for stage in _ORDER:
        if stage in distinct:
            return stage
    return Stage.IN_REVIEW if Stage.CONCLUDED in distinct else Stage.RECEIVED
