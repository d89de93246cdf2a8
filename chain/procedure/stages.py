"""Stages of an item case, with the codes of the case-data standard (GB/T 39046-2020, standards.md, "States")."""

from collections.abc import Collection
from enum import StrEnum
from typing import Self


class Stage(StrEnum):
    """Where an item case stands in law; the engine's log says where it stands in the chain."""

    label: str
    national_code: str

    def __new__(cls, value: str, label: str, national_code: str) -> Self:
        """A code with the Chinese name that people read and the standard's code."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.national_code = national_code
        return member

    DRAFT = ("draft", "草稿", "1")
    RECEIVED = ("received", "收件", "2")
    PREACCEPTED = ("preaccepted", "预受理", "3")
    PRERETURNED = ("prereturned", "预受理退回", "4")
    ACCEPTED = ("accepted", "受理", "5")
    SUPPLEMENTING = ("supplementing", "补正补齐", "6")
    NOT_ACCEPTED = ("not_accepted", "不予受理", "7")
    IN_REVIEW = ("in_review", "在办", "8")
    SUSPENDED = ("suspended", "挂起", "9")
    CONCLUDED = ("concluded", "办结", "10")
    FORWARDED = ("forwarded", "转报", "11")
    VOIDED = ("voided", "作废", "12")
    RETURNED = ("returned", "退件", "13")
    NOT_REQUIRED = ("not_required", "不受理", "13")
    """The standard's table has no code of its own for 不受理: the case leaves as 退件, with node result 2."""

    @property
    def ended(self) -> bool:
        """Whether the review is over; what follows (delivery, revocation …) is an act of its own."""
        return self in _ENDED


_ENDED = frozenset(
    {
        Stage.NOT_ACCEPTED,
        Stage.CONCLUDED,
        Stage.FORWARDED,
        Stage.VOIDED,
        Stage.RETURNED,
        Stage.NOT_REQUIRED,
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
