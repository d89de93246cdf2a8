"""One process at a time may fill a part of the cache."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.tools.setup.errors import SetupFailed
from scripts.tools.setup.progress import say


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; waits for another holder. Raises :class:`SetupFailed` when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("a")
    except OSError as error:
        raise SetupFailed(
            f"缓存目录 {path.parent} 不可写（{error.strerror}）；可用环境变量 YILIAN_CACHE 指定其他目录。"
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个命令正在下载，等待其完成…")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
