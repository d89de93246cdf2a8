"""A file of JSON lines that is only appended to, each line chained to the one before by SM3: none can be changed or taken out.

Lines that were written before there was a chain stand at the beginning; the first chained line holds the digest of them all.
Cutting off the end shows only to whoever noted the last digest elsewhere: :meth:`ChainedFile.check` gives it for that.
"""

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

from chain.crypto.sm3 import sm3
from chain.errors import ChainError

_PREVIOUS, _DIGEST = "previous", "digest_of_line"
_TAIL = 64 * 1024

Read = TypeVar("Read")


class ChainBroken(ChainError):
    """A line was changed, added or taken out."""

    message = "登记簿已被改动，请停止使用并核查。"

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(f"{path.name}第{line}行与前文不相接：登记簿已被改动，请停止使用并核查备份。")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a sound file holds: its lines without what chains them, and the digest of the last."""

    lines: tuple[dict[str, Any], ...]
    head: str


class ChainedFile:
    """One such file; safe among threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._known = (-1, "")

    def append(self, content: Mapping[str, object]) -> None:
        """Write one line and wait until the disk has it."""
        with self._lock:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                previous = self._head(descriptor)
                digest = _digest(previous, content)
                line = {**content, _PREVIOUS: previous, _DIGEST: digest}
                os.write(descriptor, json.dumps(line, ensure_ascii=False).encode() + b"\n")
                os.fsync(descriptor)
                self._known = (os.fstat(descriptor).st_size, digest)
            finally:
                os.close(descriptor)

    def stamp(self) -> tuple[int, int]:
        """What changes whenever a line is written, by whomever."""
        try:
            about = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return about.st_mtime_ns, about.st_size

    def check(self) -> Checked:
        """The whole file, held to its chain; raises :class:`ChainBroken`."""
        raw = self.path.read_bytes() if self.path.exists() else b""
        lines, head, position = [], "", 0
        for number, line in enumerate(raw.splitlines(keepends=True), start=1):
            if not line.endswith(b"\n"):
                break  # torn when the machine stopped: what it was to record never left the keeper
            content = _parsed(line)
            if content is None or (head and _DIGEST not in content):
                raise ChainBroken(self.path, number)
            if _DIGEST in content:
                previous, digest = content.pop(_PREVIOUS, None), content.pop(_DIGEST)
                if previous != (head or _of(raw[:position])) or digest != _digest(previous, content):
                    raise ChainBroken(self.path, number)
                head = digest
            lines.append(content)
            position += len(line)
        return Checked(tuple(lines), head)

    def _head(self, descriptor: int) -> str:
        """What the next line is chained to; a torn last line is cut off."""
        size = os.fstat(descriptor).st_size
        if size == self._known[0]:
            return self._known[1]
        tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
        whole = tail.rfind(b"\n") + 1
        if whole < len(tail):
            size -= len(tail) - whole
            os.ftruncate(descriptor, size)
        last = tail[:whole].rstrip(b"\n").rpartition(b"\n")[2]
        content = _parsed(last) if last else None
        if content is not None and _DIGEST in content:
            return str(content[_DIGEST])
        return _of(os.pread(descriptor, size, 0))


class Followed(Generic[Read]):
    """What the lines of a chained file come to, read again when somebody wrote to it since."""

    def __init__(self, file: ChainedFile, read: Callable[[Checked], Read]) -> None:
        self._file, self._read = file, read
        self._seen: tuple[int, int] | None = None
        self._value: Read | None = None

    def changed(self) -> bool:
        """Whether something was written since it was asked for last."""
        return self._file.stamp() != self._seen

    def now(self) -> Read:
        """As the file stands; raises :class:`ChainBroken`."""
        stamp = self._file.stamp()
        if self._value is None or stamp != self._seen:
            self._value, self._seen = self._read(self._file.check()), stamp
        return self._value

    def became(self, value: Read) -> None:
        """Whoever wrote the last line, while nobody else could, knows what it comes to without reading."""
        self._value, self._seen = value, self._file.stamp()


def _digest(previous: str, content: Mapping[str, object]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _of(f"{previous}\n{canonical}".encode())


def _of(content: bytes) -> str:
    return sm3(content).hex()


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(line)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
