"""The arrows between the rooms point one way (docs/architecture.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"bpmn", "chain", "forms", "gateway", "workers", "scripts", "tests"}
ALLOWED = {
    "chain": {"chain"},
    "bpmn": {"bpmn", "chain"},
    "forms": {"forms", "chain"},
    "workers": {"workers", "bpmn", "forms", "chain"},
    "gateway": {"gateway", "bpmn", "forms", "chain"},
}
FRAMEWORKS = {"pyzeebe", "grpc", "fastapi", "sqlalchemy", "starlette", "uvicorn"}


def imported(file: Path) -> Iterator[str]:
    """The top-level names of everything that a module imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


def modules(room: str) -> list[Path]:
    """Every Python file of a room."""
    return sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_the_rooms_its_arrows_point_to(room: str) -> None:
    files = modules(room)
    assert files, f"{room} holds no code"
    strays = {
        f"{file.relative_to(ROOT)} → {name}"
        for file in files
        for name in imported(file)
        if name in ROOMS and name not in ALLOWED[room]
    }
    assert strays == set()


@pytest.mark.parametrize("room", ["chain", "bpmn", "forms"])
def test_the_domain_rooms_import_no_framework(room: str) -> None:
    strays = {
        f"{file.relative_to(ROOT)} → {name}"
        for file in modules(room)
        for name in imported(file)
        if name in FRAMEWORKS
    }
    assert strays == set()


def test_modules_with_handlers_do_not_postpone_annotations() -> None:
    """pyzeebe does not recognise a Job parameter behind postponed annotations."""
    line = "from __future__ import annotations"
    assert [
        str(f.relative_to(ROOT)) for f in modules("workers") if line in f.read_text(encoding="utf-8")
    ] == []
