"""The bodies that issue a document: one, or several (联合发文) that seal it one after the other, the leading one first.

Each finds the file as those before sealed it and adds its own seal, so that the later signature covers the earlier ones and
none is touched. Who has sealed and the file so far stand in the document's row and change together, and the next body is told
in that transaction: whenever a process dies, one of them is to seal next, over one file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.store.models import Document


@dataclass(frozen=True, slots=True)
class Party:
    """A body that issues a document, and when it sealed it."""

    body: str
    sealed_at: datetime | None


def as_drafted(bodies: Sequence[str]) -> list[dict[str, str | None]] | None:
    """``Document.parties`` of a document that these bodies issue and none has sealed; ``None`` where there is one alone."""
    return [{"body": body, "sealed_at": None} for body in bodies] if len(bodies) > 1 else None


def parties_of(document: Document) -> list[Party]:
    """Everyone who issues it, in the order of their seals."""
    if document.parties is None:
        return [Party(document.body, document.sealed_at)]
    return [
        Party(each["body"], datetime.fromisoformat(each["sealed_at"]) if each["sealed_at"] else None)
        for each in document.parties
    ]


def bodies_of(document: Document) -> list[str]:
    """Their codes."""
    return [party.body for party in parties_of(document)]


def next_to_seal(document: Document) -> str | None:
    """Whose seal comes next; ``None`` once all are there."""
    return next((party.body for party in parties_of(document) if party.sealed_at is None), None)


def seals_on(document: Document) -> int:
    """How many seals it bears."""
    return sum(party.sealed_at is not None for party in parties_of(document))


def sealed_by(document: Document, body: str) -> datetime | None:
    """When ``body`` sealed it."""
    return next((party.sealed_at for party in parties_of(document) if party.body == body), None)


def note_seal(document: Document, body: str, at: datetime) -> None:
    """``body`` has sealed a joint document. A new list: only that is seen as a change."""
    document.parties = [
        {**each, "sealed_at": at.isoformat()} if each["body"] == body else each
        for each in document.parties or ()
    ]


def progress(document: Document) -> str:
    """How far the seals of a joint document have come, in words; empty for one that all have sealed, or one body alone."""
    if document.parties is None or next_to_seal(document) is None:
        return ""
    return f"共{len(document.parties)}个机关盖章，已盖{seals_on(document)}个"


def with_progress(words: str, document: Document) -> str:
    """``words`` on the document, followed in brackets by its :func:`progress` where there is any to tell."""
    joint = progress(document)
    return f"{words}（{joint}）" if joint else words
