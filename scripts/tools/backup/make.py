"""``scripts/backup --data DIR --to FILE --keys FILE``: back up an embedded run that is stopped.

Exit codes: 0 both archives are written and read back, 1 said in one sentence why not, 2 wrong usage.
"""

import argparse
import os
import sys
import tomllib
import uuid
from dataclasses import replace
from pathlib import Path

from chain.clock import SystemClock
from chain.errors import ChainError
from gateway.store.encryption import Cipher
from scripts.tools.backup.archive import digest_of, write
from scripts.tools.backup.contents import STORE, Part, files_of, incarnations
from scripts.tools.backup.errors import MixedPair, NotBackedUp
from scripts.tools.backup.manifest import Manifest
from scripts.tools.backup.quiet import require_quiet, settle_store
from scripts.tools.backup.store import state_of
from scripts.tools.setup import project_root
from scripts.tools.setup.progress import say


def back_up(data: Path, to: Path, keys: Path) -> Manifest:
    """Write the two archives of one backup; answers the manifest of the data.

    Raises :class:`~scripts.tools.backup.errors.DataInUse`, ``MixedPair``, ``NotBackedUp`` or
    ``gateway.store.errors.DataKeyInvalid``.
    """
    data = data.resolve()
    _require_places(data, to, keys)
    require_quiet(data)
    settle_store(data / STORE)
    common = _describe(data)
    for part, archive in ((Part.KEYS, keys), (Part.DATA, to)):
        files = tuple(digest_of(data, path) for path in files_of(data, part))
        common = replace(common, part=part, files=files)
        say(f"正在写入 {archive}（{len(files)} 个文件）…")
        write(archive, common, data)
    return common


def _require_places(data: Path, to: Path, keys: Path) -> None:
    if not (data / STORE).is_file():
        raise NotBackedUp(f"{data} 中没有内嵌数据库；使用 PostgreSQL 的，请按《运维手册》备份。")
    for archive in (to, keys):
        if archive.exists():
            raise NotBackedUp(f"{archive} 已存在，备份从不覆盖文件。")
        if archive.resolve().is_relative_to(data):
            raise NotBackedUp("备份文件不能放在数据目录之内。")
    if to.resolve().parent == keys.resolve().parent:
        raise NotBackedUp("密钥须与数据分开存放：--keys 请指向另一个目录（最好是另一台设备）。")


def _describe(data: Path) -> Manifest:
    state, engines = state_of(data / STORE), incarnations(data)
    if state.incarnation is not None and state.incarnation not in engines:
        raise MixedPair
    lock = tomllib.loads((project_root() / "docker/engine/engine.lock.toml").read_text(encoding="utf-8"))
    return Manifest(
        backup=uuid.uuid4().hex,
        part=Part.DATA,
        made_at=SystemClock().now().isoformat(timespec="seconds"),
        engine_version=str(lock["version"]),
        key_id=Cipher.from_file(data / "keys" / "data.key").key_id.hex(),
        store=state,
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/backup", description="备份已停止的单机运行：引擎、数据库、文件"
    )
    data = os.environ.get("YILIAN_DATA")
    parser.add_argument("--data", type=Path, default=data, required=data is None, help="数据目录")
    parser.add_argument("--to", type=Path, required=True, help="数据备份文件（.tar.gz）")
    parser.add_argument("--keys", type=Path, required=True, help="密钥备份文件（.tar.gz），须在另一个目录")
    options = parser.parse_args(arguments)
    try:
        made = back_up(options.data, options.to, options.keys)
    except ChainError as failure:
        say(failure.detail)
        return 1
    except OSError as failure:
        say(f"备份未完成：{failure.strerror}。")
        return 1
    state = made.store
    say(f"备份已完成并核对：未办结办件 {state.unfinished_cases} 件。")
    print(f"{made.backup}  审计 {state.audit_lines} 条  {state.audit_hash}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
