"""``scripts/restore --from FILE --keys FILE --to DIR``: restore both archives of a backup into an empty folder.

Exit codes: 0 restored and checked, 1 said in one sentence why not (nothing is left behind), 2 wrong usage.
"""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

from chain.errors import ChainError
from gateway.store.audit import AuditHead, verify
from gateway.store.database import Database
from gateway.store.encryption import Cipher
from scripts.tools.backup.archive import read_manifest, unpack
from scripts.tools.backup.contents import STORE, Part
from scripts.tools.backup.errors import ArchiveDamaged, MixedPair, TargetNotEmpty
from scripts.tools.backup.manifest import Manifest
from scripts.tools.setup.progress import say


def restore(archive: Path, keys: Path, to: Path) -> Manifest:
    """Write a data folder from both archives, all of it or nothing; answers the manifest of the data.

    Keys of an older backup serve too, as long as the data key is still the same. Raises
    :class:`~scripts.tools.backup.errors.ArchiveDamaged`, ``MixedPair``, ``TargetNotEmpty``, and
    ``gateway.store.errors.AuditBroken``.
    """
    manifest = _require_kin(read_manifest(archive), read_manifest(keys))
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise TargetNotEmpty
    fresh = to.with_name(f".{to.name}.restoring")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True, mode=0o700)
        say("正在恢复并逐个核对文件…")
        for each in (archive, keys):
            unpack(each, fresh)
        _require_audit(fresh, manifest)
        if to.exists():
            to.rmdir()
        fresh.rename(to)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def _require_kin(data: Manifest, keys: Manifest) -> Manifest:
    if (data.part, keys.part) != (Part.DATA, Part.KEYS):
        raise MixedPair("请用 --from 指定数据备份，用 --keys 指定密钥备份。")
    if data.key_id != keys.key_id:
        raise MixedPair("密钥备份中的数据密钥打不开这份数据，请找出同一时期的密钥备份。")
    return data


def _require_audit(folder: Path, manifest: Manifest) -> None:
    head = asyncio.run(_audit_head(folder))
    if (head.lines, head.hash) != (manifest.store.audit_lines, manifest.store.audit_hash):
        raise ArchiveDamaged("恢复出的审计日志与备份清单不一致，不能使用。")


async def _audit_head(folder: Path) -> AuditHead:
    cipher = Cipher.from_file(folder / "keys" / "data.key")
    database = Database(f"sqlite+aiosqlite:///{folder / STORE}", cipher)
    try:
        return await verify(database)
    finally:
        await database.close()


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/restore", description="从备份恢复单机运行：引擎、数据库、文件、密钥"
    )
    parser.add_argument("--from", dest="archive", type=Path, required=True, help="数据备份文件")
    parser.add_argument("--keys", type=Path, required=True, help="密钥备份文件")
    parser.add_argument("--to", type=Path, required=True, help="新的数据目录（不存在或为空）")
    options = parser.parse_args(arguments)
    try:
        restored = restore(options.archive, options.keys, options.to.absolute())
    except ChainError as failure:
        say(failure.detail)
        return 1
    except OSError as failure:
        say(f"恢复未完成：{failure.strerror}。")
        return 1
    say(
        f"已恢复 {restored.made_at} 的备份，文件和审计日志均已核对；未办结办件 {restored.store.unfinished_cases} 件。"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
