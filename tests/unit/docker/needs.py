"""Which distributions the code of an image imports, and what these need in turn."""

import ast
import re
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

from tests.unit.docker.dockerfile import PROJECT

OWN = {"bpmn", "chain", "forms", "gateway", "scripts", "workers"}
PARTS = {
    "gateway": ["chain", "bpmn", "forms", "gateway"],
    "workers": ["chain", "workers"],
    "keeper": ["chain", "workers/e_seal/keeper"],
    "setup": ["scripts/tools/setup", "chain/errors.py"],
}
LEFT_OUT = {"workers": "workers/e_seal/keeper"}
"""What the image of a role removes again."""

_TRACES = ["opentelemetry-exporter-otlp-proto-http", "opentelemetry-sdk"]
NAMED_ELSEWHERE = {
    "gateway": ["aiosqlite", "asyncpg", "python-multipart", "sqlalchemy[asyncio]", "uvloop", *_TRACES],
    "workers": _TRACES,
    "keeper": ["uvloop", *_TRACES],
}
"""What no import names: drivers that stand in the database's address, FastAPI's reader of uploads, the loop that
uvicorn is told to run on, and what only a
process loads that is told to send traces."""

_IMAGE_PYTHON = {"python_version": "3.12", "python_full_version": "3.12.0"}


def needed_by(role: str) -> set[str]:
    """The normalised names of every distribution that the image of this role needs."""
    roots = {*_imported(_files(role)), *NAMED_ELSEWHERE.get(role, ())}
    return _closure([Requirement(root) for root in roots])


def _files(role: str) -> list[Path]:
    left_out = PROJECT / LEFT_OUT.get(role, "nothing")
    paths = [PROJECT / part for part in PARTS[role]]
    files = [file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])]
    return [file for file in files if not file.is_relative_to(left_out)]


def _imported(files: list[Path]) -> set[str]:
    homes = packages_distributions()
    found: set[str] = set()
    for module in _modules(files):
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names or top in OWN:
            continue
        found |= {home for home in homes[top] if _provides(home, module)}
    return found


def _modules(files: list[Path]) -> set[str]:
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _provides(home: str, module: str) -> bool:
    """Whether the distribution holds this module; several share the folder of a namespace package."""
    parts = module.split(".")
    files = distribution(home).files or ()
    paths = {"/".join(parts) + ".py", "/".join(parts) + "/__init__.py"}
    if any(str(file) in paths for file in files):
        return True
    extension = re.compile(re.escape("/".join(parts)) + r"\.[\w.-]*so")
    return any(extension.fullmatch(str(file)) for file in files)


def _closure(roots: list[Requirement]) -> set[str]:
    seen: dict[str, frozenset[str]] = {}
    waiting = list(roots)
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        extras = frozenset(wanted.extras)
        if name in seen and extras <= seen[name]:
            continue
        seen[name] = seen.get(name, frozenset()) | extras
        waiting += [need for need in _requirements(name) if _applies(need, seen[name])]
    return set(seen)


def _requirements(name: str) -> list[Requirement]:
    return [Requirement(text) for text in distribution(name).requires or ()]


def _applies(need: Requirement, extras: frozenset[str]) -> bool:
    return need.marker is None or any(
        need.marker.evaluate({**_IMAGE_PYTHON, "extra": extra}) for extra in ("", *extras)
    )


def written(path: Path) -> list[str]:
    """The names in one of the lists in ``docker/packages``."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
