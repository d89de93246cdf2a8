"""The environment variables that each process of ours reads, from its own code."""

import re
from pathlib import Path

from pydantic_settings import BaseSettings

from gateway.settings import Settings
from tests.unit.docker.dockerfile import PROJECT
from workers.settings import WorkerSettings

_NAME = re.compile(r"\"(YILIAN_[A-Z_]+)\"")
_PLACEHOLDER = re.compile(r"\$\{((?:YILIAN|ZEEBE)_[A-Z_]+)(?::[^}]*)?\}")
_SHELL = re.compile(r"\b(YILIAN_[A-Z_]+)")

KEEPER = "workers/e_seal/keeper"


def gateway() -> set[str]:
    """Gateway and intake."""
    return _fields(Settings) | _literals("chain", "gateway")


def worker() -> set[str]:
    """A worker of one body."""
    return _fields(WorkerSettings) | _literals("chain", "workers", without=KEEPER)


def keeper() -> set[str]:
    """The keeper of seals."""
    return _literals("chain", KEEPER)


def engine() -> set[str]:
    """The broker in its image: placeholders of the configuration, and what its start script reads."""
    folder = PROJECT / "docker" / "engine"
    files = [(folder / name).read_text(encoding="utf-8") for name in ("application.yaml", "log4j2.xml")]
    read = {name for text in files for name in _PLACEHOLDER.findall(text)}
    return read | set(_SHELL.findall((folder / "start").read_text(encoding="utf-8")))


def _fields(settings: type[BaseSettings]) -> set[str]:
    return {f"YILIAN_{name.upper()}" for name in settings.model_fields}


def _literals(*rooms: str, without: str = "nothing") -> set[str]:
    files: list[Path] = []
    for room in rooms:
        files += [f for f in (PROJECT / room).rglob("*.py") if not f.is_relative_to(PROJECT / without)]
    return {name for file in files for name in _NAME.findall(file.read_text(encoding="utf-8"))}
