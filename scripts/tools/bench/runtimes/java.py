"""Brings the Java client and ofdrw and compiles a Java file for each: there is no Java compiler on an ordinary machine."""

import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path

from scripts.tools.failure import CommandFailed
from scripts.tools.setup import cache_dir, java_executable
from scripts.tools.setup.jars import pinned_jars
from scripts.tools.setup.locking import exclusive
from scripts.tools.setup.maven import PinnedArtifact, fetch, verify

_HERE = Path(__file__).resolve().parent
_COMPILER = "org.eclipse.jdt.internal.compiler.batch.Main"
_COMPILE_SECONDS = 120


def java_command(engine_home: Path, classes: Path) -> list[str]:
    """The command that runs ``NoopWorker`` (its arguments follow), compiled into ``classes``.

    Raises :class:`~scripts.tools.setup.SetupFailed` when a jar cannot be fetched, CommandFailed when it does not compile.
    """
    jars = _jars()
    del jars["compiler"]
    path = os.pathsep.join([*map(str, jars.values()), f"{engine_home / 'lib'}{os.sep}*"])
    _compile(
        "NoopWorker", [*map(str, jars.values()), *map(str, (engine_home / "lib").glob("*.jar"))], classes
    )
    return [str(java_executable()), "-Xmx256m", "-cp", f"{classes}{os.pathsep}{path}", "NoopWorker"]


def ofdrw_command(classes: Path) -> list[str]:
    """The command that runs ``OfdrwCertificates`` (its arguments follow); raises as :func:`java_command`."""
    library = pinned_jars(_HERE / "ofdrw.lock")
    _compile("OfdrwCertificates", library, classes)
    path = os.pathsep.join([str(classes), *library])
    return [str(java_executable()), "-Xmx512m", "-cp", path, "OfdrwCertificates"]


def _compile(name: str, library: Iterable[str], classes: Path) -> None:
    compiler = [str(java_executable()), "-cp", str(_jars()["compiler"]), _COMPILER]
    done = subprocess.run(
        [
            *compiler,
            *("-21", "-proc:none", "-nowarn", "-cp", os.pathsep.join(library)),
            *("-d", str(classes), str(_HERE / f"{name}.java")),
        ],
        capture_output=True,
        text=True,
        timeout=_COMPILE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise CommandFailed(f"测量程序 {name} 未能编译：{(done.stderr or done.stdout)[-600:]}")


def _jars() -> dict[str, Path]:
    lock = tomllib.loads((_HERE / "java.lock.toml").read_text(encoding="utf-8"))
    return {name: _jar(PinnedArtifact(**entry)) for name, entry in lock.items()}


def _jar(pinned: PinnedArtifact) -> Path:
    folder = cache_dir() / "bench"
    jar = folder / f"{pinned.artifact}-{pinned.version}.jar"
    with exclusive(folder / ".lock"):
        if not jar.exists():
            shutil.move(fetch(pinned, folder / ".download"), jar)
            shutil.rmtree(folder / ".download", ignore_errors=True)
        verify(jar, pinned.sha256)
    return jar
