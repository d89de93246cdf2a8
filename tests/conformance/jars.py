"""The judge's jars: fetched by coordinates from Maven Central, each checked against ``ofdrw.lock``."""

import hashlib
import os
from pathlib import Path

from jgo.maven import MavenContext

from scripts.tools.setup.paths import cache_dir

_LOCK = Path(__file__).parent / "ofdrw.lock"


class WrongJar(Exception):
    """A jar differs from the pinned one; it was removed."""


def pinned_jars() -> list[str]:
    """Paths of all jars of the lock file, in its order, each with the pinned digest."""
    return [str(_jar(line)) for line in _LOCK.read_text(encoding="ascii").splitlines()]


def _jar(line: str) -> Path:
    coordinates, sha256 = line.split()
    group, artifact, version = coordinates.split(":")
    mirror = os.environ.get("YILIAN_MAVEN_MIRROR")
    context = MavenContext(
        repo_cache=cache_dir() / "maven",
        local_repos=[],
        remote_repos={"mirror": mirror.rstrip("/")} if mirror else None,
    )
    component = context.project(group, artifact).at_version(version)
    path = Path(component.artifact(packaging="jar").resolve())
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        path.unlink()
        raise WrongJar(coordinates)
    return path
