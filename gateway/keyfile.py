"""Key files of the gateway: private from the first moment, and one key only when several processes start at once."""

import os
from pathlib import Path


def create_once(file: Path, key: str) -> None:
    """Write ``key`` (hexadecimal or PEM) to ``file`` with mode 0600, durably, unless another process was first."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, file)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
