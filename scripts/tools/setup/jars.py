"""Jars for judges and benchmarks: fetched by coordinates from Maven Central, each checked against the digest in a lock file."""

import hashlib
import os
from pathlib import Path

from jgo.maven import MavenContext

from scripts.tools.setup.errors import SetupFailed
from scripts.tools.setup.paths import cache_dir


class WrongJar(SetupFailed):
    """A jar differs from the pinned one; it was removed."""

    message = "下载的Java程序包与登记的摘要不符，已删除，请检查网络后重新运行。"


def pinned_jars(lock: Path) -> list[str]:
    """Paths of all jars of the lock file (``group:artifact:version[:classifier] sha256``), in its order."""
    return [str(_jar(line)) for line in lock.read_text(encoding="ascii").splitlines()]


def _jar(line: str) -> Path:
    coordinates, sha256 = line.split()
    group, artifact, version, *classifier = coordinates.split(":")
    mirror = os.environ.get("YILIAN_MAVEN_MIRROR")
    context = MavenContext(
        repo_cache=cache_dir() / "maven",
        local_repos=[],
        remote_repos={"mirror": mirror.rstrip("/")} if mirror else None,
    )
    component = context.project(group, artifact).at_version(version)
    path = Path(component.artifact(classifier="".join(classifier), packaging="jar").resolve())
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        path.unlink()
        raise WrongJar(coordinates)
    return path
