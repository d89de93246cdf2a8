"""How many pages a PDF has, counted by a process of its own: whatever was handed in can neither hang nor crash the job.

Run as a program it reads one PDF from standard input and writes the number; it needs nothing of the house.
"""

import io
import logging
import resource
import subprocess
import sys
import time

from pypdf import PdfReader

LARGEST = 64 * 2**20
"""Bytes; a longer PDF is not counted."""
_MOST_PAGES = 100_000
_MEMORY = 1024 * 2**20
_LONGEST = 10.0


class PdfPages:
    """Counts the PDFs of one package, all of them in at most ``seconds`` (what is left then stays uncounted)."""

    def __init__(self, seconds: float = 30.0, longest: float = _LONGEST) -> None:
        self._until = time.monotonic() + seconds
        self._longest = longest

    def __call__(self, content: bytes) -> int | None:
        """The number of pages; ``None``: it could not be counted."""
        left = min(self._longest, self._until - time.monotonic())
        if left <= 0 or len(content) > LARGEST:
            return None
        try:
            done = subprocess.run(
                [sys.executable, "-I", __file__],
                input=content,
                capture_output=True,
                timeout=left,
                check=True,
                env={},
            )
            pages = int(done.stdout)
        except (OSError, ValueError, subprocess.SubprocessError):
            return None
        return pages if 0 < pages <= _MOST_PAGES else None


def main() -> int:
    """Count the PDF on standard input within the bounds; 1 when it cannot be counted."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(_LONGEST), int(_LONGEST)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    try:
        pages = int(PdfReader(io.BytesIO(sys.stdin.buffer.read())).get_num_pages())
    except Exception:  # noqa: BLE001 - whatever a stranger's file does to the reader, its pages are then not known
        return 1
    sys.stdout.write(str(pages))
    return 0


if __name__ == "__main__":
    sys.exit(main())
