"""A theme (主题): items that belong to one thing, what shapes their chain, and what the end of one does to the others."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from bpmn.catalogue.entries import Entry, Key, Text
from bpmn.catalogue.items import Audience, Days
from bpmn.catalogue.outcomes import OutcomePolicy


class Answer(Entry):
    """One possible answer to a question."""

    key: Key
    text: Text


class Question(Entry):
    """A question that shapes the chain."""

    key: Key
    text: Text
    help: str = ""
    answer: Annotated[tuple[Answer, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _answers_differ(self) -> Self:
        if len({answer.key for answer in self.answer}) < len(self.answer):
            raise ValueError("回答的编码重复")
        return self


class Before(Entry):
    """Figures of the same thing before it became a theme, from a source (四减); ``None`` where none is known.

    ``days`` are the statutory working days.
    """

    steps: Annotated[int, Field(ge=1)] | None = None
    materials: Annotated[int, Field(ge=0)] | None = None
    days: Annotated[int, Field(ge=0)] | None = None
    visits: Annotated[int, Field(ge=0)] | None = None
    source: Text


class Answering(Entry):
    """How results are told: all in one answer when the chain ends, and each item's at once where the theme says so."""

    each_item_at_once: bool = False

    @property
    def label(self) -> str:
        """The Chinese sentence that people read."""
        if self.each_item_at_once:
            return "每个事项作出决定后即时告知，全部办结后统一反馈"
        return "全部事项办结后统一反馈"


class Theme(Entry):
    """``themes/<theme>/theme.toml``: the items in their order and the questions about the situation.

    The lead is the department with most items and steps (鲁政办字〔2020〕62号 三（一））; another one needs
    ``lead_reason``. ``joint_handling_days`` is the limit for joint handling of licences (行政许可法 §42), in working
    days: only for chains of licences. ``groups`` (重点人群) and ``areas`` (重点领域) are the seed's.
    """

    key: Key
    name: Text
    audience: Audience
    groups: tuple[Text, ...] = ()
    areas: tuple[Text, ...] = ()
    subject: Text
    slogan: str = ""
    lead_department: Key
    lead_reason: str = ""
    items: Annotated[tuple[Key, ...], Field(min_length=1)]
    joint_handling_days: Days | None = None
    source: tuple[str, ...]
    outcomes: OutcomePolicy = OutcomePolicy()
    answer: Answering = Answering()
    before: Before | None = None
    question: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if len(set(self.items)) < len(self.items):
            raise ValueError("事项重复")
        if len({question.key for question in self.question}) < len(self.question):
            raise ValueError("问题的编码重复")
        outside = sorted(self.outcomes.named - set(self.items))
        if outside:
            raise ValueError(f"outcomes 中的事项不在 items 中：{'、'.join(outside)}")
        return self
