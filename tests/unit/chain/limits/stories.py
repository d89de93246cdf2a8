"""Acts of an item as the tests tell them: moments are Beijing time, `09:00` where only a day is named."""

from datetime import datetime
from typing import Any

from chain.clock import BEIJING
from chain.limits import ItemClocks, WorkCalendar, item_clocks
from chain.procedure import Act, Fact

CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    """A moment in Beijing."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00").replace(tzinfo=BEIJING)


def fact(act: Act, when: str, effective: str | None = None, **detail: Any) -> Fact:
    """An act on record."""
    return Fact(act, at(when), at(effective or when), detail)


def accepted(when: str) -> Fact:
    """The ordinary acceptance."""
    return fact(Act.ACCEPT, when, manner="normal")


def asked(when: str, until: str, number: str = "BZ01") -> Fact:
    """A supplement asked for after acceptance."""
    return fact(Act.ASK_IN_REVIEW, when, notice_no=number, due_at=at(f"{until}T23:59:59").isoformat())


def answered(when: str, number: str = "BZ01") -> Fact:
    """Its answer."""
    return fact(Act.ANSWER_IN_REVIEW, when, notice_no=number)


def suspended(when: str, procedure: str, days: int | None = None) -> Fact:
    """A special procedure for which ``days`` were told."""
    return fact(Act.SUSPEND, when, procedure=procedure, days=days)


def resumed(when: str) -> Fact:
    """Its end."""
    return fact(Act.RESUME, when)


def held(when: str, until: str) -> Fact:
    """A rest because another item of the case ended, until the applicant says whether this one goes on."""
    return fact(
        Act.HOLD, when, item="food_license", ending="refused", until=at(f"{until}T23:59:59").isoformat()
    )


def released(when: str) -> Fact:
    """Its end."""
    return fact(Act.RELEASE, when, item="food_license", decision="continue")


def extended(when: str, days: int = 10, *, joint: bool = False) -> Fact:
    """An extension with its approval."""
    return fact(Act.EXTEND, when, days=days, approver="head", joint=joint)


def concluded(when: str, outcome: str = "granted") -> Fact:
    """The decision."""
    return fact(Act.CONCLUDE, when, outcome=outcome)


def clocks(
    *facts: Fact,
    now: str | datetime,
    promised: int = 10,
    statutory: int | None = 20,
    calendar: WorkCalendar = CALENDAR,
) -> ItemClocks:
    """Both clocks of an accepted item."""
    found = item_clocks(
        facts,
        statutory_days=statutory,
        promised_days=promised,
        calendar=calendar,
        now=at(now) if isinstance(now, str) else now,
    )
    assert found is not None
    return found


def due_days(found: ItemClocks) -> tuple[str, str | None]:
    """The last days of the promised and the statutory clock."""
    statutory = None if found.statutory is None else found.statutory.due_on.isoformat()
    return found.promised.due_on.isoformat(), statutory
