"""Files of the keeper: readable by their owner only, and whole or not there."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, at once or not at all."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.touch(mode=0o600)
    temporary.write_bytes(content)
    temporary.replace(path)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone in the folder among the keeper's processes: the running one, set-up and the administrator's commands."""
    path = folder / "lock"
    path.touch(mode=0o600, exist_ok=True)
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
