"""``scripts/lint [PATH…]``, ``scripts/lint --explain RULE``: check themes, diagrams, scenario tables and forms without an engine.

A PATH is a theme's folder or a file; without one every theme, the shared processes and the example are checked. A theme
of another room (a folder with ``items/`` and ``bodies/`` beside ``themes/``) is checked against that room's catalogue.
Exit code 0: no errors (there may be warnings); 1: errors; 2: nothing to check.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bpmn.catalogue.catalogue import ROOM
from bpmn.lint import ERROR, Finding, check_resources
from bpmn.lint.pages import page, pages
from scripts.tools.linting.department_forms import form_findings, is_department_form
from scripts.tools.linting.theme import theme_findings


@dataclass(frozen=True, slots=True)
class Checked:
    """One theme, or the files that belong to none: what was found, in how many seconds."""

    name: str
    findings: tuple[Finding, ...]
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names and print it."""
    parser = argparse.ArgumentParser(prog="lint", description="检查主题、流程图、情形表和表单")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="主题文件夹或者文件，默认全部")
    parser.add_argument("--format", choices=["text", "json", "editor"], default="text", help="输出格式")
    parser.add_argument("--explain", choices=pages(), metavar="规则", help="显示一条规则的说明")
    options = parser.parse_args(arguments)
    if options.explain:
        sys.stdout.write(page(options.explain))
        return 0
    missing = [path for path in options.paths if not path.exists()]
    if missing:
        sys.stderr.write(f"没有这个文件或者文件夹：{'、'.join(map(str, missing))}\n")
        return 2
    checked = [check(path) for path in options.paths or default_paths()]
    sys.stdout.write(_PRINTERS[options.format](checked))
    return 1 if any(each.severity == ERROR for part in checked for each in part.findings) else 0


def default_paths(room: Path = ROOM) -> list[Path]:
    """Every theme, then what themes share."""
    themes = sorted(file.parent for file in room.glob("themes/*/theme.toml"))
    return [*themes, room / "shared", room / "demo"]


def check(path: Path) -> Checked:
    """Check one theme's folder, any other folder of resources, or one file."""
    began = time.perf_counter()
    findings = tuple(theme_findings(path) if (path / "theme.toml").exists() else _files(path))
    return Checked(path.name, findings, time.perf_counter() - began)


def _files(path: Path) -> list[Finding]:
    files = [path] if path.is_file() else sorted(each for each in path.iterdir() if each.suffix in _KINDS)
    asked = [file for file in files if is_department_form(file)]
    found = [finding for file in asked for finding in form_findings(file)]
    rest = [file for file in files if file not in asked]
    return found + (check_resources(_resources(rest)) if rest else [])


_KINDS = frozenset([".bpmn", ".dmn", ".form"])


def _resources(files: Sequence[Path]) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in files if file.exists()}


def _text(checked: Sequence[Checked]) -> str:
    lines = []
    for part in checked:
        lines.append(f"{part.name}（{part.seconds * 1000:.0f} 毫秒）：{_summary(part.findings)}")
        for each in part.findings:
            place = f"{each.resource}#{each.element}" if each.element else each.resource
            lines.append(f"  {_LEVELS[each.severity]}  {place}  {each.message}（规则 {each.rule}）")
    return "\n".join(lines) + "\n"


_LEVELS = {"error": "错误", "warning": "提醒"}


def _summary(findings: Sequence[Finding]) -> str:
    errors = sum(each.severity == ERROR for each in findings)
    return "没有问题" if not findings else f"{errors} 个错误，{len(findings) - errors} 个提醒"


def _json(checked: Sequence[Checked]) -> str:
    parts: list[Mapping[str, object]] = [
        {
            "name": part.name,
            "seconds": round(part.seconds, 4),
            "findings": [asdict(each) for each in part.findings],
        }
        for part in checked
    ]
    return json.dumps(parts, ensure_ascii=False, indent=2) + "\n"


def _editor(checked: Sequence[Checked]) -> str:
    """``file:element: severity: message [rule]``, as editors read it."""
    return "".join(
        f"{each.resource}:{each.element}: {each.severity}: {each.message} [{each.rule}]\n"
        for part in checked
        for each in part.findings
    )


_PRINTERS = {"text": _text, "json": _json, "editor": _editor}


if __name__ == "__main__":
    sys.exit(main())
