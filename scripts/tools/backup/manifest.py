"""What an archive says of itself: its kin, its versions, and every file with size and SHA-256."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from scripts.tools.backup.contents import Part
from scripts.tools.backup.errors import ArchiveDamaged

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file: path in the data folder (POSIX), size in bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoreState:
    """Where the store stood: schema revision, adopted incarnation, positions read, end of the audit log."""

    revision: str
    incarnation: str | None
    positions: dict[str, int]
    audit_lines: int
    audit_hash: str
    unfinished_cases: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """``backup`` is the same in both archives of one backup; ``key_id`` names the data key without telling it."""

    backup: str
    part: str
    made_at: str
    engine_version: str
    key_id: str
    store: StoreState
    files: tuple[FileEntry, ...] = field(default=())
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The manifest as a file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Read what :meth:`to_json` wrote. Raises :class:`ArchiveDamaged`."""
        try:
            read: dict[str, Any] = json.loads(content)
            if read["format"] != FORMAT or read["part"] not in set(Part):
                raise ArchiveDamaged
            files = tuple(FileEntry(**entry) for entry in read.pop("files"))
            return cls(store=StoreState(**read.pop("store")), files=files, **read)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArchiveDamaged from error


def by_path(files: Iterable[FileEntry]) -> dict[str, FileEntry]:
    """The entries by their path."""
    return {entry.path: entry for entry in files}
