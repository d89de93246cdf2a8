"""One recorded act on an item case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chain.procedure.acts import Act


@dataclass(frozen=True, slots=True)
class Fact:
    """An act as it is on record.

    ``at`` is when it was done; ``effective_at`` from when it counts (a deemed acceptance counts from the receipt); both
    aware. ``detail`` holds codes, dates (ISO) and numbers only:

    * ``accept``: ``manner`` normal | deemed | tolerant
    * ``notify_supplement``, ``ask_in_review``: ``notice_no``, ``due_at``; ``breach`` (a code) when the law did not allow it
    * ``take_supplement``, ``answer_in_review``: ``notice_no``
    * ``suspend``: ``procedure`` (see ``chain.limits.procedures``), ``days`` told; ``resume``: none
    * ``extend``: ``days``, ``approver``, ``joint`` (true: §26, by that level's government)
    * ``conclude``: ``outcome`` granted | refused
    * ``hold``: ``item`` whose ``ending`` led to it, ``until``; ``release``: ``decision`` continue | expired | annulled
    * ``annul``: ``number`` of the conclusion that never took effect, ``document_no`` of its document
    """

    act: Act
    at: datetime
    effective_at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that count, in their order: without conclusions that never took effect, and without their annulment."""
    found: list[Fact] = []
    for fact in facts:
        if fact.act is Act.ANNUL:
            found = [each for each in found if each.act is not Act.CONCLUDE]
        else:
            found.append(fact)
    return found
