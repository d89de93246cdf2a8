"""Brings the Zeebe distribution into the cache: fetched by coordinates, checked, unpacked in one step."""

import os
import shutil
import tarfile
from pathlib import Path, PurePosixPath

from scripts.tools.setup.errors import SetupFailed
from scripts.tools.setup.locking import exclusive
from scripts.tools.setup.maven import PinnedArtifact, fetch
from scripts.tools.setup.paths import project_root
from scripts.tools.setup.progress import say

ENGINE_LOCK = Path("docker/engine/engine.lock.toml")
_DIGEST_FILE = ".sha256"
# The broker is started with java itself (scripts/tools/engine.py): clients and Windows files are left out.
_LEFT_OUT = ("zbctl", "zbctl.darwin", "zbctl.exe")


def ensure_engine(cache: Path, lock: Path = ENGINE_LOCK) -> Path:
    """The unpacked distribution (``config/``, ``lib/``), fetched when the cache does not hold it.

    ``lock`` pins the version, by its path in the project; each version has a folder of its own.
    Raises :class:`SetupFailed`. Safe when several processes ask at once.
    """
    pinned = PinnedArtifact.read(project_root() / lock)
    home = cache / "engine" / pinned.version
    if _holds(home, pinned):
        return home
    with exclusive(cache / "engine" / ".lock"):
        if not _holds(home, pinned):
            _bring(pinned, home)
    return home


def _holds(home: Path, pinned: PinnedArtifact) -> bool:
    digest = home / _DIGEST_FILE
    return digest.is_file() and digest.read_text(encoding="ascii") == pinned.sha256


def _bring(pinned: PinnedArtifact, home: Path) -> None:
    say(f"正在下载流程引擎 Zeebe {pinned.version}（{pinned.size // 1_000_000} MB，只需一次）…")
    downloads, unpacked = home.parent / ".download", home.parent / ".unpacking"
    try:
        archive = fetch(pinned, downloads)
        say("正在解压流程引擎…")
        shutil.rmtree(unpacked, ignore_errors=True)
        unpack(archive, unpacked)
        (unpacked / _DIGEST_FILE).write_text(pinned.sha256, encoding="ascii")
        shutil.rmtree(home, ignore_errors=True)
        unpacked.rename(home)
    except OSError as error:
        raise SetupFailed(f"流程引擎未能写入缓存目录 {home.parent}：{error.strerror or error}。") from error
    finally:
        shutil.rmtree(downloads, ignore_errors=True)
        shutil.rmtree(unpacked, ignore_errors=True)
    say("流程引擎已就绪。")


def unpack(archive: Path, target: Path) -> None:
    """Unpack a ``tar.gz`` without its top folder. Only plain files and folders below ``target`` are written.

    ``tarfile``'s own data filter is not in every 3.11. Raises :class:`SetupFailed` on a link, a device or a path that
    leads outside.
    """
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                _unpack_member(tar, member, target)
    except (tarfile.TarError, EOFError) as error:
        raise SetupFailed(f"{archive.name} 不是完整的压缩包。") from error


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
        raise SetupFailed(f"压缩包含有不允许的条目：{member.name}")
    inner = path.parts[1:]
    if not inner or inner[-1] in _LEFT_OUT or inner[-1].endswith(".bat"):
        return
    destination = target.joinpath(*inner)
    if member.isdir():
        destination.mkdir(parents=True, exist_ok=True)
        return
    destination.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None  # noqa: S101 - a plain file always has content
    with source, destination.open("wb") as file:
        shutil.copyfileobj(source, file)
    os.chmod(destination, 0o755 if member.mode & 0o100 else 0o644)  # noqa: PTH101
