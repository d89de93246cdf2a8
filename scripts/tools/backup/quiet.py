"""Whether a data folder is at rest: a copy of what somebody writes would be of no moment at all.

A running broker's files must not be copied (its log and its state belong together), and the store must not go on while
the engine is copied. So everything is stopped, and this is checked, not believed.
"""

import fcntl
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from scripts.tools.backup.errors import DataInUse, NotBackedUp


def require_quiet(data: Path) -> None:
    """Raise :class:`DataInUse`, naming the processes, when one holds a file of the folder open or locked."""
    users = sorted(_users(data))
    if users:
        raise DataInUse(f"数据目录正被使用（{'、'.join(users)}），请先停止全部进程。")
    for lock in (data / "engine").rglob("LOCK"):
        if not _is_free(lock):
            raise DataInUse("流程引擎仍在运行，请先停止。")


def settle_store(store: Path) -> None:
    """Bring everything of the store into its one file and check that file.

    Raises :class:`DataInUse` when a process is connected to it, :class:`NotBackedUp` when it is damaged.
    """
    try:
        with closing(sqlite3.connect(store, timeout=0, isolation_level=None)) as connection:
            # With this mode another connection, even an idle one, makes the transaction fail.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise DataInUse("数据库正被使用，请先停止网关和记录接收。") from error
    except sqlite3.DatabaseError as error:
        raise NotBackedUp("数据库文件已损坏，未做备份；请联系开发人员。") from error
    if verdict != "ok":
        raise NotBackedUp("数据库自检未通过，未做备份；请联系开发人员。")


def _users(data: Path) -> set[str]:
    """Processes (name and id) that hold a file below ``data`` open; those of other users show only to root."""
    found: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            for descriptor in (process / "fd").iterdir():
                with suppress(OSError):
                    if descriptor.readlink().is_relative_to(data):
                        name = (process / "comm").read_text(encoding="utf-8").strip()
                        found.add(f"{name} {process.name}")
    return found


def _is_free(lock: Path) -> bool:
    with lock.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
