"""What processes have cost so far, as the kernel counts it: CPU time and memory, each process with its children."""

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

_TICKS = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME = 11, 12  # fields of /proc/<pid>/stat behind the name, counted from 0
_SAMPLE_SECONDS = 1.0


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its living descendants; 0 when it has ended."""
    return sum(_own_cpu(each) for each in _family(pid))


def memory_mb(pid: int) -> float:
    """Proportional set size in MB of a process and its living descendants: shared pages count by their share."""
    return sum(_own_memory(each) for each in _family(pid))


class Memory:
    """Follows the memory of named processes in a thread of its own; ``rest`` at the start, ``peak`` until now."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = dict(pids)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="memory", daemon=True)
        self.rest = self._look()
        self.peak = dict(self.rest)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _follow(self) -> None:
        last = False
        while not last:
            last = self._ended.wait(_SAMPLE_SECONDS)
            for name, now in self._look().items():
                self.peak[name] = max(self.peak[name], now)

    def _look(self) -> dict[str, float]:
        return {name: memory_mb(pid) for name, pid in self._pids.items()}


class Cpu:
    """CPU seconds of named processes since this was made."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = dict(pids)
        self._before = self._look()

    def spent(self) -> dict[str, float]:
        """Seconds by name."""
        return {name: now - self._before[name] for name, now in self._look().items()}

    def _look(self) -> dict[str, float]:
        return {name: cpu_seconds(pid) for name, pid in self._pids.items()}


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            found += [int(child) for child in _text(children).split()]
    return found


def _own_cpu(pid: int) -> float:
    # The name in the second field may hold blanks and brackets: what counts begins behind the last one.
    fields = _text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS if fields else 0.0


def _own_memory(pid: int) -> float:
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
