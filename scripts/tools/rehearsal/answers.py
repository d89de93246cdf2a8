"""What a scripted worker answers when a story asks for nothing else: like the real ones, so that the case goes on."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

Answer = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def usual_answer(name: str, now: Callable[[], datetime], number: int) -> dict[str, Any]:
    """The fields of the object that a job of that type returns; ``number`` tells notices apart.

    ``now`` asks the engine for its time, which takes longer than all the rest: only where the answer names a time.
    """
    if name in _TIMELESS:
        return dict(_TIMELESS[name])
    if name == "notice.answer":
        return {"notice_no": f"N{number}"}
    if name in _TIMED:
        return _TIMED[name](now(), f"N{number}")
    return {"outcome": "granted"}


_TIMELESS: Mapping[str, Mapping[str, Any]] = {
    "acceptance.claim": {"claimed": True},
    "review.precheck": {"complete": True, "officer": False},
    "clock.check": {"state": "green", "next": None},
    "obligation.gate": {"open": True},
    "obligation.check": {"settled": True, "next": None},
    "e_certificate.issue": {"identifier": "I", "type": "T"},
    "archive.file": {"reference": "R"},
}
_TIMED: Mapping[str, Callable[[datetime, str], dict[str, Any]]] = {
    "acceptance.accept": lambda now, _: {
        "outcome": "accepted",
        "accepted_at": written(now),
        "inspection_due_at": written(now + timedelta(days=5)),
        "notice": None,
    },
    "review.check": lambda now, _: {
        "outcome": "granted",
        "due_at": written(now + timedelta(days=300)),
        "clock_next": written(now + timedelta(days=290)),
        "certificate": True,
    },
    "notice.supplement": lambda now, notice: {
        "notice_no": notice,
        "due_at": written(now + timedelta(days=300)),
    },
    "e_seal.apply": lambda now, _: {"sealed_at": written(now)},
    "e_certificate.copy": lambda now, _: {"sealed_at": written(now)},
    "document.issue": lambda now, _: {"sealed_at": written(now)},
}


def written(moment: datetime) -> str:
    """A moment as variables carry it: with its offset, to the second."""
    return moment.isoformat(timespec="seconds")
