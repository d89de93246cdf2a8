"""Files with secrets of a local run: readable by their owner only, never replaced by a weaker one."""

import os
from pathlib import Path


def private_file(path: Path, text: str) -> Path:
    """Write ``text`` to ``path`` with mode 0600 from the first moment on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def new_file(path: Path, text: str) -> Path:
    """Write ``text`` to ``path``, which holds nothing secret."""
    path.write_text(text, encoding="utf-8")
    return path
