"""The one port through which gateway, workers and tokens read the time.

In production it is the system's clock. In tests the engine's clock is moved (`ZEEBE_CLOCK_CONTROLLED`), and every
process follows it through a small file that holds the offset: whoever moves the engine's clock writes the file.
"""

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Beijing time: the whole of China uses UTC+8 without daylight saving since 1991."""

CLOCK_FILE_VARIABLE = "YILIAN_CLOCK_FILE"


class Clock(Protocol):
    """Reads the current time."""

    def now(self) -> datetime:
        """The current time, aware, in Beijing time."""
        ...


class SystemClock:
    """The system's clock."""

    def now(self) -> datetime:
        """The system's time in Beijing time."""
        return datetime.now(UTC).astimezone(BEIJING)


class OffsetClock:
    """The system's clock plus the offset, in milliseconds, that stands in a file (absent or empty: no offset)."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """The system's time plus the offset in the file, in Beijing time."""
        return datetime.now(UTC).astimezone(BEIJING) + self._offset()

    def _offset(self) -> timedelta:
        try:
            text = self._file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return timedelta()
        return timedelta(milliseconds=int(text)) if text else timedelta()


def write_offset(file: Path, offset: timedelta) -> None:
    """Let every process that follows ``file`` read the time with this offset; replaces the file atomically."""
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(str(round(offset.total_seconds() * 1000)), encoding="ascii")
    temporary.replace(file)


def configured_clock() -> Clock:
    """The clock that this process is configured for: ``YILIAN_CLOCK_FILE`` names an offset file in tests."""
    file = os.environ.get(CLOCK_FILE_VARIABLE)
    return OffsetClock(Path(file)) if file else SystemClock()
