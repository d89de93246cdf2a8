"""Reads the few instructions that our Dockerfiles consist of, in the order in which they stand."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
DOCKERFILES = {
    "gateway": PROJECT / "docker" / "gateway.Dockerfile",
    "workers": PROJECT / "docker" / "workers.Dockerfile",
    "keeper": PROJECT / "docker" / "keeper.Dockerfile",
    "engine": PROJECT / "docker" / "engine" / "Dockerfile",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """``COPY [--from=STAGE] SOURCES TARGET``."""

    source_stage: str | None
    sources: list[str]
    target: str


@dataclass(frozen=True, slots=True)
class Run:
    """``RUN`` in shell form."""

    command: str


@dataclass(slots=True)
class Stage:
    """One stage of a Dockerfile; ``environment`` is what its ``ENV`` lines set."""

    base: str
    name: str | None
    steps: list[Copy | Run] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str | None = None
    command: list[str] | None = None
    health: list[str] | None = None


def read_stages(path: Path) -> list[Stage]:
    """The stages of a Dockerfile; the last one is the image. Raises ValueError on an instruction unknown here."""
    stages: list[Stage] = []
    for instruction, rest in _instructions(path.read_text(encoding="utf-8")):
        if instruction == "FROM":
            found = re.fullmatch(r"(\S+)(?: AS (\S+))?", rest)
            assert found is not None
            stages.append(Stage(found[1], found[2]))
        elif instruction != "ARG":
            _add(stages[-1], instruction, rest)
    return stages


def _instructions(text: str) -> list[tuple[str, str]]:
    kept = "\n".join(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", "", kept)
    parted = (line.partition(" ") for line in joined.splitlines())
    return [(instruction, rest.strip()) for instruction, _, rest in parted]


def _add(stage: Stage, instruction: str, rest: str) -> None:
    match instruction:
        case "COPY":
            stage.steps.append(_copy(rest))
        case "RUN":
            stage.steps.append(Run(rest))
        case "ENV":
            stage.environment.update(_pair(word) for word in shlex.split(rest))
        case "WORKDIR":
            stage.workdir = rest
        case "USER":
            stage.user = rest
        case "CMD":
            stage.command = json.loads(rest)
        case "HEALTHCHECK":
            stage.health = json.loads(rest.partition("CMD ")[2])
        case "EXPOSE":
            pass
        case _:
            raise ValueError(instruction)


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value


def _copy(rest: str) -> Copy:
    words = rest.split()
    origin = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else None
    return Copy(origin, words[:-1], words[-1])
