"""Which files one deployment takes along, and where they come from."""

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bpmn.resources import DESK_FORMS, ROOM

KINDS = (".bpmn", ".dmn", ".form")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one deployment by the name they get in the engine."""

    files: dict[str, Path]

    def contents(self) -> dict[str, bytes]:
        """Name → content."""
        return {name: file.read_bytes() for name, file in self.files.items()}


@dataclass(frozen=True, slots=True)
class Source:
    """The commit that the files lie at, ``None`` without one; ``dirty`` when a file differs from it."""

    commit: str | None
    dirty: bool | None


def bundle(paths: Iterable[Path]) -> Bundle:
    """The themes (folders) and files named, with the shared processes and desk forms that they call."""
    files: dict[str, Path] = {}
    for path in paths:
        files |= _theme(path) if (path / "theme.toml").exists() else _plain(path)
    beside = [*sorted(ROOM.glob("shared/*.bpmn")), *sorted(DESK_FORMS.glob("*.form"))]
    return Bundle({file.name: file for file in beside} | files)


def _theme(folder: Path) -> dict[str, Path]:
    key = folder.resolve().name
    return {f"{key}.bpmn": folder / f"{key}.bpmn", f"{key}_scenario.dmn": folder / "scenario.dmn"}


def _plain(path: Path) -> dict[str, Path]:
    files = [path] if path.is_file() else sorted(each for each in path.iterdir() if each.suffix in KINDS)
    return {file.name: file for file in files}


def source_of(files: Iterable[Path]) -> Source:
    """Commit and state of the repository that holds the files; without commit when it is none, or several."""
    folders = sorted({file.resolve().parent for file in files})
    commits = {_git(folder, "rev-parse", "HEAD") for folder in folders}
    if len(commits) != 1 or None in commits:
        return Source(None, None)
    changed = [_git(file.parent, "status", "--porcelain", "--", file.name) for file in sorted(files)]
    return Source(commits.pop(), any(changed))


def _git(folder: Path, *command: str) -> str | None:
    arguments: Sequence[str] = ["git", "-C", str(folder), *command]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
