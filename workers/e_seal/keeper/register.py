"""The register of uses: one JSON line for each signature, on disk before the signature leaves the keeper."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a seal; ``time`` is ISO 8601, ``digest`` hexadecimal, ``kind`` the seal's (``SealKind``).

    ``identifier`` is the certificate's, or the document's number in its case.
    """

    time: str
    body: str
    kind: str
    digest: str
    case_no: str
    item: str
    identifier: str


class Register:
    """Appends only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def record(self, use: Use) -> None:
        """Write the use and wait until the disk has it."""
        line = json.dumps(asdict(use), ensure_ascii=False).encode() + b"\n"
        with self._lock:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
