"""The file outside the database that keeps heads of the audit log."""

import os
from pathlib import Path

import orjson

from chain.clock import SystemClock


class HeadFile:
    """The file of heads: one JSON object a line (``at``, ``seq``, ``hash``), only ever appended to; mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, lines: int, last_hash: str) -> None:
        """Add a head, durably; several processes may."""
        head = {"at": SystemClock().now().isoformat(), "seq": lines, "hash": last_hash}
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # The line end comes first: a line that a crash cut off does not spoil the next one.
            os.write(descriptor, b"\n" + orjson.dumps(head))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self) -> dict[int, str]:
        """Hashes by line number, the one kept first for each; empty without a file.

        What is no head is passed over: a crash leaves such lines, and whoever can write the file could as well take
        lines out of it.
        """
        if not self._path.exists():
            return {}
        kept: dict[int, str] = {}
        for line in self._path.read_bytes().splitlines():
            try:
                head = orjson.loads(line)
                kept.setdefault(int(head["seq"]), str(head["hash"]))
            except (KeyError, TypeError, ValueError):
                continue
        return kept
