"""Makes the project's Python environment from a lock file, once for each content of that file.

Runs on the machine's own Python before anything is installed: standard library only. Called by ``scripts/bootstrap`` as
``python environment.py ROOT runtime|dev``; exits 0 when ``ROOT/.venv`` holds what the lock names, else prints one
Chinese sentence and one English one to standard error and exits 1. A second run compares two digests and needs no
network. The package index is the client's own; ``YILIAN_PYPI_MIRROR`` replaces it.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
_OFFLINE_SIGNS = (
    "NewConnectionError",
    "(from versions: none)",  # the index gave nothing at all for a package that is pinned
    "ConnectTimeout",
    "name resolution",
    "ReadTimeout",
    "ProxyError",
    "SSLError",
)


class EnvironmentFailed(Exception):
    """The environment cannot be made; ``args`` are the Chinese and the English sentence."""


def stamp_of(root: Path, kind: str) -> str:
    """The line that says which lock an environment was made from: kind, digest of the lock, version of Python."""
    digest = hashlib.sha256((root / LOCKS[kind]).read_bytes()).hexdigest()
    return f"{kind} {digest} {sys.version_info.major}.{sys.version_info.minor}"


def is_current(root: Path, kind: str) -> bool:
    """Whether ``.venv`` holds the lock of this kind. The development lock contains the runtime lock."""
    stamp = root / ".venv" / ".yilian-stamp"
    if not stamp.is_file() or not (root / ".venv/bin/python").exists():
        return False
    held = stamp.read_text(encoding="utf-8").split()
    # The Python that made the environment may differ from the one running here: only kind and digest decide.
    return any(held[:2] == stamp_of(root, known).split()[:2] for known in {kind, "dev"})


def ensure(root: Path, kind: str, environ: Mapping[str, str]) -> None:
    """Make ``.venv`` current; safe when several commands start at once. Raises :class:`EnvironmentFailed`."""
    if is_current(root, kind):
        return
    with _exclusive(root / ".venv.lock"):
        if not is_current(root, kind):
            _make(root, kind, environ)


def _make(root: Path, kind: str, environ: Mapping[str, str]) -> None:
    venv, stamp = root / ".venv", root / ".venv" / ".yilian-stamp"
    if not _runs(venv / "bin" / "python"):
        _create(venv)
    stamp.unlink(missing_ok=True)
    _install(root, venv / "bin" / "python", root / LOCKS[kind], environ)
    stamp.write_text(stamp_of(root, kind) + "\n", encoding="utf-8")


def _create(venv: Path) -> None:
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise EnvironmentFailed(
            f"本机的 Python 缺少 venv 模块，请先安装系统软件包 {package}（apt-get install {package}），再重新运行。",
            f"This Python has no venv module: install the Debian package {package}, then run again.",
        )
    say("正在创建 Python 运行环境…")
    shutil.rmtree(venv, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise EnvironmentFailed(
            f"无法在项目目录创建运行环境（.venv）：{_last_line(made.stderr or made.stdout)}",
            "The virtual environment could not be created; is the project folder writable?",
        )


def _install(root: Path, python: Path, lock: Path, environ: Mapping[str, str]) -> None:
    command = [str(python), "-m", "pip", "install", "--require-hashes", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--requirement", str(lock)]
    if mirror := environ.get("YILIAN_PYPI_MIRROR"):
        command += ["--index-url", mirror]
    total = sum(
        1 for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line and line[0].isalnum()
    )
    say(f"正在安装 {total} 个 Python 依赖（首次约一分钟）…")
    output = _run_with_progress(command, root, dict(environ), total)
    if output is not None:
        raise _reason(output)
    say("Python 依赖已就绪。")


def _run_with_progress(command: list[str], root: Path, environ: dict[str, str], total: int) -> str | None:
    """Run pip; show what it collects on one line of a terminal. Returns its output when it failed."""
    lines: list[str] = []
    collected, terminal, started = 0, sys.stderr.isatty(), time.monotonic()
    process = subprocess.Popen(
        command, cwd=root, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None  # noqa: S101 - asked for with PIPE
    with process.stdout as stdout:
        for line in stdout:
            lines.append(line)
            collected += line.startswith(("Collecting ", "Requirement already satisfied"))
            if terminal:
                step = "安装中" if line.startswith("Installing") else "下载中"
                elapsed = int(time.monotonic() - started)
                print(
                    f"\r  {step} {min(collected, total)}/{total}，已用 {elapsed} 秒 ", end="", file=sys.stderr
                )
    if terminal:
        print("\r\033[K", end="", file=sys.stderr)
    return "".join(lines) if process.wait() else None


def _reason(output: str) -> EnvironmentFailed:
    if "DO NOT MATCH THE HASHES" in output:
        return EnvironmentFailed(
            "下载的软件包与锁定的校验值不一致，已拒绝安装；请检查镜像设置（YILIAN_PYPI_MIRROR）后重试。",
            "A package does not match its pinned hash and was refused; check the mirror and try again.",
        )
    if any(sign in output for sign in _OFFLINE_SIGNS):
        return EnvironmentFailed(
            "无法连接软件包源，依赖尚未装全；已下载的部分留在 pip 缓存，联网后（或设置 YILIAN_PYPI_MIRROR）重新运行即可。",
            "The package index cannot be reached; what was downloaded stays in pip's cache. Run again when online.",
        )
    errors = [line for line in output.splitlines() if line.startswith("ERROR")] or output.splitlines()[-3:]
    return EnvironmentFailed(
        "Python 依赖安装失败：" + " ".join(errors[:3]), "Installing the Python packages failed."
    )


def _runs(python: Path) -> bool:
    if not python.exists():
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(python), "-c", check], capture_output=True, check=False).returncode == 0


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["原因不明"])[-1]


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    try:
        handle = path.open("a")
    except OSError as error:
        raise EnvironmentFailed(
            f"项目目录不可写，无法准备运行环境：{error.strerror}", "The project folder is not writable."
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个命令正在准备运行环境，等待其完成…")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def say(sentence: str) -> None:
    """Tell the person at the terminal; standard output stays free for the command's own result."""
    print(sentence, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """``ROOT runtime|dev`` → exit code."""
    root, kind = Path(arguments[0]), arguments[1]
    try:
        ensure(root, kind, os.environ)
    except EnvironmentFailed as failure:
        for sentence in failure.args:
            say(sentence)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
