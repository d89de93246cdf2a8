"""Time limits of items and chains: the working calendar, the two clocks, and the sheet that shows how they were counted.

Pure functions of recorded facts (:class:`chain.procedure.Fact`), a calendar and a moment; nothing here reads a clock.
"""

from chain.limits.calendar import Day, DayKind, WorkCalendar
from chain.limits.chain_end import JOINT_EXTENSION_DAYS, ChainItem, joint_clock, promised_end
from chain.limits.clock import (
    EXTENSION_DAYS,
    ClockKind,
    ClockState,
    ItemClock,
    ItemClocks,
    item_clocks,
)
from chain.limits.procedures import Procedure
from chain.limits.sheet import Sheet, calculation_sheet
from chain.limits.sheet_text import sheet_text
from chain.limits.stops import Stop, stops_of

__all__ = [
    "EXTENSION_DAYS",
    "JOINT_EXTENSION_DAYS",
    "ChainItem",
    "ClockKind",
    "ClockState",
    "Day",
    "DayKind",
    "ItemClock",
    "ItemClocks",
    "Procedure",
    "Sheet",
    "Stop",
    "WorkCalendar",
    "calculation_sheet",
    "item_clocks",
    "joint_clock",
    "promised_end",
    "sheet_text",
    "stops_of",
]
