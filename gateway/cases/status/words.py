"""Phrases that several sentences of the status share."""

from collections.abc import Iterable
from datetime import date, datetime

from chain.clock import BEIJING
from gateway.notices.wording import chinese_date

APPLICANT = "申请人"

REMEDIES = (
    "如不服本决定，可以自收到决定之日起六十日内依法申请行政复议，"
    "也可以自知道决定之日起六个月内依法提起行政诉讼。"
)
"""行政许可法 §32, §38; 行政复议法 (2023) §20; 行政诉讼法 §46."""


def day_of(moment: datetime) -> date:
    """The day of a moment in Beijing."""
    return moment.astimezone(BEIJING).date()


def day(moment: datetime | None) -> date | None:
    """The day of a moment in Beijing, where the moment is known."""
    return None if moment is None else day_of(moment)


def on(moment: datetime | None) -> str:
    """``于2026年3月2日``, or nothing where the day is not known."""
    return "" if moment is None else f"于{chinese_date(moment)}"


def written(moment: date) -> str:
    """``2026年3月2日``."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def quoted(names: Iterable[str]) -> str:
    """``“甲”“乙”``."""
    return "".join(f"“{name}”" for name in names)


def differing(promised: datetime | None, statutory: datetime | None) -> date | None:
    """The statutory day where it is another than the promised one."""
    return None if day(statutory) == day(promised) else day(statutory)
