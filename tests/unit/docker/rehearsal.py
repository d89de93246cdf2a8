"""Builds an image's file system in a folder by its Dockerfile, and runs its command from there.

No container engine: every absolute path that the images use is moved below the folder of its stage, ``pip install`` is
``pip_stand_in``, users are not made. What is proven: the files that COPY names are there and are enough, the packages
of the image's list are enough, the command starts from them and answers its own HEALTHCHECK.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

from tests.unit.docker.dockerfile import PROJECT, Copy, Run, Stage, read_stages

_OWN = ("app", "venv", "data", "fonts", "cache", "build", "engine", "java")
_ABSOLUTE = re.compile(rf"(?<![\w./}}])/({'|'.join(_OWN)})(?![\w-])")
_IGNORED = ("__pycache__", "*.pyc", ".mypy_cache", ".ruff_cache", "README.md", "node_modules")


class RehearsedImage:
    """The last stage of a Dockerfile in ``root``, ready to run. ``cache`` stands in for what set-up would download."""

    def __init__(self, dockerfile: Path, folder: Path, cache: Path) -> None:
        self._folder = folder
        self._cache = cache
        self._roots: dict[str, Path] = {}
        for number, stage in enumerate(read_stages(dockerfile)):
            self.stage, self.root = stage, folder / (stage.name or f"image-{number}")
            self._roots[stage.name or ""] = self.root
            self._build(stage, self.root)

    def environment(self, further: Mapping[str, str]) -> dict[str, str]:
        """What the image's process is given: its ENV lines and ``further``, nothing of this process."""
        own = _environment(self.stage, self.root)
        path = ":".join([own["PATH"], os.defpath] if "PATH" in own else [_system(self.root), os.defpath])
        return {**own, "PATH": path, "HOME": str(self.root), **further}

    def words(self, command: list[str], ports: Mapping[int, int]) -> list[str]:
        """A command in exec form with its paths moved below the root, and each port replaced."""
        moved = [_moved(word, self.root) for word in command]
        for given, free in ports.items():
            moved = [re.sub(rf"\b{given}\b", str(free), word) for word in moved]
        return moved

    def move_paths_in(self, file: str) -> None:
        """Move the absolute paths in a script of the image below its root."""
        script = self.root / file
        script.write_text(_moved(script.read_text(encoding="utf-8"), self.root), encoding="utf-8")

    def files(self) -> set[Path]:
        """Every file of the image outside its data folder."""
        kept = self.root / "data"
        return {path for path in self.root.rglob("*") if not path.is_relative_to(kept)}

    def _build(self, stage: Stage, root: Path) -> None:
        system = root / "system"
        venv.create(system, with_pip=False, symlinks=True)
        self._put_pip(system / "bin")
        (root / "cache").mkdir()
        for part in ("engine", "web"):
            (root / "cache" / part).symlink_to(self._cache / part)
        workdir = Path(_moved(stage.workdir, root))
        workdir.mkdir(parents=True, exist_ok=True)
        for step in stage.steps:
            if isinstance(step, Copy):
                self._copy(step, root, workdir)
            elif step.command.startswith("groupadd "):
                (root / "data").mkdir(exist_ok=True)
            else:
                self._run(step, stage, root, workdir)

    def _put_pip(self, folder: Path) -> None:
        pip = folder / "pip"
        call = f'exec "{sys.executable}" -m tests.unit.docker.pip_stand_in "{folder / "python"}" "$@"'
        pip.write_text(f'#!/bin/sh\nPYTHONPATH="{PROJECT}" {call}\n', encoding="utf-8")
        pip.chmod(0o755)

    def _copy(self, step: Copy, root: Path, workdir: Path) -> None:
        origin = PROJECT if step.source_stage is None else self._roots[step.source_stage]
        target = workdir / _moved(step.target, root)
        for source in step.sources:
            path = origin / source.lstrip("/")
            if path.is_dir():
                shutil.copytree(
                    path, target, symlinks=True, ignore=shutil.ignore_patterns(*_IGNORED), dirs_exist_ok=True
                )
            else:
                file = target / path.name if step.target.endswith("/") else target
                file.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, file)

    def _run(self, step: Run, stage: Stage, root: Path, workdir: Path) -> None:
        environment = {
            **_environment(stage, root),
            "PATH": f"{_system(root)}:{os.defpath}",
            "HOME": str(root),
        }
        done = subprocess.run(
            ["sh", "-c", _moved(step.command, root)],
            cwd=workdir,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{step.command}\n{done.stderr}"


def _system(root: Path) -> str:
    """Where the base image's own Python is."""
    return str(root / "system" / "bin")


def _environment(stage: Stage, root: Path) -> dict[str, str]:
    values = {name: _moved(value, root) for name, value in stage.environment.items()}
    if "PATH" in values:
        values["PATH"] = values["PATH"].removesuffix(":$PATH")
    return values


def _moved(text: str, root: Path) -> str:
    return _ABSOLUTE.sub(lambda found: f"{root}/{found[1]}", text)
