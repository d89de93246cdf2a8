"""Prints what was found: tables for people, JSON for programs."""

import json
import os
import platform
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from scripts.tools.bench.figures import Findings, Verdict
from scripts.tools.bench.run import Run

_VERDICTS = {Verdict.MET: "达到", Verdict.MISSED: "未达到", Verdict.UNKNOWN: "未测"}


def machine() -> dict[str, Any]:
    """The machine of this run and how busy it was at this moment."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def print_tables(findings: Findings, console: Console) -> None:
    """All figures with their spread, then the ratios against their aims."""
    figures = Table("指标", "单位", "最小", "中位", "最大", title="测量结果")
    for figure in findings.figures:
        values = (min(figure.samples), figure.median, max(figure.samples))
        figures.add_row(figure.title, figure.unit, *(_number(value) for value in values))
    console.print(figures)
    known = findings.by_name()
    ratios = Table("目标", "比值", "各轮", "要求", "结论", title="与目标比较")
    for ratio in findings.ratios:
        value, spread = ratio.value(known), ratio.spread(known)
        ratios.add_row(
            ratio.title,
            "—" if value is None else _number(value),
            "—" if spread is None else f"{_number(spread[0])}–{_number(spread[1])}",
            f"{'≤' if ratio.aim.value == 'at_most' else '≥'} {ratio.limit:g}",
            _VERDICTS[ratio.verdict(known)],
        )
    console.print(ratios)
    for remark in findings.remarks:
        console.print(f"· {remark}", highlight=False)


def as_json(findings: Findings, run: Run, described: dict[str, Any], failures: dict[str, str]) -> str:
    """Everything of one run; ``failures`` are the parts that did not come to their end and why."""
    known = findings.by_name()
    content = {
        "machine": described,
        "repeats": run.repeats,
        "quick": run.quick,
        "figures": [figure.to_json() for figure in findings.figures],
        "ratios": [ratio.to_json(known) for ratio in findings.ratios],
        "remarks": findings.remarks,
        "failures": failures,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _number(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 3
    return f"{value:.{digits}f}"


def _first(file: str, name: str) -> str:
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")
