"""Brings the Java client and compiles the one Java file: there is no Java compiler on an ordinary user's machine."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

from scripts.tools.failure import CommandFailed
from scripts.tools.setup import cache_dir, java_executable
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
    compiler = jars.pop("compiler")
    path = os.pathsep.join([*map(str, jars.values()), f"{engine_home / 'lib'}{os.sep}*"])
    library = os.pathsep.join(
        [*map(str, jars.values()), *map(str, sorted((engine_home / "lib").glob("*.jar")))]
    )
    java = str(java_executable())
    compile_command = [java, "-cp", str(compiler), _COMPILER, "-21", "-proc:none", "-nowarn", "-cp", library]
    done = subprocess.run(
        [*compile_command, "-d", str(classes), str(_HERE / "NoopWorker.java")],
        capture_output=True,
        text=True,
        timeout=_COMPILE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise CommandFailed(f"Java 客户端的测量程序未能编译：{(done.stderr or done.stdout)[-600:]}")
    return [java, "-Xmx256m", "-cp", f"{classes}{os.pathsep}{path}", "NoopWorker"]


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
