"""Fetches one file from Maven Central by its coordinates and checks it against a pinned digest.

jgo (pure Python) knows the repository's address; ``YILIAN_MAVEN_MIRROR`` replaces it.
"""

import hashlib
import os
import shutil
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import requests
from jgo.maven import MavenContext
from jgo.maven._resolver import PythonResolver

from scripts.tools.setup.errors import DigestMismatch, SetupFailed
from scripts.tools.setup.progress import download_progress, say

_ATTEMPTS = 3
_READ_TIMEOUT = 60  # seconds without a byte


@dataclass(frozen=True, slots=True)
class PinnedArtifact:
    """Coordinates of one file with the digest it must have; ``size`` in bytes, ``sha256`` in lower-case hex."""

    group: str
    artifact: str
    version: str
    packaging: str
    size: int
    sha256: str

    @classmethod
    def read(cls, lock: Path) -> "PinnedArtifact":
        """Read a lock file (TOML with exactly these keys). Raises :class:`SetupFailed` when it does not fit."""
        try:
            return cls(**tomllib.loads(lock.read_text(encoding="utf-8")))
        except (OSError, TypeError, tomllib.TOMLDecodeError) as error:
            raise SetupFailed(f"锁定文件 {lock.name} 无法读取或内容不完整。") from error


def fetch(pinned: PinnedArtifact, folder: Path) -> Path:
    """Download into ``folder``, which is emptied first: a download cut short leaves nothing behind to trust.

    Tries again twice when the connection breaks. Raises :class:`DigestMismatch` (the file is removed) or
    :class:`SetupFailed`.
    """
    path = _download_patiently(pinned, folder)
    verify(path, pinned.sha256)
    return path


def _download_patiently(pinned: PinnedArtifact, folder: Path) -> Path:
    attempt = 1
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            return _download(pinned, folder)
        except requests.RequestException as error:
            if attempt == _ATTEMPTS:
                raise SetupFailed(
                    "无法从 Maven 仓库下载流程引擎，未保留不完整的文件；请联网后重新运行，"
                    "或用环境变量 YILIAN_MAVEN_MIRROR 指定镜像。"
                ) from error
            say(f"  连接中断，{2 * attempt} 秒后重试…")
            time.sleep(2 * attempt)
            attempt += 1


def _download(pinned: PinnedArtifact, folder: Path) -> Path:
    mirror = os.environ.get("YILIAN_MAVEN_MIRROR")
    context = MavenContext(
        resolver=PythonResolver(progress_callback=lambda name, total: download_progress(name, total)),
        repo_cache=folder,
        local_repos=[],
        remote_repos={"mirror": mirror.rstrip("/")} if mirror else None,
        timeout=_READ_TIMEOUT,
    )
    component = context.project(pinned.group, pinned.artifact).at_version(pinned.version)
    try:
        return Path(component.artifact(packaging=pinned.packaging).resolve())
    except RuntimeError as error:
        raise SetupFailed(
            f"Maven 仓库中没有 {pinned.group}:{pinned.artifact}:{pinned.version}；请检查 YILIAN_MAVEN_MIRROR。"
        ) from error


def verify(path: Path, sha256: str) -> None:
    """Raise :class:`DigestMismatch`, and remove the file, unless its SHA-256 is the given one."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        path.unlink()
        raise DigestMismatch(f"下载的 {path.name} 与锁定的校验值不一致，已删除；请检查镜像设置后重试。")
