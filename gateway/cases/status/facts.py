"""What the status of a case is composed from: facts of the store by the names that people know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chain.cases import CaseState, Channel, Outcome
from chain.procedure import Stage


@dataclass(frozen=True, slots=True)
class Asked:
    """A supplement notice: what it asks for (``gaps``: what, how), whether it was answered, and until when it may be."""

    sent_at: datetime
    due_at: datetime | None
    gaps: Sequence[tuple[str, str]]
    answered_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether the applicant can answer it."""
        return self.answered_at is None and (self.due_at is None or now <= self.due_at)


@dataclass(frozen=True, slots=True)
class Result:
    """What a granted item ends in: ``kind`` and ``name`` in Chinese; ``identifier`` once a certificate is sealed,
    ``ended`` what became of it when it counts no more, or not for a time.

    ``licence``: an administrative licence, whose document is to be delivered within ten working days (行政许可法 §44).
    """

    kind: str
    name: str
    electronic: bool
    licence: bool
    identifier: str | None = None
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item: ``who`` handles it, ``since`` when it is at its stage, ``after`` the items it waits for.

    ``decided_at``, ``outcome`` and ``reason`` of what ended it; ``cause`` why it was returned (a code of the act),
    ``because`` the same in words where another item's end led to it, also to a rest that lasts until ``held_until`` at the
    most; ``procedure`` the special procedure that goes on, and whether it ``stops_law`` (行政许可法 §45).
    """

    name: str
    who: str
    stage: Stage
    since: datetime | None = None
    due_at: datetime | None = None
    statutory_due_at: datetime | None = None
    after: Sequence[str] = ()
    asked: Asked | None = None
    outcome: Outcome | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    cause: str | None = None
    withdrawn: bool = False
    held_until: datetime | None = None
    because: str | None = None
    procedure: str | None = None
    stops_law: bool = False
    result: Result | None = None
    withheld: bool = False
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """What the applicant still owes after acceptance (容缺、承诺): a sentence, how to settle it, until when."""

    what: str
    how: str
    until: datetime | None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document to read."""

    title: str
    number: str | None
    at: datetime
    link: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The chain: ``lead`` is the name of the body that leads it, ``promised_until`` its promised end where it is known.

    ``joint_due_at`` ends the statutory limit of the whole chain, where it is handled jointly (行政许可法 §26, §42).
    """

    case_no: str
    theme: str
    lead: str
    state: CaseState
    stage: Stage
    received_at: datetime
    now: datetime
    items: Sequence[ItemFacts]
    channel: Channel | None = None
    told_by: datetime | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    withdrawn_at: datetime | None = None
    promised_until: date | None = None
    joint_due_at: datetime | None = None
    asked: Asked | None = None
    debts: Sequence[Debt] = ()
    papers: Sequence[tuple[str, str]] = ()
    """Name and form of each paper that the window has still to see."""
    documents: Sequence[DocumentFacts] = ()
    helped: Sequence[str] = ()
    """What agents and officials did for the applicant, in sentences."""
