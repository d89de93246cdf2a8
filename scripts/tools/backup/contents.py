"""Which files of a data folder belong to which archive.

Keys are kept apart: whoever finds the data archive alone reads no personal data in it (the store's personal columns and
the files are encrypted, the engine holds none), and whoever finds the keys alone has nothing to open with them.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path, PurePosixPath

STORE = "store.db"
INCARNATION = "incarnation"


class Part(StrEnum):
    """The two archives of one backup."""

    DATA = "data"
    KEYS = "keys"


_KEY_FOLDERS = ("keys", "keeper")
_AUDIT_HEADS = PurePosixPath("audit-heads.jsonl")
_RECORDS_OF_SEALS = tuple(PurePosixPath(f"keeper/{name}.jsonl") for name in ("uses", "seals", "authority"))
_DATA_FOLDERS = ("files", "engine")
_LEFT_OUT = {"pid", "LOCK"}


def part_of(path: PurePosixPath) -> Part | None:
    """The archive that a file of the data folder goes into; ``None`` for logs, locks and what is made anew."""
    top = path.parts[0]
    if path in (*_RECORDS_OF_SEALS, _AUDIT_HEADS, PurePosixPath(STORE)):
        return Part.DATA
    if top in _KEY_FOLDERS:
        return Part.KEYS
    if (
        top not in _DATA_FOLDERS
        or path.name in _LEFT_OUT
        or path.name.endswith(".tmp")
        or "tmp" in path.parts
    ):
        return None
    return Part.DATA


def files_of(data: Path, part: Part) -> Iterator[PurePosixPath]:
    """The files of one archive in order, relative to the data folder."""
    for path in sorted(data.rglob("*")):
        relative = PurePosixPath(path.relative_to(data).as_posix())
        if path.is_file() and not path.is_symlink() and part_of(relative) is part:
            yield relative


def incarnations(data: Path) -> set[str]:
    """The names of the lives of all engines (one broker, clusters) in the folder."""
    return {file.read_text(encoding="ascii").strip() for file in (data / "engine").rglob(INCARNATION)}
