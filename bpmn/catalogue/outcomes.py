"""What the end of one item does to the others of its case, as its theme says it (``[outcomes.<事项>]``)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from bpmn.catalogue.entries import Entry, Key


class Ending(StrEnum):
    """How an item ends otherwise than granted; 不予受理 counts as refused, 作废 as returned."""

    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return {
            "refused": "不予许可",
            "withdrawn": "撤回申请",
            "returned": "退件",
            "lapsed": "逾期终止",
        }[self.value]


class Effect(StrEnum):
    """What such an end does to the other items of the case."""

    CONTINUE = "continue"
    HOLD = "hold"
    STOP = "stop"
    REVOKE = "revoke"

    @property
    def label(self) -> str:
        """The Chinese words that follow the name of an ending."""
        return {
            "continue": "其他事项继续办理，以它为前置的不再办理",
            "hold": "其他事项暂停办理，由申请人决定是否继续",
            "stop": "其他未办结的事项退件，已准予的不受影响",
            "revoke": "其他未办结的事项退件，本次已准予的撤销",
        }[self.value]

    @property
    def ends_chain(self) -> bool:
        """Whether nothing is handled in the case any more."""
        return self in (Effect.STOP, Effect.REVOKE)


class Consequences(Entry):
    """What each ending of one item does to the others."""

    refused: Effect = Effect.CONTINUE
    withdrawn: Effect = Effect.CONTINUE
    returned: Effect = Effect.CONTINUE
    lapsed: Effect = Effect.CONTINUE

    def of(self, ending: Ending) -> Effect:
        """What this ending does."""
        effect: Effect = getattr(self, ending.value)
        return effect


_NONE = Consequences()


class OutcomePolicy(Entry):
    """``[outcomes]`` of a theme: consequences by item; those of an item that is not named let the others go on.

    ``joint_permit`` is issued when all of ``joint_permit_needs`` are granted (行业综合许可证).
    """

    items: dict[Key, Consequences] = Field(default_factory=dict)
    joint_permit: str = ""
    joint_permit_needs: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _tables_are_items(cls, given: Any) -> Any:
        """``[outcomes.<item>]`` stands beside the other keys: every table in it is an item's."""
        if not isinstance(given, Mapping) or "items" in given:
            return given
        tables = {key: value for key, value in given.items() if isinstance(value, Mapping)}
        return {"items": tables, **{key: value for key, value in given.items() if key not in tables}}

    @model_validator(mode="after")
    def _permit_shows_several(self) -> Self:
        if bool(self.joint_permit) != (len(self.joint_permit_needs) >= 2):
            raise ValueError("joint_permit 与 joint_permit_needs（至少两项）应同时填写")
        if self.joint_permit in self.items:
            raise ValueError(f"综合许可证 {self.joint_permit} 随所需事项而定，不影响其他事项，请删去它的后果")
        return self

    @property
    def named(self) -> frozenset[str]:
        """Every item that the policy speaks of."""
        permit = filter(None, [self.joint_permit])
        return frozenset([*self.items, *self.joint_permit_needs, *permit])

    def effect(self, item: str, ending: Ending) -> Effect:
        """What it does to the others when ``item`` ends so."""
        return self.items.get(item, _NONE).of(ending)

    def sentences(self, item: str) -> tuple[str, ...]:
        """What follows when ``item`` is not granted, endings with the same effect in one sentence."""
        alike: dict[Effect, list[str]] = {}
        for ending in Ending:
            alike.setdefault(self.effect(item, ending), []).append(ending.label)
        return tuple(f"{'、'.join(endings)}的，{effect.label}" for effect, endings in alike.items())

    def ends_chain(self, item: str) -> bool:
        """Whether the chain ends when ``item`` is refused."""
        return self.effect(item, Ending.REFUSED).ends_chain

    def always_ends_chain(self, item: str) -> bool:
        """Whether the chain ends however ``item`` ends, if it is not granted."""
        return all(self.effect(item, ending).ends_chain for ending in Ending)
