"""The version that processes tell is that of the project."""

import tomllib
from pathlib import Path

from chain.version import VERSION


def test_the_version_told_is_the_projects() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
