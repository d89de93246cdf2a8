"""What a scripted worker answers when a story asks for nothing else: like the real ones, so that the case goes on."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

Answer = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def usual_answer(name: str, now: datetime, number: int) -> dict[str, Any]:
    """The fields of the object that a job of that type returns; ``number`` tells notices apart."""
    notice, due = {"notice_no": f"N{number}"}, written(now + timedelta(days=300))
    usual: dict[str, dict[str, Any]] = {
        "acceptance.claim": {"claimed": True},
        "acceptance.accept": {
            "outcome": "accepted",
            "accepted_at": written(now),
            "inspection_due_at": written(now + timedelta(days=5)),
            "notice": None,
        },
        "review.precheck": {"complete": True, "officer": False},
        "review.check": {
            "outcome": "granted",
            "due_at": due,
            "clock_next": written(now + timedelta(days=290)),
            "certificate": True,
        },
        "clock.check": {"state": "green", "next": None},
        "notice.supplement": {**notice, "due_at": due},
        "notice.answer": notice,
        "obligation.gate": {"open": True},
        "obligation.check": {"settled": True, "next": None},
        "e_certificate.issue": {"identifier": "I", "type": "T"},
        "e_seal.apply": {"sealed_at": written(now)},
        "document.issue": {"sealed_at": written(now)},
        "archive.file": {"reference": "R"},
    }
    return usual.get(name, {"outcome": "granted"})


def written(moment: datetime) -> str:
    """A moment as variables carry it: with its offset, to the second."""
    return moment.isoformat(timespec="seconds")
